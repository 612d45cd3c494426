"""What one numeral says of itself."""

from fractions import Fraction

import pytest

from zhproof.quantities import Numeral
from zhproof.reading import read_numerals
from zhproof.rounding import exact_text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(692700), "692700"),
        (Fraction("79.3"), "79.3"),
        (Fraction("-3.2"), "-3.2"),
        (Fraction(1, 3), "1/3"),
        (Fraction(0), "0"),
        (Fraction(1, 1024), "0.0009765625"),
    ],
)
def test_a_value_is_printed_exactly(value, text):
    """A decimal where it has an end, otherwise a fraction."""
    assert exact_text(value) == text


@pytest.mark.parametrize(
    ("text", "interval"),
    [
        ("29项", "[29, 29]"),
        ("79.3%", "[79.25, 79.35)"),
        ("69.27万人", "[692650, 692750)"),
        ("近 1.3 万平方米", "(12000, 13000]"),
        ("超过40%", "(40, +∞)"),
    ],
)
def test_the_interval_is_what_the_print_and_its_hedge_admit(text, interval):
    """Whole counts are exact, everything else stands for all values that print so."""
    assert read_numerals(text)[0].admitted.text() == interval


def test_the_json_has_the_keys_of_the_contract():
    """Without a note there is no key for it."""
    numeral = Numeral(1, 0, 5, "79.3%", Fraction("79.3"), "%", "", "percent", "办结率79.3%")
    assert numeral.to_json() == {
        "id": 1, "start": 0, "end": 5, "printed": "79.3%", "value": "79.3", "unit": "%", "hedge": "", "kind": "percent", "sentence": "办结率79.3%",
    }  # fmt: skip
