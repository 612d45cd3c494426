"""All checks of the project as one list, in the order in which one failure explains the next.

What a check found is kept for as long as its inputs are the same: nothing of it is asked again where nothing changed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from liandong.data.bulletins import BULLETINS, RELEASES, bulletin_slugs
from liandong.findings import DataError, Finding, errors_among
from liandong.pages.files import unreadable_texts
from liandong.run.inputs import ALL, file_digests, package_digest, replace_kept

if TYPE_CHECKING:
    from liandong.pages.marking.laws import Register
    from liandong.run.book import BookRun

KEPT = Path("_build") / "cells" / "checks.json"
_BOOK_AND_DATA = ("_config.yml", "book", "data")


class Project:
    """A project while it is checked.

    Args:
        root: Its folder.
        kept_in: The project whose kept results of cells are used where new data is tried in a copy; the copy
            keeps nothing.
    """

    def __init__(self, root: Path, kept_in: Path | None = None) -> None:
        self.root = root.resolve()
        self.kept_in = kept_in
        self.digests = file_digests(self.root, ALL)
        self.pages = [name for name in self.digests if name.startswith("book/") and name.endswith(".md")]
        self.kept: dict[str, list] = {} if kept_in else _read_kept(self.root)
        self.asked: dict[str, list] = {}
        self._places: dict[str, list[tuple[str, str]]] = {}

    @cached_property
    def run(self) -> BookRun:
        """What the cells of the book give."""
        from liandong.run.book import run_book

        return run_book(self.root, self.kept_in)

    @cached_property
    def register(self) -> Register:
        """The laws whose texts are known."""
        from liandong.pages.marking.laws import read_register

        return read_register(self.root)

    @cached_property
    def reported(self) -> set[str]:
        """What the bulletins print, as ``bulletin:id``."""
        from liandong.model.bulletin import reported_statistics

        return reported_statistics(self.root)

    def find(
        self, name: str, inputs: tuple[str, ...], ask: Callable[[Project], list[Finding]], more: str = "",
    ) -> list[Finding]:
        """Return what a check finds, asked only if one of its inputs differs from when it was asked before.

        Args:
            name: Under which the findings are kept.
            inputs: The places below the root on which they depend, besides the package.
            ask: The check.
            more: A digest of what else they depend on.
        """
        digest = hashlib.sha256(repr((
            package_digest(), more, [self._digests_of(place) for place in inputs],
        )).encode("utf-8")).hexdigest()
        before = self.asked.get(name) or self.kept.get(name)
        found = [Finding(**one) for one in before[1]] if before and before[0] == digest else ask(self)
        self.asked[name] = [digest, [asdict(one) for one in found]]
        return found

    def _digests_of(self, place: str) -> list[tuple[str, str]]:
        if place not in self._places:
            self._places[place] = [pair for pair in self.digests.items()
                                   if pair[0] == place or pair[0].startswith(f"{place}/")]
        return self._places[place]

    def keep(self) -> None:
        """Keep what was found for the next time, unless an input was changed meanwhile.

        Nobody knows which of both was looked at.
        """
        if self.kept_in is None and self.asked != self.kept and self.digests == file_digests(self.root, ALL):
            replace_kept(self.root / KEPT, json.dumps(self.kept | self.asked, ensure_ascii=False).encode("utf-8"))


def check_data(root: Path) -> list[Finding]:
    """Return what is wrong with the data, before any cell runs: tables, keys, totals, the source and its numerals."""
    unreadable = unreadable_texts(root)
    if unreadable:
        return unreadable
    project = Project(root)
    try:
        return [finding for check in OF_DATA for finding in check(project)]
    finally:
        project.keep()


def run_checks(root: Path, kept_in: Path | None = None) -> list[Finding]:
    """Return everything that is wrong with data and book.

    What pages hold of numerals without an origin is found in their sources; what directives print is looked through
    when the site is built.
    """
    from liandong.scaffold.unfinished import without_consequences

    unreadable = unreadable_texts(root)
    if unreadable:
        return unreadable
    project = Project(root, kept_in)
    try:
        findings = [finding for check in OF_DATA for finding in check(project)]
        try:
            found = [finding for check in OF_CELLS for finding in check(project)]
        except DataError as error:
            found = error.findings
        found = [*_interrupted(project.root), *without_consequences(findings, [*found, *_pages(project, findings)])]
    finally:
        project.keep()
    known = {(finding.file, finding.row, finding.code) for finding in findings}
    return findings + [finding for finding in found if (finding.file, finding.row, finding.code) not in known]


def _contents(project: Project) -> list[Finding]:
    """Return what the table of contents and the folders do not agree on."""

    def ask(project: Project) -> list[Finding]:
        from liandong.checks.contents import check_contents

        return check_contents(project.root)

    # Which files there are counts, not what they say.
    return project.find(
        "contents", ("_toc.yml",), ask, hashlib.sha256("".join(project.digests).encode("utf-8")).hexdigest())


def _register(project: Project) -> list[Finding]:
    """Return what is wrong with the register of law and the days of rest."""

    def ask(project: Project) -> list[Finding]:
        from liandong.data.working_days import check_holidays
        from liandong.pages.marking.register_check import check_register

        return [*check_register(project.root), *check_holidays(project.root)]

    return project.find("register", (LAW,), ask)


def _references(project: Project) -> list[Finding]:
    """Return what is wrong with the public figures from elsewhere."""

    def ask(project: Project) -> list[Finding]:
        from liandong.data.package_check import check_package
        from liandong.model.references import PLACE, check_references

        if not (project.root / PLACE / "datapackage.json").is_file():
            return []
        # What the description says comes first: a cell without a day cannot be compared.
        return check_package(project.root / PLACE, project.root) or check_references(project.root)

    return project.find("references", (REFERENCES,), ask)


def _bulletins(project: Project) -> list[Finding]:
    """Return what is wrong with the bulletins, each looked at only when it or one of its pages changed."""

    def ask(project: Project, slug: str) -> list[Finding]:
        from liandong.checks.source import check_source
        from liandong.data.package_check import check_package
        from liandong.model.bulletin import open_bulletin

        bulletin = open_bulletin(slug, project.root)
        found = check_package(bulletin.folder, project.root)
        try:
            more = check_source(bulletin)
        except DataError as error:
            more = error.findings
        except (KeyError, TypeError, ValueError):
            # The source cannot be compared with files that the package check has just found broken; that is said
            # already.
            if not errors_among(found):
                raise
            more = []
        return [*found, *(finding for finding in more if finding not in found)]

    return [
        finding for slug in bulletin_slugs(project.root)
        for finding in project.find(f"bulletin {slug}", (f"{BULLETINS.as_posix()}/{slug}", f"book/bulletins/{slug}"),
                                    partial(ask, slug=slug))
    ]


def _training(project: Project) -> list[Finding]:
    """Return what is wrong with the question bank and the glossary."""
    # Their citations can only be told with a register that can be read.
    readable = not (_register(project) or _references(project))

    def ask(project: Project) -> list[Finding]:
        from liandong.course.glossary import check_glossary
        from liandong.course.questions.bank import TRAINING
        from liandong.course.questions.checking import check_bank
        from liandong.data.package_check import check_package

        root = project.root
        if not (root / TRAINING / "datapackage.json").is_file():
            return []
        findings = check_package(root / TRAINING, root)
        return [*findings, *check_bank(root), *check_glossary(root)] if readable else findings

    return project.find("training", ("book", "data/training", LAW), ask, str(readable))


def _ledger(project: Project) -> list[Finding]:
    """Return what is wrong with the teaching ledger, or else with the defects that are planted in it for practice."""

    def ask(project: Project) -> list[Finding]:
        from liandong.course.training.ledger import has_ledger, open_ledger
        from liandong.course.training.rules import check_defects, check_ledger

        if not has_ledger(project.root):
            return []
        ledger = open_ledger(project.root)
        # What is planted can only be told from what is wrong once nothing else is; it belongs to the
        # generated ledger, not to another city's.
        return check_ledger(ledger) or (check_defects(ledger) if "seed" in ledger.info else [])

    return project.find("ledger", (LEDGER, LAW), ask)


def _templates(project: Project) -> list[Finding]:
    """Return what is wrong with the office templates: placeholders, else the parts that chapters ask for."""

    def ask(project: Project) -> list[Finding]:
        from liandong.office.template_check import check_templates

        return check_templates(project.root)

    def ask_page(project: Project, page: Path) -> list[Finding]:
        if b"{parts}" not in page.read_bytes():
            return []  # without the libraries of office files
        from liandong.office.template_check import check_parts

        return check_parts(project.root, page)

    return project.find("templates", (TEMPLATES,), ask) or [
        finding for name in project.pages
        for finding in project.find(f"parts {name}", (TEMPLATES, name), partial(ask_page, page=project.root / name))
    ]


def _reports(project: Project) -> list[Finding]:
    """Return what is wrong with what the cells report."""

    def ask(project: Project) -> list[Finding]:
        from liandong.checks.calculations import check_runs

        return check_runs(project.root, project.run.pages)

    return project.find("reports", _BOOK_AND_DATA, ask)


def _figures(project: Project) -> list[Finding]:
    """Return what is wrong with the figures of the question bank.

    Nothing while a cell fails, whose figures would be missed.
    """

    def ask(project: Project) -> list[Finding]:
        from liandong.course.questions.bank import has_bank, read_bank
        from liandong.course.questions.figure_checking import check_figures
        from liandong.course.questions.figures import Figures
        from liandong.data.bulletins import default_bulletin

        if not has_bank(project.root) or project.run.failed:
            return []
        return check_figures(read_bank(project.root), Figures(project.run.statistics, default_bulletin(project.root)))

    return project.find("figures", _BOOK_AND_DATA, ask)


def _pages(project: Project, known: list[Finding]) -> list[Finding]:
    """Return what is wrong with the sources of the pages, each looked at only when it or what it may cite changed.

    Args:
        project: The project.
        known: What is wrong with the data: a table of holidays or a register that cannot be read says nothing of pages.
    """
    unreadable = {finding.code for finding in known} & {"E541", "E534"}

    def ask(project: Project, page: Path) -> list[Finding]:
        from liandong.pages.marking.deadlines import check_page_deadlines
        from liandong.pages.tracing.findings import check_page_citations, check_page_sources

        return [
            *check_page_sources(project.root, [page], project.reported),
            *(check_page_deadlines(project.root, [page]) if "E541" not in unreadable else []),
            *(check_page_citations(project.root, [page], project.register) if "E534" not in unreadable else []),
        ]

    # What pages cite are words and reported numbers: tables of data are none of it.
    beside = (LEDGER, RELEASES.as_posix())
    cited = [(name, digest) for name, digest in project.digests.items()
             if name.startswith("data/") and "/tables/" not in name and not name.startswith(beside)]
    cited_digest = hashlib.sha256(repr((cited, sorted(unreadable))).encode("utf-8")).hexdigest()
    return [
        finding for name in project.pages
        for finding in project.find(f"page {name}", ("_config.yml", name), partial(ask, page=project.root / name),
                                    cited_digest)
    ]


def _interrupted(root: Path) -> list[Finding]:
    """Return a finding for each new bulletin that a killed run left half in place."""
    from liandong.scaffold.placing import STAGES, interrupted_runs

    return [Finding("E808", (STAGES / slug).as_posix(), found=slug) for slug in interrupted_runs(root)]


def _read_kept(root: Path) -> dict[str, list]:
    try:
        return json.loads((root / KEPT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


LEDGER, LAW, REFERENCES, TEMPLATES = "data/training/ledger", "data/law", "data/references", "data/templates"
# All checks: those of the data alone, then those of what the cells gave.
OF_DATA = (_contents, _register, _references, _bulletins, _training, _ledger, _templates)
OF_CELLS = (_reports, _figures)
