"""Finds a part, told by 其中, that is larger than its whole.

Title: 其中项大于总数
Meaning: “其中”后面的数是前面总数的一部分，不能大于总数。
True: 全市新增养老护理从业人员5490人，其中高级工以上1202人，占21.9%。
False 矛盾: 全市新增养老护理从业人员1202人，其中高级工以上5490人。
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from zhproof.findings import Finding
from zhproof.quantities import Numeral
from zhproof.relations.arithmetic import admitted, show
from zhproof.relations.binding import is_level
from zhproof.relations.context import Context, Figure
from zhproof.relations.judging import mismatched

RULE = "within"
_PART = re.compile(r"(?:^|[，、；。（(])其中(?!的)[：:，]?[^，：:]{0,20}$")


def check(context: Context) -> Iterator[Finding]:
    """Yield the findings on parts larger than the whole before them."""
    for figures in context.sentences:
        for place, part in enumerate(figures):
            if not (is_level(part) and _PART.search(part.gap)):
                continue
            whole = _whole_before(figures[:place])
            if whole is None or whole.numeral.unit != part.numeral.unit or not part.numeral.unit or part.aside != whole.aside:
                continue
            numerals = [part.numeral, whole.numeral]
            if not _holds(numerals):
                yield mismatched(RULE, numerals, _holds, f"{show(part.numeral)} > {show(whole.numeral)}", "“其中”一项大于它所属的总数。", is_equality=False)


def _whole_before(figures: Sequence[Figure]) -> Figure | None:
    """Return the nearest amount before; a change, a share or an average between says nothing of the whole."""
    return next((f for f in reversed(figures) if is_level(f)), None)


def _holds(numerals: Sequence[Numeral]) -> bool:
    part, whole = (admitted(numeral) for numeral in numerals)
    return part.lower is None or whole.upper is None or part.lower <= whole.upper
