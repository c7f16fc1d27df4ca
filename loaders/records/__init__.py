"""The tables of the database, a module per subject."""
