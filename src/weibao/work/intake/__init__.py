"""Contacts through every channel and the registration form."""
