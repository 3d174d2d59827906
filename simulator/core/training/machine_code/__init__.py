"""The updates of training, compiled to machine code by numba where that is installed."""
