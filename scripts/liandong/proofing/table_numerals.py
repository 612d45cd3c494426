"""Numbers of table cells with the unit that their heads state."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from liandong.proofing.draft import LABELS, Draft, Place
from liandong.proofing.tables import unit_of
from zhproof.quantities import COUNT, DATE, MONEY, ORDINAL, PERCENT, POINTS, Numeral

_SCALES = {"万": 10**4, "千": 10**3, "百万": 10**6, "亿": 10**8, "万亿": 10**12}
_SCALED = re.compile("(万亿|百万|亿|万|千)(?=[^克瓦米伏分])(.+)")
_YEAR_HEAD = re.compile("^(?:年份|年度|时间|年)$")
_NUMBER_HEAD = re.compile("^(?:序号|编号|排名|位次|名次)$")


SENTENCE = "{heads}：{cell}"


def read_heads(draft: Draft, numerals: Sequence[Numeral]) -> list[Numeral]:
    """Return the numerals; of those in cells with heads, the heads begin the sentence, and a count without a unit takes the one they state.

    Such heads are 床位（张） and 金额（万元）.
    """
    return [_with_heads(draft.place_at(numeral.start), numeral) for numeral in numerals]


def _with_heads(place: Place, numeral: Numeral) -> Numeral:
    if place.table is None or not place.heads:
        return numeral
    numeral = replace(numeral, sentence=SENTENCE.format(heads=LABELS["joined"].join(place.heads), cell=numeral.sentence))
    if numeral.kind != COUNT or numeral.unit or numeral.value is None:
        return numeral
    head = place.heads[-1]
    if _NUMBER_HEAD.match(head):
        return replace(numeral, kind=ORDINAL)
    if _YEAR_HEAD.match(head) and numeral.value.denominator == 1 and 1900 <= numeral.value <= 2100:
        return replace(numeral, kind=DATE, unit="年")
    unit = unit_of(place.heads)
    scaled = _SCALED.match(unit)
    if scaled:
        factor = Fraction(_SCALES[scaled[1]])
        numeral = replace(numeral, value=numeral.value * factor, scale=numeral.scale * factor)
        unit = scaled[2]
    if not unit:
        return numeral
    kind = PERCENT if unit in "%‰" else POINTS if unit.endswith("百分点") else MONEY if unit.endswith("元") else COUNT
    return replace(numeral, unit=unit, kind=kind)
