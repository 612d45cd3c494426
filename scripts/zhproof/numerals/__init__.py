"""Reading the numerals of Chinese official text: one printed number, or all numerals of a text in reading order."""

from .chinese import print_chinese, print_positional
from .messages import NumeralError
from .quantity import Quantity, UnitMismatchError, parse_printed, print_quantity
from .scanning import Numeral, scan, scan_arabic

__all__ = [
    "Numeral",
    "NumeralError",
    "Quantity",
    "UnitMismatchError",
    "parse_printed",
    "print_chinese",
    "print_positional",
    "print_quantity",
    "scan",
    "scan_arabic",
]
