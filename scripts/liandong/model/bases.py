"""The bases (口径) of a completion rate: what counts as done, what stays in the denominator; all computed once.

Each status that is not done can stay in the denominator, count as done, or be taken out. The strict basis lets all of
them stay.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, cached_property
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from liandong.findings import messages
from liandong.model import plain, printed_value
from liandong.model.measures import Measure, completion_rate, total
from liandong.model.outputs import CellOutput, SwitchRow, switch_output
from liandong.model.reporting import formula_text
from zhproof.rounding import round_exact

if TYPE_CHECKING:
    import pandas as pd

    from liandong.model.bulletin import Bulletin

KEPT, DONE, OUT = "kept", "done", "out"
TREATMENTS = (KEPT, DONE, OUT)
FINISHED = "done"
LABELS = messages(__name__, "labels")
PLACES = 2  # decimals of a width in percent


class Basis(NamedTuple):
    """One combination: the treatment of each open status, in order, and the rate under it."""

    treatments: tuple[str, ...]
    rate: Measure


class CompletionBases:
    """All bases of the completion rate of some rows with ``status``, ``wording_zh`` and ``problems``."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self.frame = frame
        self.statuses = tuple(dict.fromkeys(status for status in frame["status"] if status != FINISHED))
        self._rate = cache(self._compute)

    @property
    def strict(self) -> Measure:
        """The rate where nothing but what is done counts, and nothing leaves the denominator."""
        return self.rate()

    def rate(self, **treatments: str) -> Measure:
        """Return the rate under one basis, in percent; statuses that are not named stay in the denominator.

        Raises:
            ValueError: if a status does not occur in the rows, or a treatment is none of ``TREATMENTS``.
        """
        if set(treatments) - set(self.statuses) or set(treatments.values()) - set(TREATMENTS):
            raise ValueError(f"statuses {self.statuses}, treatments {TREATMENTS}, got {treatments}")
        return self._rate(tuple(treatments.get(status, KEPT) for status in self.statuses))

    def __iter__(self) -> Iterator[Basis]:
        """Yield every basis, the strict one first."""
        for treatments in product(TREATMENTS, repeat=len(self.statuses)):
            yield Basis(treatments, self._rate(treatments))

    @cached_property
    def wordings(self) -> dict[str, str]:
        """The bulletin's words for each status, those of several levels joined."""
        return {status: LABELS["listed"].join(dict.fromkeys(rows["wording_zh"])) for status, rows in self._rows()}

    @cached_property
    def counts(self) -> dict[str, Measure]:
        """The number of problems in each status."""
        return {status: total(rows) for status, rows in self._rows()}

    def _rows(self) -> Iterator[tuple[str, pd.DataFrame]]:
        return ((status, self.frame[self.frame["status"] == status]) for status in (FINISHED, *self.statuses))

    def words(self, treatments: tuple[str, ...]) -> str:
        """Return what a basis means."""
        if set(treatments) <= {KEPT}:
            return LABELS["strict"].format(wordings=self.wordings[FINISHED])
        chosen = zip(self.statuses, treatments, strict=True)
        return LABELS["joined"].join(LABELS["basis"].format(wording=self.wordings[status], treatment=LABELS[one])
                                     for status, one in chosen)

    def _compute(self, treatments: tuple[str, ...]) -> Measure:
        of = {one: [status for status, other in zip(self.statuses, treatments, strict=True) if other == one]
              for one in TREATMENTS}
        return completion_rate(self.frame, done=[FINISHED, *of[DONE]], leave_out=of[OUT])


def bases_record(bulletin: Bulletin, statistic: str, bases: CompletionBases) -> CellOutput:
    """Return the switch by which readers choose the basis of a rate, an id of statistics.csv or derived.csv."""
    row = bulletin.statistics.get(statistic) or bulletin.derived[statistic]
    decimals = int(row["decimals"]) if "decimals" in row else bulletin.reported(statistic).decimals
    questions = [
        {"id": status, "legend": LABELS["legend"].format(wording=bases.wordings[status]),
         "options": [{"id": one, "label": LABELS[one], "meaning": LABELS[f"meaning_{one}"]} for one in TREATMENTS]}
        for status in bases.statuses
    ]
    whole = sum(count.value for count in bases.counts.values())
    segments, left = [], 0
    for status, count in bases.counts.items():
        share = count.value * 100 / whole
        label = LABELS["segment"].format(wording=bases.wordings[status], count=plain(count.value))
        segments.append({"label": label, "x": f"{round_exact(left, PLACES):f}",
                         "width": f"{round_exact(share, PLACES):f}"})
        left += share
    rows = []
    for treatments, rate_of in bases:
        numerator, denominator = map(plain, rate_of.fraction)
        fraction = LABELS["fraction"].format(numerator=numerator, denominator=denominator)
        words, rate = bases.words(treatments), f"{printed_value(rate_of.value, decimals)}%"
        rows.append(SwitchRow(
            list(treatments), [words, fraction, rate, formula_text(rate_of, decimals, "%")],
            LABELS["spoken"].format(basis=words, rate=rate, fraction=fraction),
            "" if set(treatments) - {KEPT} else LABELS["strict_mark"], [DONE, *treatments],
        ))
    caption = LABELS["caption"].format(name=row["name_zh"])
    return switch_output(bulletin.slug, statistic, caption, questions, LABELS["headings"], rows,
                         chosen=[KEPT] * len(questions), segments=segments)
