"""Migrations of the schema, in one chain."""
