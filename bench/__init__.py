"""Measures the product against the numbers it promises; prints ratios and processor time, asserts nothing."""
