"""The difference of two snapshots as plain data: statistic by statistic, sentence by sentence, page by page. Prints nothing."""

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction

from liandong.model import Statistic
from liandong.releases.sentences import CHART, SENTENCE, TABLE, Page, Use
from liandong.releases.snapshot import Snapshot

CHANGED, ADDED, REMOVED = "changed", "added", "removed"
# What a reader is told of a statistic; where its row stands on the page and which cells were read is not.
_STATED = ("name_zh", "unit", "reported", "computed", "verdict", "formula_zh", "text")


@dataclass(frozen=True)
class StatisticChange:
    """A statistic that differs.

    Attributes:
        key: ``bulletin:id``.
        kind: changed, added or removed.
        before: as it was, None if it was added.
        after: as it is now, None if it was removed.
        difference: new minus old, exact, in ``unit`` (percentage points for a rate); None where either has no single value,
            or the two are in different units.
        fields: which of the stated fields differ.
    """

    key: str
    kind: str
    before: Statistic | None
    after: Statistic | None
    difference: Fraction | None
    fields: tuple[str, ...]

    @property
    def newer(self) -> Statistic:
        """The newer of the two."""
        return self.after or self.before


@dataclass(frozen=True)
class SentenceChange:
    """A sentence that prints statistics and reads differently: ``before`` or ``after`` is None if it is only in one of the two."""

    page: str
    before: str | None
    after: str | None
    statistics: tuple[str, ...]


@dataclass(frozen=True)
class PageChange:
    """A page that shows something different.

    Attributes:
        name: the page.
        title: its first heading.
        sentences: its sentences that differ.
        tables: changed statistics that a table of the page lists.
        computes: changed statistics that the page's own cells compute.
        figures: captions of charts that show something different.
    """

    name: str
    title: str
    sentences: tuple[SentenceChange, ...]
    tables: tuple[str, ...]
    computes: tuple[str, ...]
    figures: tuple[str, ...] = ()


@dataclass(frozen=True)
class Comparison:
    """The whole difference: labels of both sides, what differs, and how many statistics are the same."""

    before: str
    after: str
    statistics: tuple[StatisticChange, ...]
    pages: tuple[PageChange, ...]
    unchanged: int

    @property
    def empty(self) -> bool:
        """Whether nothing differs."""
        return not (self.statistics or self.pages)


def compare(before: Snapshot, after: Snapshot) -> Comparison:
    """Return how two snapshots differ: statistics in the order of the newer one, removed ones last, pages by path."""
    changes = compare_statistics(before.statistics, after.statistics)
    kept = len(before.statistics.keys() & after.statistics.keys())
    unchanged = kept - sum(change.kind == CHANGED for change in changes)
    pages = _compare_pages(before, after, changes)
    return Comparison(before.label, after.label, tuple(changes), tuple(pages), unchanged)


def compare_statistics(before: dict[str, Statistic], after: dict[str, Statistic]) -> list[StatisticChange]:
    """Return the statistics that differ between two sets by ``bulletin:id``."""
    changes = []
    for key, entry in after.items():
        if key not in before:
            changes.append(StatisticChange(key, ADDED, None, entry, None, ()))
            continue
        old = before[key]
        stated, states = old.to_json(), entry.to_json()
        fields = tuple(name for name in _STATED if stated[name] != states[name])
        if fields:
            changes.append(StatisticChange(key, CHANGED, old, entry, difference(old, entry), fields))
    changes += [StatisticChange(key, REMOVED, entry, None, None, ()) for key, entry in before.items() if key not in after]
    return changes


def difference(before: Statistic, after: Statistic) -> Fraction | None:
    """Return the computed value after minus the one before, exact, or None where that makes no sense."""
    old, new = before.computed.value, after.computed.value
    if before.unit != after.unit or not isinstance(old, Fraction) or not isinstance(new, Fraction):
        return None
    return new - old


def _compare_pages(before: Snapshot, after: Snapshot, changes: list[StatisticChange]) -> list[PageChange]:
    changed = {change.key: change for change in changes}
    old_pages = {page.name: page for page in before.pages}
    new_pages = {page.name: page for page in after.pages}
    computed = {(entry.page, key) for key in changed for entry in (changed[key].before, changed[key].after) if entry}
    drawn = before.figures | after.figures
    redrawn = [key for key in drawn if before.figures.get(key) != after.figures.get(key)]
    titles = {name: page.title for name, page in (old_pages | new_pages).items()}
    result = []
    for name in sorted(old_pages.keys() | new_pages.keys() | {page for page, _ in computed}):
        old, new = old_pages.get(name), new_pages.get(name)
        sentences = _compare_sentences(name, old, new)
        listed = _shown(TABLE, old, new)
        charts = _shown(CHART, old, new)
        figures = tuple(drawn[key]["caption"] for key in redrawn if key in charts)
        tables = tuple(key for key in changed if key in listed)
        computes = tuple(key for key in changed if (name, key) in computed)
        if sentences or tables or computes or figures:
            result.append(PageChange(name, titles.get(name, ""), tuple(sentences), tables, computes, figures))
    return result


def _shown(kind: str, *pages: Page | None) -> set[str]:
    """Return what the tables, or the charts, of a page in either version show."""
    return {key for page in pages if page for use in page.uses if use.kind == kind for key in use.statistics}


def _compare_sentences(name: str, before: Page | None, after: Page | None) -> list[SentenceChange]:
    """Return the sentences that differ: pairs have the same template, so that only values differ; reworded ones stand alone."""
    old, new = _by_template(before), _by_template(after)
    result = []
    for key, use in new.items():
        earlier = old.get(key)
        if earlier is None:
            result.append(SentenceChange(name, None, use.text, use.statistics))
        elif earlier.text != use.text:
            result.append(SentenceChange(name, earlier.text, use.text, use.statistics))
    result += [SentenceChange(name, use.text, None, use.statistics) for key, use in old.items() if key not in new]
    return result


def _by_template(page: Page | None) -> dict[tuple[str, int], Use]:
    """Return a page's sentences by their template and how often it came before on the page."""
    seen: Counter = Counter()
    result = {}
    for use in page.uses if page else ():
        if use.kind == SENTENCE:
            result[use.template, seen[use.template]] = use
            seen[use.template] += 1
    return result
