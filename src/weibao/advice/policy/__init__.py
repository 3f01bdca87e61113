"""The dated rules of a province with their legal basis."""
