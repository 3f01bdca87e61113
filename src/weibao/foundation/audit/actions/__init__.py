"""Writes of the permanent record: entries and daily seals."""
