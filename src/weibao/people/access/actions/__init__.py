"""Writes of access: log-ins, passwords, second factors, accounts, grants and tokens."""
