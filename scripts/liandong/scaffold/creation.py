"""Makes a new bulletin from a text: what is read, what is guessed, what is written, what people still have to do."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from liandong.data.bulletins import bulletin_slugs
from liandong.data.files import why
from liandong.data.folders import FileLock
from liandong.data.text_files import label
from liandong.findings import DataError, Finding, messages, quote
from liandong.scaffold import guesses
from liandong.scaffold.contents import TOC, enter_bulletin, order_pages
from liandong.scaffold.files import Facts, bulletin_files, comparison_page
from liandong.scaffold.placing import (
    STAGES,
    book_folder,
    comparison_file,
    data_folder,
    interrupted_runs,
    place,
    write_aside,
)
from liandong.scaffold.proposals import SourceReading, known_statistics, read_bulletin
from liandong.scaffold.source import read_source
from liandong.scaffold.ties import Tie, propose_ties
from zhproof.reading import read_numerals

SLUG = re.compile(r"(?P<year>[12][0-9]{3})-(?P<issue>(?!0+-)[0-9]{1,3})-(?P<place>[a-z][a-z0-9]*(?:-[a-z0-9]+)*)")
# What a text that does not say its kind is called.
DOCUMENT = "简报"
# Statistics of one text; no person confirms more, and what has more is a table.
MOST = 5_000
MESSAGES = messages(__name__)


@dataclass(frozen=True)
class Request:
    """What `new` is asked for; what is None is guessed from the text where it is certain."""

    slug: str
    source: Path
    title: str | None = None
    issuer: str | None = None
    place: str | None = None
    number: str | None = None
    date: date | None = None


@dataclass(frozen=True)
class Created:
    """What `new` made."""

    facts: Facts  # what is known of the bulletin
    reading: SourceReading  # what was read of its text
    ties: dict[str, Tie]  # the calculations of its statistics, by their ids
    comparison: bool  # whether the page that compares the bulletins was added
    finished: list[str] = field(default_factory=list)  # slugs of earlier runs that were killed and are now finished
    notes: tuple[str, ...] = ()  # what reading the file showed, one line each
    as_received: bool = True  # whether source.txt holds the file's own bytes


def create_bulletin(root: Path, request: Request) -> Created:
    """Make the folders of a new bulletin and enter it in the table of contents; all of it or nothing.

    Raises:
        DataError: Everything that is wrong with the request or the text, at once; nothing has been written then.
    """
    findings = []
    if not SLUG.fullmatch(request.slug):
        findings.append(Finding("E802", quote(request.slug), found=quote(request.slug), expected=MESSAGES["slug"]))
    try:
        source = read_source(request.source)
    except DataError as error:
        raise DataError([*findings, *error.findings]) from None
    count = sum(numeral.is_statistical for numeral in read_numerals(source.text))
    if count > MOST:
        findings.append(Finding("E804", label(request.source), found=MESSAGES["too_many"].format(count=count),
                                expected=MESSAGES["fewer"].format(count=MOST), next_step=MESSAGES["as_table"]))
    if not count:
        findings.append(Finding("E804", label(request.source), found=MESSAGES["no_numerals"],
                                expected=MESSAGES["some_numerals"]))
    if findings:
        raise DataError(findings)
    facts = _facts(request, source.text)
    try:
        with FileLock(root / STAGES.parent / "new.lock"):
            finished = interrupted_runs(root)
            for slug in finished:
                place(root, slug)
            for folder in (data_folder(root, request.slug), book_folder(root, request.slug)):
                # A run of this very bulletin that was killed is now finished; there is nothing left to make.
                if folder.exists() and request.slug not in finished:
                    shown = folder.relative_to(root).as_posix()
                    findings.append(Finding("E805", shown, found=MESSAGES["exists"].format(folder=shown),
                                            expected=MESSAGES["not_there"]))
            if findings:
                raise DataError(findings)
            others = [slug for slug in bulletin_slugs(root) if slug != request.slug]
            comparison = bool(others) and not comparison_file(root).exists()
            reading = read_bulletin(source.text, known_statistics(root, others))
            ties = propose_ties(reading)
            if request.slug not in finished:
                # Before anything is written: a table of contents without a place for it stops the run here.
                data, pages = bulletin_files(facts, source, reading, ties)
                enter_bulletin((root / TOC).read_bytes().decode("utf-8"), request.slug,
                               order_pages(Path(name).stem for name in pages), comparison)
                page = comparison_page() if comparison else None
                write_aside(root, request.slug, data, pages, page)
                place(root, request.slug)
    except OSError as error:
        found = MESSAGES["unwritable"].format(reason=why(error))
        raise DataError([Finding("E807", request.slug, found=found, expected=MESSAGES["writable"])]) from error
    notes = [*source.notes,
             *(MESSAGES["another"].format(number=number) for number in guesses.other_numbers(source.text))]
    return Created(facts, reading, ties, comparison, finished, tuple(notes), source.as_received)


def _facts(request: Request, text: str) -> Facts:
    """Return what the request says and, for the rest, what the text says for certain.

    Raises:
        DataError: E802 if the text names another year or issue than the slug.
    """
    slug = SLUG.fullmatch(request.slug)
    named = guesses.guess_number(text)
    if named and not request.number and named != (int(slug["year"]), int(slug["issue"])):
        number = MESSAGES["number_text"].format(year=named[0], issue=named[1])
        expected = MESSAGES["number_expected"].format(slug=request.slug)
        raise DataError([Finding("E802", label(request.source), found=MESSAGES["number"].format(number=number),
                                 expected=expected)])
    # A text without a number has the one that the user put into the slug.
    year, issue = named or (int(slug["year"]), int(slug["issue"]))
    number = MESSAGES["number_text"].format(year=year, issue=issue)
    return Facts(
        slug=request.slug,
        title=request.title or guesses.guess_title(text),
        document=guesses.guess_document(text) or DOCUMENT,
        issuer=request.issuer or guesses.guess_issuer(text),
        number=request.number or number,
        date=request.date or guesses.guess_date(text),
        place=request.place or guesses.guess_place(text),
    )
