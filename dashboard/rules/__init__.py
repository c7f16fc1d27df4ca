"""The cross-checks, one to a file; the folder is the registry."""
