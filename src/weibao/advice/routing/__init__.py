"""Facts and policy in, level and unit with the reason out."""
