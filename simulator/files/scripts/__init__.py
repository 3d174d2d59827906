"""Scripts and a notebook that compute a walk."""
