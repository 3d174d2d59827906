"""Pages that open without this server: a walk, a lesson, a notebook's cell."""
