"""Lessons: what is read, which step is on the screen, what is asked, as data that a lecturer can change."""
