"""What a numeral without an origin is: a pure function of a block of text whose marked parts are known."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from zhproof.reading import read_numerals
from zhproof.reading.chinese import NUMERAL_CHARS

# Stands where text is that is no article text (code) or not known yet (a statistic's value).
PLACEHOLDER = "\ufffc"
# The roles that print a statistic: its value now, the value that the bulletin printed, its formula.
CURRENT = "stat"
STATISTIC_ROLES = frozenset({CURRENT, "reported", "formula"})
# What a mark in a cell's text looks like; the role's name is checked where it is printed.
MARK = re.compile(r"\{(?P<role>[a-z]+)\}`(?P<text>[^`]*)`")
# 一份, 一次, 下一节: an article or "once", unless the words before insist on the number. Persons and quantities count.
ARTICLE_UNITS = frozenset("个条种份次处项张行列栏格组句遍节页段件场批套道层座面步期轮本类台章")
INSISTING_BEFORE = re.compile(r"(?:唯一|仅|仅有|只有|只|各|共|至少|至多|不超过|不少于|每.{1,2}|第)\s*$")
# The digits of an address are the address's.
ADDRESS = re.compile(r"https?://[!-~]+")
SENTENCE_END = re.compile(r"(?<=[。！？；\n])")
# The square and the cube of a metre are units, not numerals.
POWER_BEFORE = re.compile(r"[kcd]?m$")
POWERS = "²³"
# 半天, 一半, 过半 say half, which no table holds.
HALVES = frozenset("一半过数")


@dataclass(frozen=True)
class Piece:
    """A run of a block's text, and whether its origin is marked.

    ``shows`` is the target of a role that prints a statistic's current value there, ``kind`` which mark an author
    wrote; else empty.
    """

    text: str
    traced: bool = False
    shows: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Untraced:
    """A numeral without an origin, with the measure word after it, the sentence that holds it, and where it starts.

    Its kind is what it seems to be: one of ``zhproof.quantities``, or symbol for characters such as ③.
    """

    printed: str
    kind: str
    unit: str
    sentence: str
    start: int


def find_untraced(pieces: Iterable[Piece]) -> list[Untraced]:
    """Return the numerals of a block that are not wholly inside a traced piece, in reading order.

    Arabic numerals count whatever they seem to be, in half or full width; Chinese ones count that state a number. Other
    characters with a numeric value (③, Ⅷ, ½) count too.
    """
    pieces = list(pieces)
    if all(piece.traced for piece in pieces):
        return []
    text = "".join(piece.text for piece in pieces)
    traced = [piece.traced for piece in pieces for _ in piece.text]
    for address in ADDRESS.finditer(text):
        traced[address.start() : address.end()] = [True] * len(address[0])
    found = []
    for numeral in read_numerals(text):
        if numeral.script == "chinese" and not numeral.states_number:
            continue
        if set(numeral.printed) <= HALVES and "半" in numeral.printed:
            continue
        is_article = numeral.printed == "一" and numeral.unit in ARTICLE_UNITS
        if is_article and not INSISTING_BEFORE.search(text, 0, numeral.start):
            continue
        found.append((numeral.start, numeral.end, numeral.kind, numeral.unit))
    found += [(start, end, "symbol", "") for start, end in _symbols(text)]
    return [
        Untraced(text[start:end], kind, unit, _sentence(text, start), start)
        for start, end, kind, unit in sorted(found)
        if not all(traced[start:end])
    ]


def marked_pieces(text: str) -> list[Piece]:
    """Return the pieces of a text with roles in it, as cells hand it on: a caption with ``{date}`2024年` ``."""
    pieces, end = [], 0
    for match in MARK.finditer(text):
        words = PLACEHOLDER if match["role"] in STATISTIC_ROLES else match["text"]
        pieces += [Piece(text[end : match.start()]),
                   Piece(words, True, match["text"] if match["role"] == CURRENT else "")]
        end = match.end()
    return [*pieces, Piece(text[end:])]


def _symbols(text: str) -> list[tuple[int, int]]:
    found = []
    for place, char in enumerate(text):
        if char.isascii() or char in NUMERAL_CHARS or unicodedata.category(char) not in ("Nd", "Nl", "No"):
            continue
        full_width_digit = "０" <= char <= "９"
        power = char in POWERS and POWER_BEFORE.search(text, 0, place)
        if not full_width_digit and not power and char != "〇":
            found.append((place, place + 1))
    return found


def _sentence(text: str, place: int) -> str:
    start = 0
    for sentence in SENTENCE_END.split(text):
        if place < start + len(sentence):
            return " ".join(sentence.replace(PLACEHOLDER, "…").split())
        start += len(sentence)
    return text
