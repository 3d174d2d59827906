"""The update rules, each in a file of its own, and their table."""
