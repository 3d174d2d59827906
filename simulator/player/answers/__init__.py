"""What answers are compared with, and what each mistake would give."""
