"""Exercises whose numbers are exact, and in which mistakes show."""
