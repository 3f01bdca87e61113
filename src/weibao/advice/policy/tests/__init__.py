"""Tests of the rules of a province."""
