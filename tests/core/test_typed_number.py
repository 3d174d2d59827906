"""What a person types for a number, and how many digits of it count."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator import InputError
from simulator.core.practice.marking.typed_number import LONGEST, TypedNumber, typed_number

TAKEN = {
    "0.25": (0.25, 2, 0.01),
    "−0,5": (-0.5, 1, 0.1),
    "+.50": (0.5, 2, 0.01),
    " 0.0120 ": (0.012, 3, 0.0001),
    "- 3": (-3.0, 1, 1.0),
    "1200": (1200.0, 4, 1.0),
    "5.": (5.0, 1, 1.0),
    "0.00": (0.0, 0, 0.01),
    "1.2e-5": (1.2e-5, 2, 1e-6),
    "1,2E+3": (1200.0, 2, 100.0),
    "1.2·10^−5": (1.2e-5, 2, 1e-6),
    "1,20 × 10⁻⁵": (1.2e-5, 3, 1e-7),
    "-1.2*10**-5": (-1.2e-5, 2, 1e-6),
    "3x10^{2}": (300.0, 1, 100.0),
    "4·10^(−2)": (0.04, 1, 0.01),
    "10^-3": (0.001, 1, 0.001),
    "−10⁻³": (-0.001, 1, 0.001),
    "1/3": (1 / 3, 0, 0.0),
    "− 1 / 3": (-1 / 3, 0, 0.0),
    "0,5/2": (0.25, 0, 0.0),
    "1" * LONGEST: (float("1" * LONGEST), LONGEST, 1.0),
}


@pytest.mark.parametrize("text", TAKEN)
def test_taken(text):
    assert typed_number(text) == TypedNumber(*TAKEN[text])


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("abc", r"must be a number, such as −0\.25, 0,25, 1/3, 1\.2e-5 or 1\.2·10\^−5; got “abc”"),
        *(
            (text, "must be a number, such as")
            for text in ("", "–", "1 000", "1_0", "0x10", "nan", "inf", "５")
        ),
        *(
            (text, "must be a number, such as")
            for text in ("1.2.3", "·10^5", "210^", "1/2/3", "2·3", "1e", "12,")
        ),
        ("1,500", "1,500 may have a decimal comma or a comma between thousands"),
        ("1/0", "nothing is divided by 0"),
        ("1e999", "that float64 can hold"),
        ("1" * (LONGEST + 1), "at most 80 characters"),
        ("9" * 5000, "at most 80 characters"),
    ],
)
def test_refused_with_what_is_taken(text, why):
    with pytest.raises(InputError, match=why):
        typed_number(text)


@given(st.integers(-(10**9), 10**9), st.integers(-12, 4), st.sampled_from("e·×"))
def test_value_and_last_digit_of_any_decimal(figures, power, sign):
    text = f"{figures}{'e' if sign == 'e' else f'{sign}10^'}{power}".replace("-", "−")
    found = typed_number(text)
    assert found.value == float(Decimal(figures).scaleb(power))
    assert found.unit == float(Decimal(1).scaleb(power)) and found.digits == len(
        str(abs(figures)).lstrip("0")
    )


@given(st.integers(-9999, 9999), st.integers(1, 999))
def test_a_fraction_is_the_nearest_number(above, below):
    found = typed_number(f"{above} / {below}")
    assert found.value == float(Fraction(above, below)) and found.exact
