"""Tests of the routing adviser."""
