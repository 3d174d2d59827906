"""Work beside the page: in processes of its own, in turns, and what it will cost."""
