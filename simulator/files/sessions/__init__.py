"""Sessions as files and links: the walk, its undo, and a training run."""
