"""The pages of the clerk: upload, imports, corrections, household cards."""
