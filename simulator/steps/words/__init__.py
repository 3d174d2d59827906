"""What is said of steps and walks: announcements, captions, the introduction, what books printed."""
