"""The kinds of steps: forward, error, backward and update, of one pair and of a batch."""
