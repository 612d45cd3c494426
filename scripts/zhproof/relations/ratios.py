"""Judges a printed ratio against the two numbers before it.

Title: 两数之比
Meaning: 印出的比（如1:15）应等于前面两个数之比，按印出的小数位四舍五入。
True: 全县有专任教师1200人，在校学生18000人，师生比为1:15。
False 矛盾: 全县有专任教师1200人，在校学生18000人，师生比为1:12。
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from zhproof.findings import Finding
from zhproof.quantities import COUNT, Numeral
from zhproof.relations.arithmetic import admitted, divide, meets, show, show_decimal
from zhproof.relations.binding import is_level
from zhproof.relations.context import Context, Figure
from zhproof.relations.judging import confirmed, mismatched

RULE = "ratio"
_RATIO = re.compile(r"(?<![\d.:：∶])\d+(?:\.\d+)?(?:\s*[:：∶]\s*\d+(?:\.\d+)?)+(?![\d.])")
_TERM = re.compile(r"\d+(?:\.\d+)?")
_CLAIM = re.compile(r"比(?:例|值)?(?:约|为|达|达到|是|已)*$")
_MOST_BEFORE = 20


def check(context: Context) -> Iterator[Finding]:
    """Yield the findings on ratios of two numbers."""
    for terms, before in find_printed_ratios(context):
        if len(terms) != 2 or not _CLAIM.search(before):
            continue
        pair = _pair_before(context, terms)
        if pair:
            yield _judge(*pair, *terms)


def find_printed_ratios(context: Context) -> Iterator[tuple[list[Numeral], str]]:
    """Yield the terms of each printed ratio as numerals, and the text before it."""
    starts = [numeral.start for numeral in context.numerals]
    for match in _RATIO.finditer(context.text):
        terms = []
        for term in _TERM.finditer(match.group()):
            start = match.start() + term.start()
            place = bisect_right(starts, start) - 1
            if place < 0 or context.numerals[place].end <= start:
                break
            numeral = context.numerals[place]
            digits = term.group()
            terms.append(
                replace(
                    numeral, start=start, end=match.start() + term.end(), printed=digits, value=Fraction(Decimal(digits)), hedge="",
                    decimals=len(digits.partition(".")[2]), scale=Fraction(1), kind=COUNT, unit="", measured=True,
                )  # fmt: skip
            )
        else:
            yield terms, "".join(context.text[max(0, match.start() - _MOST_BEFORE) : match.start()].split())


def _pair_before(context: Context, terms: Sequence[Numeral]) -> tuple[Figure, Figure] | None:
    """Return the only two amounts of one unit in the sentence of the ratio, before it or, without any before it, behind it."""
    start, end = terms[0].start, terms[-1].end
    place = context.figure_before(start)
    near = [f for f in context.figures[max(0, place - 6) : place] if is_level(f)]
    if near and not re.search(r"[。！？；\n]", context.text[near[-1].numeral.end : start]):
        near = [f for f in near if f.segment == near[-1].segment]
    else:
        near = [f for f in context.figures[place : place + 5] if is_level(f) and f.numeral.start >= end]
        if not near or re.search(r"[。！？；\n]", context.text[end : near[0].numeral.start]):
            return None
        near = [f for f in near if f.segment == near[0].segment]
    if len(near) == 2 and all(figure.value > 0 for figure in near) and near[0].numeral.unit == near[1].numeral.unit and near[0].numeral.unit:
        return near[0], near[1]
    return None


def _judge(first: Figure, second: Figure, left: Numeral, right: Numeral) -> Finding:
    numerals = [first.numeral, second.numeral, left, right]
    one = first.value / second.value * right.value if right.value == 1 else second.value / first.value * left.value
    shown = f"{show(first.numeral)} ÷ {show(second.numeral)}" if right.value == 1 else f"{show(second.numeral)} ÷ {show(first.numeral)}"
    arithmetic = f"{shown} = {show_decimal(one, max(left.decimals, right.decimals) + 2)}，文中为 {show(left)}:{show(right)}"
    if _holds(numerals):
        return confirmed(RULE, numerals, arithmetic, "印出的比与前面两个数之比一致。")
    return mismatched(RULE, numerals, _holds, arithmetic, "印出的比与前面两个数之比不符。")


def _holds(numerals: Sequence[Numeral]) -> bool:
    first, second, left, right = numerals
    printed = divide(_term(left), _term(right))
    counted = [divide(admitted(a), admitted(b)) for a, b in ((first, second), (second, first))]
    return printed is not None and any(interval is not None and meets(interval, printed) for interval in counted)


def _term(numeral: Numeral):
    """Return what a term admits; a term of 1 is exact: it says of what the other term is a multiple."""
    exact = numeral.value == 1 and numeral.decimals == 0
    return admitted(replace(numeral, measured=not exact))
