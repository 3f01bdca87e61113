"""Puts everything together: settings, addresses, process entry points."""
