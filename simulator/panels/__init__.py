"""What is on the page: one file a panel, and one that keeps the session."""
