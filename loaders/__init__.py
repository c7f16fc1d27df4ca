"""Spreadsheets in, records out: reads what offices send and owns the database."""
