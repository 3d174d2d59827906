"""The mathematics: NumPy and the standard library, no screen."""
