"""Practice: what a person answers at a step is marked, and the mistake that gives it is named."""
