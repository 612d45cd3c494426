"""The difference of two snapshots as plain data: statistic by statistic, sentence by sentence, page by page."""

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from liandong.model import Statistic
from liandong.releases.sentences import CHART, SENTENCE, TABLE, Page, PrintedUse
from liandong.releases.snapshot import Snapshot

CHANGED, ADDED, REMOVED = "changed", "added", "removed"
# What a reader is told of a statistic; where its row stands on the page and which cells were read is not.
_STATED = ("name_zh", "unit", "reported", "computed", "verdict", "formula_zh", "text")


@dataclass(frozen=True)
class StatisticChange:
    """A statistic as it was, None if it was added, and as it is now, None if it was removed."""

    before: Statistic | None
    after: Statistic | None

    @property
    def newer(self) -> Statistic:
        """The newer of the two."""
        return self.after or self.before

    @property
    def key(self) -> str:
        """``bulletin:id``."""
        return ":".join(self.newer.key)

    @property
    def kind(self) -> str:
        """Changed, added or removed."""
        return CHANGED if self.before and self.after else ADDED if self.after else REMOVED

    @cached_property
    def fields(self) -> tuple[str, ...]:
        """Which of the stated fields differ."""
        if self.kind != CHANGED:
            return ()
        old, new = self.before.to_json(), self.after.to_json()
        return tuple(name for name in _STATED if old[name] != new[name])

    @property
    def difference(self) -> Fraction | None:
        """New minus old, exact, in the unit, of a rate in percentage points; None where that makes no sense."""
        if self.kind != CHANGED or self.before.unit != self.after.unit:
            return None
        old, new = self.before.computed.value, self.after.computed.value
        return new - old if isinstance(old, Fraction) and isinstance(new, Fraction) else None


@dataclass(frozen=True)
class SentenceChange:
    """A sentence that prints statistics and reads differently; `before` or `after` is None if only the other has it."""

    before: str | None
    after: str | None
    statistics: tuple[str, ...]


@dataclass(frozen=True)
class PageChange:
    """A page that shows something different."""

    page: str
    title: str
    computes: tuple[str, ...]  # changed statistics that the page's own cells compute
    tables: tuple[str, ...]  # changed statistics that a table of the page lists
    figures: tuple[str, ...]  # captions of charts that show something different
    sentences: tuple[SentenceChange, ...]


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

    def name(self, change: StatisticChange) -> str:
        """Return a statistic's name, with its bulletin where statistics of several differ."""
        several = len({one.newer.bulletin for one in self.statistics}) > 1
        return f"{change.newer.name_zh}（{change.newer.bulletin}）" if several else change.newer.name_zh


def compare(before: Snapshot, after: Snapshot) -> Comparison:
    """Return how two snapshots differ: statistics in the order of the newer one, removed ones last, pages by path."""
    changes = compare_statistics(before.statistics, after.statistics)
    kept = len(before.statistics.keys() & after.statistics.keys())
    unchanged = kept - sum(change.kind == CHANGED for change in changes)
    pages = _compare_pages(before, after, changes)
    return Comparison(before.label, after.label, tuple(changes), tuple(pages), unchanged)


def compare_statistics(before: dict[str, Statistic], after: dict[str, Statistic]) -> list[StatisticChange]:
    """Return the statistics that differ between two sets by ``bulletin:id``."""
    changes = [StatisticChange(old, new) for old, new in _pairs(before, after)]
    return [change for change in changes if change.kind != CHANGED or change.fields]


def _compare_pages(before: Snapshot, after: Snapshot, changes: list[StatisticChange]) -> list[PageChange]:
    computed = {(one.page, change.key) for change in changes for one in (change.before, change.after) if one}
    redrawn = [key for key in before.figures | after.figures if before.figures.get(key) != after.figures.get(key)]
    captions = {key: figure["caption"] for key, figure in (before.figures | after.figures).items()}
    olds, news = ({page.page: page for page in snapshot.pages} for snapshot in (before, after))
    result = []
    for name in sorted(olds.keys() | news.keys() | {page for page, _ in computed}):
        # The newer version of a page first: it names the page.
        pages = [versions[name] for versions in (news, olds) if name in versions]
        shown = {(use.kind, key) for page in pages for use in page.uses for key in use.statistics}
        change = PageChange(
            name, pages[0].title if pages else "",
            computes=tuple(change.key for change in changes if (name, change.key) in computed),
            tables=tuple(change.key for change in changes if (TABLE, change.key) in shown),
            figures=tuple(captions[key] for key in redrawn if (CHART, key) in shown),
            sentences=tuple(_compare_sentences(olds.get(name), news.get(name))),
        )
        if change.sentences or change.tables or change.computes or change.figures:
            result.append(change)
    return result


def _compare_sentences(before: Page | None, after: Page | None) -> list[SentenceChange]:
    """Return the sentences that differ: pairs have the same template and other values; reworded ones stand alone."""
    old, new = _by_template(before), _by_template(after)
    texts = [(one and one.text, other and other.text, (other or one).statistics) for one, other in _pairs(old, new)]
    return [SentenceChange(*text) for text in texts if text[0] != text[1]]


def _pairs(before: dict, after: dict) -> list[tuple]:
    """Return what both have for each key, in the order of the newer, what only the older has last."""
    pairs = [(before.get(key), value) for key, value in after.items()]
    return pairs + [(value, None) for key, value in before.items() if key not in after]


def _by_template(page: Page | None) -> dict[tuple[str, int], PrintedUse]:
    """Return a page's sentences by their template and how often it came before on the page."""
    seen: Counter = Counter()
    result = {}
    for use in page.uses if page else ():
        if use.kind == SENTENCE:
            result[use.template, seen[use.template]] = use
            seen[use.template] += 1
    return result
