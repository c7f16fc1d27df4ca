"""One file per kind of spreadsheet; each holds a FORM."""
