"""Training as fast as NumPy alone allows: flat arrays, and an update that is written out as calls."""
