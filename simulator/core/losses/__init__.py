"""What a loss's row is made of, and the rows, in files of a kind."""
