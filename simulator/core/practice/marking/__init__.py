"""What somebody typed, read and marked."""
