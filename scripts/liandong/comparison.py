"""Sets the statistics that several bulletins have in common side by side, each with its basis; plain data, no text for pages.

Nothing is added up, averaged or ranked: the bulletins count different problems, in different places, at different times.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    """One bulletin's figure of a statistic.

    Attributes:
        bulletin: The bulletin's slug.
        record: What its cell reported; None if it has no such statistic.
        definition_zh: The definition that this bulletin's statistic has.
        numerator: Numerator of a rate, as printed; empty if the statistic is no rate, or the bulletin gives no counts.
        denominator: Denominator of a rate.
        counted: The bulletin's words for the states that it counts as done.
        as_of: The date that the figure belongs to, ISO 8601; empty if the tables name none.
    """

    bulletin: str
    record: dict | None
    definition_zh: str = ""
    numerator: str = ""
    denominator: str = ""
    counted: tuple[str, ...] = ()
    as_of: str = ""


@dataclass(frozen=True)
class ComparedStatistic:
    """A statistic that at least two bulletins have: one entry a bulletin, in the bulletins' order.

    Attributes:
        statistic: Its id.
        name_zh: Its name in the first bulletin that has it.
        kind: ``statistic`` or ``derived``.
        same_definition: Whether all bulletins that have it define it in the same words.
        entries: One entry a bulletin.
    """

    statistic: str
    name_zh: str
    kind: str
    same_definition: bool
    entries: tuple[Entry, ...]


def compare(slugs: Iterable[str], records: Mapping[tuple[str, str], dict], order: Iterable[str] = ()) -> list[ComparedStatistic]:
    """Returns the statistics that at least two of the bulletins report.

    Args:
        slugs: The bulletins, in the order in which they stand side by side.
        records: What the cells reported, by bulletin and id.
        order: The ids in the order wanted; others follow in the order of the records.
    """
    slugs = list(slugs)
    if len(slugs) < 2:
        return []
    known = {name for slug, name in records if slug in slugs}
    wanted = dict.fromkeys([name for name in order if name in known])
    wanted |= dict.fromkeys(name for slug, name in records if slug in slugs)
    result = []
    for name in wanted:
        found = [records[slug, name] for slug in slugs if (slug, name) in records]
        # A figure derived in one bulletin and stated in another is not the same thing.
        if len(found) < 2 or len({record["kind"] for record in found}) > 1:
            continue
        entries = tuple(_entry(slug, records.get((slug, name))) for slug in slugs)
        definitions = {record["definition_zh"] for record in found}
        result.append(ComparedStatistic(name, found[0]["name_zh"], found[0]["kind"], len(definitions) == 1, entries))
    return result


def _entry(slug: str, record: dict | None) -> Entry:
    if record is None:
        return Entry(slug, None)
    basis = record["basis"]
    numerator, denominator = basis["fraction"] or ("", "")
    return Entry(
        slug, record, record["definition_zh"], numerator, denominator, tuple(basis["counted"]), basis["as_of"] or "",
    )
