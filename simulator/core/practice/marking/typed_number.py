"""One number as a person types it, and how many digits were typed: −0,25, 1/3, 1.2e-5, 1.2·10⁻⁵.

verdict.js in the player reads the same. The grammar of decimals and fractions is that of core/inputs.py,
which reads the value; powers of ten and blanks are added here.
"""

import re
from dataclasses import dataclass

from ...inputs import COMMA, FRACTION, THOUSANDS, InputError, parsed

LONGEST = 80  # characters of an answer
REFUSED = {  # why something is no number; {} stands for what came
    "other": "your answer must be a number, such as −0.25, 0,25, 1/3, 1.2e-5 or 1.2·10^−5; got “{}”",
    "long": f"your answer must be a number of at most {LONGEST} characters; it is longer",
    "two ways": "your answer must be a number that reads in one way; {} may have a decimal comma or a comma "
    "between thousands: type it with a point, or without a mark",
    "zero": "your answer must be a number, and nothing is divided by 0; got “{}”",
    "large": "your answer must be a number that float64 can hold; got “{}”",
}
SHOWN = 40  # characters of what came

BLANK = "[ \t\n\r\u00a0\u2009\u202f]"
LOOSE_BLANKS = re.compile(rf"(?<![0-9]){BLANK}+|{BLANK}+(?![0-9])")  # none between two digits
UNSIGNED = r"(?:[0-9]{1,80}(?:[.,][0-9]{0,80})?|[.,][0-9]{1,80})"
POWER = re.compile(
    rf"([+-]?)(?:({UNSIGNED})[·⋅∙×*xX])?10(?:\^|\*\*)(?:([+-]?[0-9]{{1,4}})|[({{]([+-]?[0-9]{{1,4}})[)}}])"
)
RAISED = re.compile("(?<=10)([⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,4})$")
LOWERED = str.maketrans("⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "+-0123456789")
PLAIN = re.compile(r"[+-]?(?:[0-9]{1,80}(?:\.[0-9]{0,80})?|\.[0-9]{1,80})(?:[eE][+-]?[0-9]{1,4})?")


@dataclass(frozen=True, slots=True)
class TypedNumber:
    """The value; how many significant `digits` were typed, 0 of a zero; the `unit` of the last one.

    The unit of a fraction is 0: it is meant exactly.
    """

    value: float
    digits: int
    unit: float

    @property
    def exact(self) -> bool:
        """Whether it was typed as a fraction."""
        return self.unit == 0


def typed_number(text: str) -> TypedNumber:
    """Read an answer; raises InputError that says what is taken.

    Minus signs of print are taken, a decimal comma, blanks but between digits, fractions of two decimals, and
    powers of ten as ·10^−5, ×10⁻⁵ or e-5. "1,500" can be read in two ways and is refused with both.

    >>> typed_number("−0,250")
    TypedNumber(value=-0.25, digits=3, unit=0.001)
    >>> typed_number("1.2·10⁻⁵")
    TypedNumber(value=1.2e-05, digits=2, unit=1e-06)
    """
    plain = _plain(text)
    fraction = FRACTION.fullmatch(plain)
    if not (fraction or PLAIN.fullmatch(plain) or COMMA.fullmatch(plain)):
        raise _refusal("other", text)
    if THOUSANDS.fullmatch(plain):
        raise _refusal("two ways", text)
    if fraction and not fraction[2].strip("+-0.,"):
        raise _refusal("zero", text)
    try:
        value = parsed(plain, "your answer")
    except InputError:
        raise _refusal("large", text) from None
    if fraction:
        return TypedNumber(value, 0, 0.0)
    mantissa, _, power = plain.replace(",", ".").lower().partition("e")
    _, _, decimals = mantissa.partition(".")
    figures = mantissa.lstrip("+-").replace(".", "").lstrip("0")
    return TypedNumber(value, len(figures), float(f"1e{int(power or 0) - len(decimals)}"))


def _refusal(why: str, text: str) -> InputError:
    return InputError(REFUSED[why].format(text.strip()[:SHOWN]))


def _plain(text: str) -> str:
    """With ASCII signs, powers of ten as e-5, and without blanks that mean nothing."""
    if len(text) > LONGEST:
        raise _refusal("long", text)
    plain = LOOSE_BLANKS.sub("", text).replace("−", "-").replace("–", "-")
    plain = RAISED.sub(lambda found: f"^{found[1].translate(LOWERED)}", plain)
    if power := POWER.fullmatch(plain):
        sign, mantissa, bare, bracketed = power.groups()
        return f"{sign}{mantissa or '1'}e{bare or bracketed}"
    return plain
