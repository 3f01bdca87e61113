"""Tests of the permanent record."""
