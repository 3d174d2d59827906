"""Numbers as somebody types them: full precision kept, everything else refused by the name of its place."""

import struct
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator import InputError
from simulator.core.inputs import counted, parsed

PLACE = "W3, row 1, column 2"
FLOATS = st.floats(allow_nan=False, allow_infinity=False)


def bits(number: float) -> bytes:
    assert type(number) is float
    return struct.pack("d", number)


def said(typed: object) -> str:
    with pytest.raises(InputError) as reason:
        parsed(typed, PLACE)
    return str(reason.value)


@given(FLOATS)
def test_every_float_comes_back_to_the_last_bit(number):
    """As text, with a true minus sign, with blanks around it, and as a number."""
    text = repr(number)
    for typed in (text, text.replace("-", "−"), f"  {text}\t\n", number, np.float64(number)):
        assert bits(parsed(typed, PLACE)) == bits(number)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("0.1", 0.1),
        ("-0.1", -0.1),
        ("−0.1", -0.1),
        ("+2", 2.0),
        (".5", 0.5),
        ("5.", 5.0),
        ("007", 7.0),
        ("1e-3", 0.001),
        ("1E3", 1000.0),
        ("1e−3", 0.001),
        ("-0", -0.0),
        ("0.1000000000000000055511151231257827", 0.1),
        ("3.141592653589793", 3.141592653589793),
        ("1.7976931348623157e308", 1.7976931348623157e308),
        ("5e-324", 5e-324),
        (3, 3.0),
    ],
)
def test_ways_to_type_a_number(typed, number):
    """As they are usual."""
    assert bits(parsed(typed, PLACE)) == bits(number)


@pytest.mark.parametrize("typed", ["", "  ", "\t\n", None])
def test_an_empty_cell(typed):
    """Said to be empty."""
    assert said(typed) == f"{PLACE} must be a number; the cell is empty"


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("0,5", 0.5),
        ("−0,5", -0.5),
        (",5", 0.5),
        ("1,5e-3", 0.0015),
        ("0,500", 0.5),
        ("1,2345", 1.2345),
        ("1234,567", 1234.567),
        ("3,141592653589793", 3.141592653589793),
    ],
)
def test_a_decimal_comma(typed, number):
    """Taken where one number is typed and the comma can be nothing else; never where commas part numbers."""
    assert bits(parsed(typed, PLACE)) == bits(number)
    with pytest.raises(InputError, match="must be a number with a decimal point"):
        parsed(typed, PLACE, strict=True)


@pytest.mark.parametrize(
    ("typed", "point", "none"), [("1,500", "1.500", "1500"), ("-12,345", "-12.345", "-12345")]
)
def test_a_comma_that_can_be_read_in_two_ways(typed, point, none):
    """Both are shown, and what to type."""
    assert said(typed) == (
        f"{PLACE} must be a number that reads in one way; {typed} is {point} with a decimal comma, "
        f"{none} with a comma between thousands: type one of the two"
    )


@pytest.mark.parametrize("typed", ["1,000.5", "1,2,3", ",", "5,"])
def test_other_commas(typed):
    """Named rather than guessed at."""
    assert said(typed) == f"{PLACE} must be a number with a decimal point; got {typed.replace('−', '-')!r}"


@pytest.mark.parametrize(
    "typed",
    [
        *("abc", "1_000", "_1", "0x10", "0b1", "1.5.2", "--1", "−", "-", "1 000", "1e", "e5", "½", "1/2/3"),
        *(
            "2^3",
            "1+2j",
            "0.1f",
            "$x$",
            "<b>1</b>",
            "True",
            True,
            "1−2",
            "[1]",
            "1/",
            "/2",
            "1/e",
            "1e1/2",
            "1_0/3",
            "1//2",
        ),
    ],
)
def test_what_is_no_number(typed):
    """Underscores and other bases too, which Python would read."""
    assert said(typed) == f"{PLACE} must be a number; got {str(typed).replace('−', '-')!r}"


@pytest.mark.parametrize(
    "typed", ["nan", "NaN", "-nan", "inf", "-inf", "−inf", "Infinity", "1e999", "-1e309"]
)
def test_what_is_not_finite(typed):
    """NaN, infinities, and numbers too large for float64."""
    assert said(typed) == f"{PLACE} must be finite; got {typed.replace('−', '-')!r}"


DECIMALS = st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-1000, max_value=1000)


@given(DECIMALS, DECIMALS.filter(bool))
def test_a_fraction_is_the_nearest_float(above, below):
    """To the last bit, as the rationals' own division rounds it."""
    number = float(Fraction(above) / Fraction(below))
    for form in (f"{above}/{below}", f" {above} / {below} ".replace(".", ",").replace("-", "−")):
        assert bits(parsed(form, PLACE)) == bits(number)


def test_fractions_that_cannot_be():
    """Nothing is divided by 0, and what float64 cannot hold is said."""
    assert bits(parsed("1/3", PLACE)) == bits(1 / 3)
    assert said("1/0") == f"{PLACE} must be a number, and nothing is divided by 0; got '1/0'"
    assert said(f"1/{'9' * 401}") == f"{PLACE} must be a number; got '1/{'9' * 38}'"
    assert said(f"{'9' * 400}/1") == f"{PLACE} must be finite; got '{'9' * 40}'"
    with pytest.raises(InputError, match="must be a number; got '1/3'"):
        parsed("1/3", PLACE, strict=True)


def test_a_long_text_is_cut():
    """The message stays one short sentence."""
    assert said("x" * 10_000) == f"{PLACE} must be a number; got {'x' * 40!r}"
    assert said("1," * 10_000) == f"{PLACE} must be a number with a decimal point; got {'1,' * 20!r}"
    assert said("9" * 10_000) == f"{PLACE} must be finite; got {'9' * 40!r}"


@given(st.text(max_size=30))
def test_any_text_is_a_finite_number_or_is_refused(typed):
    """Nothing else comes out, and every refusal names the place."""
    try:
        number = parsed(typed, PLACE)
    except InputError as reason:
        assert str(reason).startswith(f"{PLACE} must be ")
    else:
        assert np.isfinite(number)


# Whole numbers


@pytest.mark.parametrize("typed", ["1", "128", " 7 ", "7.0", "1e2", 12, 12.0])
def test_whole_numbers_between_the_bounds(typed):
    """The bounds themselves too; however they are typed."""
    found = counted(typed, "the neurons of layer 2", 1, 128)
    assert type(found) is int
    assert found == float(typed)


@pytest.mark.parametrize("typed", ["0", "129", "-3", "−3", "2.5", "1e3", "0.999999999999", "1e308"])
def test_whole_numbers_out_of_bounds(typed):
    """The refusal names the place, both bounds, and what came."""
    with pytest.raises(InputError) as reason:
        counted(typed, "the neurons of layer 2", 1, 128)
    assert str(reason.value) == f"the neurons of layer 2 must be a whole number from 1 to 128; got {typed}"


@pytest.mark.parametrize("typed", ["", None, "three", "2,5", "nan", "inf", "1_0", "0x2"])
def test_what_is_no_whole_number(typed):
    """Refused as any other number would be."""
    with pytest.raises(InputError, match=r"^the neurons of layer 2 must be "):
        counted(typed, "the neurons of layer 2", 1, 128)
