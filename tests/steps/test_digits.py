"""How a number is printed: within half a unit of its last place, and as it is where it ends soon enough."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.steps.formulas.digits import FULL, cut, latex, printed, raised, shown

DIGITS = st.integers(2, 6)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False) | st.floats(-2e6, 2e6) | st.floats(-0.1, 0.1)


def last_place(text: str) -> Decimal:
    """One unit in the last printed place."""
    return Decimal(1).scaleb(int(Decimal(text).as_tuple().exponent))


def significant(text: str) -> int:
    return len(Decimal(text).as_tuple().digits)


@given(NUMBERS)
def test_full_is_read_back_as_the_same_number(value):
    assert float(shown(value, FULL)) == value


@given(NUMBERS)
def test_full_is_the_shortest_text_that_is(value):
    assert significant(shown(value, FULL)) <= significant(repr(value)) <= 17


@given(NUMBERS, DIGITS)
def test_what_is_printed_is_within_half_a_unit_of_its_last_place(value, digits):
    text = shown(value, digits)
    noise = max(abs(Decimal(value)) * Decimal("5.2e-15"), Decimal("5.1e-15") if abs(value) >= 1e-4 else 0)
    assert abs(Decimal(text) - Decimal(value)) <= last_place(text) / 2 + noise


@given(NUMBERS, DIGITS | st.just(FULL))
def test_a_zero_has_no_sign_and_a_number_keeps_its_own(value, digits):
    text = shown(value, digits)
    assert text.startswith("-") == (value < 0)
    assert text.isascii()
    if not float(text):
        assert text == "0"
        assert value == 0


@given(st.integers(-999_999, 999_999), DIGITS, st.data())
def test_a_decimal_that_ends_soon_enough_is_printed_as_it_is(whole, digits, data):
    places = data.draw(st.integers(0, digits))
    exact = Decimal(whole).scaleb(-places)
    assert Decimal(shown(float(exact), digits)) == exact
    assert shown(float(exact), digits) == (format(exact.normalize(), "f") if exact else "0")


@given(st.floats(1e-4, 1e6, exclude_max=True), DIGITS)
def test_one_that_does_not_end_is_rounded_and_keeps_its_zeros(value, digits):
    text, exact = shown(value, digits), Decimal(repr(value))
    noise = Decimal(5).scaleb(max(-15, exact.adjusted() - 15))  # half of the last digit that counts
    if abs(Decimal(text) - exact) > noise:
        places = -int(Decimal(text).as_tuple().exponent)
        assert places >= digits
        assert places == digits or significant(text) >= digits


@given(st.floats(1e-300, 1e-5) | st.floats(1e7, 1e300), DIGITS)
def test_far_from_one_a_power_of_ten_is_split_off(value, digits):
    mantissa, e, power = shown(value, digits).partition("e")
    assert e or Decimal(repr(value)) == Decimal(mantissa)
    if e:
        assert significant(mantissa) == digits
        assert 1 <= Decimal(mantissa) < 10
        assert int(power) in (Decimal(value).adjusted(), Decimal(value).adjusted() + 1)


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0.3, 3, "0.3"),
        (0.1 + 0.2, 3, "0.3"),
        (0.1 + 0.2, 6, "0.3"),
        (0.3000000001, 6, "0.300000"),
        (1 - 0.14 * (1 + 1e-15), 3, "0.86"),
        (8.001 - 8, 3, "0.001"),
        (0.99999999999999989, 3, "1"),
        (0.9999999, 3, "1.000"),
        (999_999.99999999988, 3, "1.00e6"),
        (99.99999999999999, 2, "100"),
        (0.1 + 0.2, FULL, "0.30000000000000004"),
        (-0.0, 3, "0"),
        (0.0, FULL, "0"),
        (-0.15870000001, 3, "-0.159"),
        (4.3937e-5, 3, "4.39e-5"),
        (-4.3937e-5, 2, "-4.4e-5"),
        (5e-324, 3, "5.00e-324"),
        (5e-324, FULL, "5e-324"),
        (1.7976931348623157e308, 2, "1.8e308"),
        (1.7976931348623157e308, FULL, "1.7976931348623157e308"),
        (1e6, 3, "1.00e6"),
        (1e6, FULL, "1e6"),
        (999_999.0, 2, "999999"),
        (9_999_999.0, 2, "1.0e7"),
        (0.00123456, 3, "0.00123"),
        (0.0001, 2, "0.00010"),
        (9.9999e-5, 3, "1.00e-4"),
        (12.0, 2, "12"),
        (12.3456, 2, "12.35"),
        (1e22, FULL, "1e22"),
        (123456.789, FULL, "123456.789"),
    ],
)
def test_examples(value, digits, text):
    assert shown(value, digits) == text


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0.125, 2, "0.13"),
        (-0.125, 2, "-0.13"),
        (0.375, 2, "0.38"),
        (2.5e-7, 2, "2.5e-7"),
        (0.0009765625, 6, "0.000977"),
        (0.001953125, 2, "0.0020"),
        (0.0048828125, 3, "0.00488"),
        (0.015625, 5, "0.01563"),
        (1.005, 2, "1.01"),
        (0.5525, 3, "0.553"),
        (-2.675, 2, "-2.68"),
        (0.5524999999, 3, "0.552"),
        (1_250_000.0, 2, "1.3e6"),
        (-1_250_000.0, 2, "-1.3e6"),
    ],
)
def test_a_tie_of_the_shortest_decimal_goes_away_from_zero(value, digits, text):
    assert shown(value, digits) == text


@given(st.integers(-9_999, 9_999), st.integers(-9_999, 9_999), DIGITS, st.sampled_from("+-*"))
def test_what_a_hand_gets_is_printed(left, right, digits, sign):
    """Sums, differences and products of short decimals, however their float64 result ends; but for 0."""
    a, b = Decimal(left).scaleb(-3), Decimal(right).scaleb(-3)
    x, y = float(a), float(b)
    exact, found = {"+": (a + b, x + y), "-": (a - b, x - y), "*": (a * b, x * y)}[sign]
    if exact:
        assert shown(found, digits) == shown(float(str(exact)), digits)


def test_three_digits_are_the_default():
    assert shown(1 / 3) == "0.333"


@given(st.lists(NUMBERS, min_size=1, max_size=4), DIGITS | st.just(FULL))
def test_printed_is_what_a_reader_of_the_text_has(values, digits):
    array = np.array(values)
    seen = [Fraction(shown(value, digits)) for value in values]
    np.testing.assert_array_equal(printed(array, digits), seen)
    np.testing.assert_array_equal(printed(array[:, None], digits), np.array(seen, dtype=object)[:, None])
    np.testing.assert_array_equal(printed(np.asarray(array[0]), digits), seen[0])
    np.testing.assert_array_equal(array, values)


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [(0.5, 3, "0.5"), (-4.3937e-5, 3, r"-4.39\cdot 10^{-5}"), (2.5e7, 2, r"2.5\cdot 10^{7}")],
)
def test_latex_writes_the_power_of_ten_as_one(value, digits, text):
    assert latex(value, digits) == text


@pytest.mark.parametrize(
    ("words", "most", "kept"),
    [
        ("5.00·10⁻¹³", 9, "5…·10⁻¹³"),
        ("5.00000·10⁻¹³", 10, "5.0…·10⁻¹³"),
        ("b −4.02·10⁻¹⁰⁸", 6, "b −4…·10⁻¹⁰⁸"),
        ("123456.789", 8, "123456…"),
        ("123456.789", 6, "1…·10⁵"),
        ("0.00012345678", 8, "0.00012…"),
        ("0.00012345678", 6, "1…·10⁻⁴"),
        ("0.30000000000000004", 8, "0.30000…"),
        ("5·10⁻¹³", 3, "5·10⁻¹³"),
        ("identity", 5, "iden…"),
    ],
)
def test_a_number_that_is_cut_keeps_its_size(words, most, kept):
    """Significant digits go, with a sign that they did; the whole part and the power of ten stay."""
    assert cut(words, most) == kept


@given(NUMBERS, DIGITS | st.just(FULL), st.integers(1, 25))
def test_a_cut_number_is_still_of_that_size(value, digits, most):
    """Read without its sign of being cut it is the number to its first digit."""
    short = cut(raised(value, digits), most)
    mantissa, _, power = short.replace("…", "").replace("−", "-").partition("·10")
    size = Fraction(mantissa) * Fraction(10) ** int(
        power.translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")) or 0
    )
    wanted = Fraction(shown(value, digits))
    assert size == wanted or abs(size) <= abs(wanted) < 2 * abs(size)
