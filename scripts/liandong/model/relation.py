"""The verdicts, what the book may say of a statistic that a bulletin reports, and the relations that tie it to others.

Code, label and meaning of a verdict, and of how far a relation carries, stand here only.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from liandong.model.formula import FormulaPart, joined_text
from liandong.model.record import Record


class WordedCode(StrEnum):
    """A code of a closed list, as in JSON and class names, with what readers call it and what it tells them."""

    label: str
    meaning: str

    def __new__(cls, code: str, label: str, meaning: str):
        """Return the member of a code with its words."""
        member = str.__new__(cls, code)
        member._value_ = code
        member.label, member.meaning = label, meaning
        return member


class Verdict(WordedCode):
    """What the book may say of a reported statistic."""

    REPRODUCED = "reproduced", "复算一致", "由简报公布的其他数字算出，按原文的小数位修约后与原文相同。"
    CONSISTENT = "consistent", "勾稽相符", "单独算不出来，但与简报公布的其他数字有勾稽关系，这个关系成立；关系能说明多少，逐条写明。"
    REFERENCED = "referenced", "外部相符", "与简报以外的公开数据对得上，公开数据的出处和查阅日期逐条写明。"
    TRANSCRIBED = "transcribed", "仅转录", "简报没有公布可供计算的数字，这里只核对数据表与原文相同。"
    UPDATED = "updated", "已更新", "数据表采用了简报之后的数据，与原文不同，两个数都列出。"
    DISPUTED = "disputed", "待核", "按简报公布的数字算不出原文的数，已登记在“对不上的数字”，等待核实。"


class Reach(WordedCode):
    """How far a relation carries. A bound is never called an equality."""

    EQUALITY = "equality", "相等", "两边的数应当相同，错一个就看得出来。"
    ONE_INTEGER = "one_integer", "唯一整数", "许多整数里只有这一个能印成公布的率。"
    BOUND = "bound", "界限", "只说明不超过或者不低于，不说明这个数本身对。"
    NECESSARY = "necessary", "必要条件", "不满足一定有错，满足了也不等于对。"


@dataclass(frozen=True)
class Reference(Record):
    """A public figure from elsewhere that a relation rests on, a row of data/references/figures.csv.

    Its text is the value with unit, its day, who published it, and where there is no second source, that.
    """

    id: str
    name_zh: str
    text: str


@dataclass(frozen=True)
class Relation(Record):
    """A relation that ties a published number to others where it cannot be computed alone."""

    name: str  # which relation it is, the name of the measure that states it (``liandong.model.tied_measures``)
    title: str  # for readers
    reach: Reach
    holds: bool
    formula: tuple[FormulaPart, ...]  # its arithmetic with the numbers put in
    references: tuple[Reference, ...] = ()  # the public figures from elsewhere that it rests on
    note: str = ""  # what readers must know beside it, such as different bases; empty if nothing

    @property
    def formula_zh(self) -> str:
        """The arithmetic as text."""
        return joined_text(self.formula)

    def to_json(self) -> dict:
        """Return the relation for JSON, its arithmetic also as text."""
        data = super().to_json()
        return {name: data[name]
                for name in ("name", "title", "reach", "holds")} | {"formula_zh": self.formula_zh} | data
