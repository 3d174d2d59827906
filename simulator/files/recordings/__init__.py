"""Recordings of a PyTorch training loop, written and read."""
