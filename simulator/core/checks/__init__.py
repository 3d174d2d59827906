"""Checks of a gradient: by complex step and differences, and of numbers worked out by somebody else."""
