"""Sets the statistics that bulletins have in common side by side, each with its basis; no text for pages.

Nothing is added up, averaged or ranked: the bulletins count different problems, in different places, at different
times.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from liandong.model import Kind, Statistic


@dataclass(frozen=True)
class ComparedStatistic:
    """A statistic that at least two bulletins have, with name and unit of the first that has it."""

    statistic: str
    name_zh: str
    unit: str
    kind: Kind
    same_definition: bool  # whether all bulletins that have it define it in the same words
    # Each bulletin, in their order, with its statistic, None if it has no such one.
    entries: tuple[tuple[str, Statistic | None], ...]


def compare(slugs: Iterable[str], statistics: Mapping[tuple[str, str], Statistic],
            order: Iterable[str] = ()) -> list[ComparedStatistic]:
    """Return the statistics that at least two of the bulletins report, those named in ``order`` first."""
    slugs = list(slugs)
    if len(slugs) < 2:
        return []
    known = dict.fromkeys(name for slug, name in statistics if slug in slugs)
    result = []
    for name in dict.fromkeys([*(name for name in order if name in known), *known]):
        found = [statistics[slug, name] for slug in slugs if (slug, name) in statistics]
        # A figure derived in one bulletin and stated in another is not the same thing.
        if len(found) < 2 or len({statistic.kind for statistic in found}) > 1:
            continue
        entries = tuple((slug, statistics.get((slug, name))) for slug in slugs)
        definitions = {statistic.definition_zh for statistic in found}
        result.append(ComparedStatistic(name, found[0].name_zh, found[0].unit, found[0].kind, len(definitions) == 1,
                                        entries))
    return result


def stated_by_one(slugs: Iterable[str], statistics: Mapping[tuple[str, str], Statistic]) -> dict[str, list[str]]:
    """Return for each bulletin the names of the statistics that it alone states, in the order of their reports."""
    slugs = list(slugs)
    stated: dict[str, list[Statistic]] = {}
    for (slug, name), statistic in statistics.items():
        if slug in slugs and statistic.kind == Kind.STATISTIC:
            stated.setdefault(name, []).append(statistic)
    return {slug: [found[0].name_zh for found in stated.values() if len(found) == 1 and found[0].bulletin == slug]
            for slug in slugs}
