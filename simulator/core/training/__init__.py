"""Training: many updates, fast, and any of them back bit for bit."""
