"""Formulas in MathML, read back."""

import html
import re

RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "−0123456789")


def pieces(mathml: str) -> list[str]:
    """The numbers and signs of a formula in order, without its brackets."""
    text = html.unescape(re.sub(r"<[^>]*>", " ", mathml))
    text = re.sub("·10(?=[⁻⁰¹²³⁴⁵⁶⁷⁸⁹])", " · 10 ", text).translate(RAISED).replace("⋅", "·")
    text = re.sub(r"− +(?=[\d.])", "−", re.sub(r"[][()\u2003]|more", " ", text))
    return re.sub(" *× *", "×", text).split()
