"""What the pages reported and what they ask for, kept in Sphinx's environment page by page."""

from pathlib import Path
from typing import NamedTuple

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.environment.collectors import EnvironmentCollector

from liandong.course.training.ledger import SLUG as TRAINING
from liandong.course.training.ledger import open_ledger
from liandong.findings import Finding
from liandong.model import Statistic
from liandong.model.bulletin import open_bulletin
from liandong.model.data_package import DataPackage

# The statistics that cells reported: the line of the cell, and the JSON of each.
REPORTS = "liandong_reports"
FIGURES = "liandong_figures"
USES = "liandong_uses"
PROBLEMS = "liandong_problems"
# What the pages that compare bulletins compared: the bulletins with their ids.
COMPARISONS = "liandong_comparisons"
# The bulletins whose index of statistics, and whose whole text, a page is.
INDEXES, SOURCES = "liandong_indexes", "liandong_sources"
# The tables of data that a page shows, with the cells behind them.
TABLES = "liandong_tables"
# The page of public figures from elsewhere.
REFERENCES = "liandong_references"
# Where pages show questions, answers and progress of the course.
QUIZZES = "liandong_quizzes"
# The switches of basis that cells handed on.
BASES = "liandong_bases"
STORES = (REPORTS, FIGURES, USES, PROBLEMS, COMPARISONS, INDEXES, TABLES, SOURCES, REFERENCES, QUIZZES, BASES)
_made: dict[int, tuple[dict, Statistic]] = {}


class Use(NamedTuple):
    """A place that shows something computed elsewhere, a "statistic", "figure" or "basis", by bulletin and id.

    ``part`` is what of a statistic is printed: "value", "reported", "formula", "row" (both), or nothing but its name.
    """

    kind: str
    bulletin: str
    name: str
    docname: str
    line: int | None
    part: str


class PageStore(EnvironmentCollector):
    """Keeps the stores right when pages are removed, read again, or read in other processes."""

    def clear_doc(self, app: Sphinx, env: BuildEnvironment, docname: str) -> None:
        """Forget what a page reported and asked for."""
        for name in STORES:
            entries(env, name).pop(docname, None)

    def merge_other(self, app: Sphinx, env: BuildEnvironment, docnames: set[str], other: BuildEnvironment) -> None:
        """Take over what another process read."""
        for name in STORES:
            entries(env, name).update({docname: found for docname, found in entries(other, name).items()
                                       if docname in docnames})

    def process_doc(self, app: Sphinx, doctree) -> None:
        """Do nothing: the components store while the page is parsed."""


def entries(env: BuildEnvironment, name: str) -> dict[str, list]:
    """Return one store: page name to the list of what the page put there."""
    if not hasattr(env, name):
        setattr(env, name, {})
    return getattr(env, name)


def add(env: BuildEnvironment, name: str, entry) -> None:
    """Add an entry to the list of the page that is being read."""
    entries(env, name).setdefault(env.docname, []).append(entry)


def note_use(env: BuildEnvironment, kind: str, bulletin: str, name: str, line: int | None, part: str = "") -> None:
    """Note that the page that is being read shows something computed elsewhere."""
    add(env, USES, Use(kind, bulletin, name, env.docname, line, part))


def note_problem(env: BuildEnvironment, code: str, line: int | None, found: str, expected: str) -> None:
    """Note what is wrong on the page that is being read; all of it is told at once when all pages are read."""
    add(env, PROBLEMS, Finding(code, f"{env.docname}.md", line, found=found, expected=expected))


def reported(env: BuildEnvironment) -> list[Statistic]:
    """Return all statistics that cells reported, page by page, each with its page and the line of its cell."""
    pages = entries(env, REPORTS)
    return [_statistic(data, docname, line) for docname in sorted(pages) for line, data in pages[docname]]


def _statistic(data: dict, docname: str, line: int) -> Statistic:
    """Return the statistic of a page's record, made once for each record."""
    known = _made.get(id(data))
    if known is None or known[0] is not data:
        # The record is held too, so that no other can come to have its identity.
        known = _made[id(data)] = (data, Statistic.from_json(data, page=docname, line=line))
    return known[1]


def statistics(env: BuildEnvironment) -> dict[tuple[str, str], Statistic]:
    """Return all statistics by bulletin and id; of two with the same the first one wins."""
    found: dict[tuple[str, str], Statistic] = {}
    for statistic in reported(env):
        found.setdefault(statistic.key, statistic)
    return found


def figures(env: BuildEnvironment) -> dict[tuple[str, str], dict]:
    """Return all drawn figures by bulletin and name, each with the ``docname`` of its page."""
    return _by_name(env, FIGURES)


def bases(env: BuildEnvironment) -> dict[tuple[str, str], dict]:
    """Return all switches of basis by bulletin and name, each with the ``docname`` of its page."""
    return _by_name(env, BASES)


def _by_name(env: BuildEnvironment, name: str) -> dict[tuple[str, str], dict]:
    found: dict[tuple[str, str], dict] = {}
    for docname, shown in sorted(entries(env, name).items()):
        for one in shown:
            # Of two with the same name the one of the first page wins.
            key = (one.get("bulletin") or bulletin_of(env, docname), one["name"])
            found.setdefault(key, one | {"docname": docname})
    return found


def indexes(env: BuildEnvironment) -> dict[str, str]:
    """Return for each bulletin the page with the index of its statistics."""
    return _first_pages(env, INDEXES)


def sources(env: BuildEnvironment) -> dict[str, str]:
    """Return for each bulletin the page with its whole text."""
    return _first_pages(env, SOURCES)


def _first_pages(env: BuildEnvironment, name: str) -> dict[str, str]:
    pages = sorted(entries(env, name).items(), reverse=True)
    return {bulletin: docname for docname, bulletins in pages for bulletin in bulletins}


def entry_page(env: BuildEnvironment, statistic: Statistic) -> str:
    """Return the page with a statistic's entry: its bulletin's index of statistics, else the page that computes it."""
    return indexes(env).get(statistic.bulletin, statistic.page)


def bulletin_of(env: BuildEnvironment, docname: str) -> str:
    """Return the bulletin that a page speaks of: by its folder, the teaching ledger, else the configured one."""
    parts = docname.split("/")
    if parts[:2] == ["book", TRAINING]:
        return TRAINING
    if "bulletins" in parts[:-1]:
        return parts[parts.index("bulletins") + 1]
    return env.config.liandong_bulletin


def package_of(env: BuildEnvironment, slug: str) -> DataPackage:
    """Return the data of a bulletin, or the teaching ledger."""
    root = Path(env.srcdir)
    return open_ledger(root) if slug == TRAINING else open_bulletin(slug, root)


def split_target(env: BuildEnvironment, docname: str, text: str) -> tuple[str, str]:
    """Return bulletin and id of a target written ``id`` or ``bulletin:id``."""
    before, colon, after = text.strip().rpartition(":")
    return (before if colon else bulletin_of(env, docname)), after


def setup(app: Sphinx) -> None:
    """Register the collector."""
    app.add_env_collector(PageStore)
