"""The page of a walk, but for the player itself: what is chosen, changed, dragged and taken along there."""
