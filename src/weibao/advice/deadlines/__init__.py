"""Working calendar and clocks."""
