"""One bulletin: its text, its tables, what it reports, and where a page's cells report what they computed."""

from collections import defaultdict
from contextlib import suppress
from decimal import Decimal
from fractions import Fraction
from functools import cached_property, lru_cache
from pathlib import Path

from liandong.data.bulletins import BULLETINS, bulletin_slugs
from liandong.data.documents import read_yaml
from liandong.data.text_files import read_text
from liandong.findings import DataError, messages
from liandong.model import Reported
from liandong.model.data_package import DataPackage
from liandong.model.inquiries import check_entries
from liandong.model.judging import judge
from liandong.model.measures import Measure
from liandong.model.mentions import Mention, decided_value, is_decided, place_mentions
from liandong.model.outputs import emit
from liandong.model.provenance import describe_cells, equal_cells, locate_mentions
from liandong.model.references import References
from liandong.model.reporting import derived_statistic, reported_statistic
from zhproof.printed import NumeralError, parse_printed
from zhproof.quantities import Numeral
from zhproof.reading import read_numerals
from zhproof.rounding import admitted_interval, as_fraction

MESSAGES = messages(__name__)


class Bulletin(DataPackage):
    """The data of one bulletin, read from ``data/bulletins/<slug>/``; the slug is year-issue-place.

    Its facts are title, issuer, number, date, sha256 of the text, noise found.
    """

    facts_file, words = "bulletin.yml", MESSAGES

    def __init__(self, slug: str, root: Path):
        super().__init__(slug, root, BULLETINS / slug)
        if not (self.folder / "datapackage.json").is_file():
            names = "、".join(bulletin_slugs(root)) or "（无）"
            raise DataError.worded("E101", f"{BULLETINS.as_posix()}/{slug}", MESSAGES["no_bulletin"], names=names)

    @cached_property
    def source(self) -> str:
        """The bulletin's text as received."""
        return read_text(self.folder / "source.txt", self.root).text

    @cached_property
    def statistics(self) -> dict[str, dict[str, str]]:
        """The rows of statistics.csv by id."""
        return {row["id"]: row for row in self._rows("statistics.csv")}

    @cached_property
    def derived(self) -> dict[str, dict[str, str]]:
        """The rows of derived.csv by id; none for a bulletin without that file, which is optional."""
        if not (self.folder / "derived.csv").is_file():
            return {}
        return {row["id"]: row for row in self._rows("derived.csv")}

    @cached_property
    def mentions(self) -> list[dict[str, str]]:
        """The rows of mentions.csv in reading order."""
        return self._rows("mentions.csv")

    @cached_property
    def inquiries(self) -> list[dict]:
        """The entries of discrepancies.yml: what cannot be right together, what is only asked; E407 if one is wrong."""
        path = self.folder / "discrepancies.yml"
        entries = (read_yaml(path, self.root) if path.is_file() else None) or []
        try:
            published = self.published
        except DataError:
            # Told where the bulletin's own entries are checked.
            published = None
        findings = check_entries(entries, self._path("discrepancies.yml"), published)
        if findings:
            raise DataError(findings)
        return entries

    @cached_property
    def discrepancies(self) -> dict[str, dict]:
        """The entries of discrepancies.yml that doubt a statistic, by each statistic's id."""
        return {statistic: entry for entry in self.inquiries for statistic in entry.get("statistics", [])}

    def printed(self, statistic: str) -> Measure:
        """Return the bulletin's own figure of a statistic as a measure, for relations with it."""
        value = self.reported(statistic).value
        return Measure(as_fraction(value), f"{value:f}", (), transcribed=True,
                       label=self.statistics[statistic]["name_zh"], digits=value)

    def reference(self, name: str) -> Measure:
        """Return a public figure from elsewhere, of data/references, in its own unit."""
        return self._references.measure(name)

    @cached_property
    def _references(self) -> References:
        return References(self.root)

    @cached_property
    def placed_mentions(self) -> tuple[list[Mention], list[Numeral]]:
        """The rows of mentions.csv at their places, and the numerals that the rows nobody decided must be, in order."""
        return _placed(self.source, tuple(tuple(row.items()) for row in self.mentions))

    @cached_property
    def _positions(self) -> dict[str, list[int]]:
        """Which rows of mentions.csv, counted from one, state each statistic."""
        found: dict[str, list[int]] = defaultdict(list)
        for number, mention in enumerate(self.mentions, 1):
            found[mention["statistic"]].append(number)
        return found

    def reported(self, statistic: str) -> Reported:
        """Return what the bulletin prints for a statistic, parsed from its mentions, which must agree."""
        row = self._row(self.statistics, statistic, "statistics.csv")
        # Counted, not read: a position that is not its row's number is the source check's business.
        positions = tuple(self._positions.get(statistic, ()))
        mentions = [self.mentions[number - 1] for number in positions]
        where = self._path("mentions.csv")
        if not mentions:
            raise DataError.worded("E305", where, MESSAGES["no_mention"], statistic=statistic)
        try:
            stated = [_stated(mention, row["unit"]) for mention in mentions]
        except NumeralError as error:
            raise DataError.worded("E306", where, MESSAGES["unit"], statistic=statistic, error=error,
                                   unit=row["unit"]) from error
        if len({value for value, _, _ in stated}) > 1:
            values = "、".join(mention["printed"] for mention in mentions)
            raise DataError.worded("E304", where, MESSAGES["mentions_differ"], statistic=statistic, values=values)
        value, digits, factor = stated[0]
        interval = admitted_interval(digits, row["hedge"]).scaled(factor)
        return Reported(mentions[0]["printed"], value, row["hedge"], positions, interval)

    def report(self, statistic: str, measure: Measure) -> None:
        """Report what a cell computed for a statistic of the bulletin, in its unit; the page shows it with its verdict.

        Exactly one cell of the book reports each id of statistics.csv.
        """
        row = self._row(self.statistics, statistic, "statistics.csv")
        reported = self.reported(statistic)
        verdict, finding = judge(reported, measure, published=self.published, listed=statistic in self.discrepancies)
        emit(reported_statistic(self.slug, row, measure, reported, verdict, finding,
                                **self._origin(statistic, measure)))

    def derive(self, figure: str, measure: Measure) -> None:
        """Report a figure of derived.csv, which follows from the bulletin's numbers but which it never states."""
        row = self._row(self.derived, figure, "derived.csv")
        emit(derived_statistic(self.slug, row, measure, **self._origin(figure, measure)))

    def _origin(self, statistic: str, measure: Measure) -> dict:
        """Return what a statistic tells of its origin beside the measure's own inputs."""
        return {
            "sources": describe_cells(self, measure.inputs),
            "equal_cells": equal_cells(self, statistic, measure.inputs),
            "clauses": locate_mentions(self.source, self.placed_mentions[0], statistic),
        }


@lru_cache(maxsize=4)
def _placed(text: str, rows: tuple[tuple[tuple[str, str], ...], ...]) -> tuple[list[Mention], list[Numeral]]:
    """Return the rows of mentions.csv at their places, found once for all pages of a process: a long text takes longer.

    Args:
        text: The bulletin's text.
        rows: The rows, each as its columns and their cells.
    """
    return place_mentions(text, read_numerals(text), [dict(row) for row in rows])


def _stated(mention: dict[str, str], unit: str) -> tuple[Decimal, Decimal, Fraction]:
    """Return what a row of mentions.csv states in the statistic's unit: value, digits, and what one of them is worth.

    Raises:
        NumeralError: if the print and the unit contradict each other, or the value that a person decided is no number.
    """
    if is_decided(mention) and mention.get("value"):
        value = decided_value(mention)
        if value is None:
            raise NumeralError(MESSAGES["bad_value"].format(value=mention["value"]))
        return value, value, Fraction(1)
    quantity = parse_printed(mention["printed"])
    return quantity.value_in(unit), quantity.digits, quantity.factor_in(unit)


def project_root(start: Path | None = None) -> Path:
    """Return the nearest folder at or above ``start`` (by default the current one) that holds the bulletins' data."""
    start = (start or Path.cwd()).resolve()
    for folder in (start, *start.parents):
        if (folder / BULLETINS).is_dir():
            return folder
    raise DataError.worded("E101", start.name, MESSAGES["no_root"], place=BULLETINS.as_posix())


def open_bulletin(slug: str, root: Path | None = None) -> Bulletin:
    """Return a bulletin by its slug; ``root`` defaults to the project that holds the current folder."""
    return Bulletin(slug, root or project_root())


def reported_statistics(root: Path) -> set[str]:
    """Return what bulletins print, as ``bulletin:id``; that a list cannot be read the check of the data tells."""
    found = set()
    for slug in bulletin_slugs(root):
        with suppress(DataError, KeyError):
            found |= {f"{slug}:{name}" for name in open_bulletin(slug, root).statistics}
    return found
