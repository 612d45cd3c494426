"""Names the slip of 万, 亿 or the decimal point that alone mends a relation.

Title: 万、亿与小数点写错
Meaning: 合计、平均数等关系不成立，而把某个数的“万”“亿”或小数点改一下就恰好成立，多半是单位写错。
True: 全县4.6万名高龄老人人均领取津贴720元，共发放3312万元。
False 矛盾: 全县4.6万名高龄老人人均领取津贴720元，共发放3312亿元。
"""

from __future__ import annotations

from collections.abc import Iterator

from zhproof.findings import Finding
from zhproof.relations.context import Context
from zhproof.relations.judging import SLIP_RULE as RULE

__all__ = ["RULE", "check"]


def check(context: Context) -> Iterator[Finding]:
    """Return nothing of its own: the rules whose relation fails put this rule's name on the finding."""
    return iter(())
