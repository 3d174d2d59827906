"""What the browser is sent: a walk with its steps and numbers, and what comes of it later."""
