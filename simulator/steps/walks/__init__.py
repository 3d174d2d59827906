"""Other walks than the one at hand, and places in a walk."""
