"""Units, their region, level and kind, and the people in them."""
