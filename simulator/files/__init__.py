"""What is read and written: one file per format."""
