"""Sets of rows: passing all of them at once, measuring, and standardising."""
