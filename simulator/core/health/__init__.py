"""Health: what goes wrong in a network that is well formed, overflow and vanishing S among it."""
