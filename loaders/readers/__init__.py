"""Readers: how the rows of each kind of table become records."""
