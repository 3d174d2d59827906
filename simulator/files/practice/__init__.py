"""Exercises to be handed out and handed in: sheets with their key, and files for a course's own system."""
