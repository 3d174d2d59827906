"""How it is written: numbers in digits, letters in a notation, and formulas of both."""
