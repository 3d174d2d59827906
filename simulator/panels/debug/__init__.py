"""The tools of debugging."""
