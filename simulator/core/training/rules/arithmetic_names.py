"""The arithmetic by which a move's printed numbers are judged, by its name in steps/formulas/formula.py."""

PLUS_SCALED, TWICE = "plus-scaled", "plus-scaled-twice"
MIXED, MIXED_SQUARES = "mixed", "mixed-squares"
DESCENT, COPIED, FUNCTION = "descent", "product", "function"
