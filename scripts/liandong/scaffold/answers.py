"""Takes in the answers of a clerk.

What differs from the proposals is kept in answers.csv, and the files are written anew from both.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from liandong.data.bulletins import bulletin_slugs
from liandong.data.files import replace_file, why
from liandong.data.folders import FileLock
from liandong.findings import DataError, Finding, messages, quote
from liandong.model.bulletin import open_bulletin
from liandong.model.mentions import NO_HEDGE
from liandong.scaffold.contents import TOC, order_pages, replace_pages
from liandong.scaffold.files import (
    ANSWER_COLUMNS,
    ANSWERS,
    PACKAGE,
    READING,
    WRITTEN,
    Facts,
    bulletin_files,
    csv_text,
    file_digest,
    mentions_csv,
)
from liandong.scaffold.given import Answers, Given, read_workbook
from liandong.scaffold.placing import STAGES, book_folder, data_folder
from liandong.scaffold.proposals import (
    Decision,
    KnownStatistic,
    SourceReading,
    known_statistics,
    read_bulletin,
    reading_digest,
)
from liandong.scaffold.rereading import list_differences, match_numerals, read_rows
from liandong.scaffold.source import SourceText, read_source
from liandong.scaffold.ties import Tie, propose_ties
from liandong.scaffold.workbook import LEAVE, NO, TAKE, YES, answers_workbook
from zhproof.reading import read_numerals

PLACE = Path("_build") / "answers"
_KEPT_AS_THEY_ARE = (ANSWERS, "source.txt", "bulletin.yml")
# What people write into: what the answers would make of it lies aside, as of a page.
_WRITTEN_IN = "discrepancies.yml"
_WORDS = {"statistic": {YES: True, NO: False}, "tied": {TAKE: True, LEAVE: False}}
_NO_DAY = date(2000, 1, 1)  # of a workbook whose bulletin has no date yet
MESSAGES = messages(__name__)


@dataclass(frozen=True)
class Answered:
    """What was taken in."""

    answers: int  # how many answers hold now
    changed: list[str]  # the files that were written, relative to the project
    # Pages that somebody changed by hand and that were left; what they would be now lies below ``PLACE``.
    kept: list[str]
    waiting: int  # how many numerals still wait for a decision
    workbook: Path  # the workbook with what is left
    # What the program reads otherwise than when the bulletin was made, and answers that fit no more, a line each.
    reread: list[str]


@dataclass(frozen=True)
class Asked:
    """What a bulletin's answers are about."""

    facts: Facts  # what is known of the bulletin
    source: SourceText  # its text
    known: list[KnownStatistic]  # the statistics of the other bulletins
    answers: Answers  # the answers that hold, by the numerals that are read now
    # What the program wrote when the bulletin was made or last answered: the digest of the reading, and of each file
    # by its name.
    written: dict[str, str]
    # The numbers that the numerals have now by those that they had then; None if they are the same.
    moved: dict[int, int] | None = None
    lost: Answers = field(default_factory=dict)  # answers to numerals that are not read any more, by the former numbers

    def reading(self, answers: Answers | None = None) -> SourceReading:
        """Return what is read of the text with these answers, or with those that hold."""
        return read_bulletin(self.source.text, self.known, decisions(self.answers if answers is None else answers))


def open_answers(root: Path, slug: str) -> Asked:
    """Return a bulletin's text and answers.

    Raises:
        DataError: E811 if there is no such bulletin.
    """
    if not (data_folder(root, slug) / "datapackage.json").is_file():
        raise DataError([Finding("E811", slug, found=MESSAGES["none"],
                                 expected=MESSAGES["joined"].join(bulletin_slugs(root)))])
    bulletin = open_bulletin(slug, root)
    names = ("title", "document", "issuer", "number", "place")
    day = bulletin.info.get("date")
    facts = Facts(slug, *(bulletin.info.get(name) for name in names[:4]), day if hasattr(day, "isoformat") else None,
                  bulletin.info.get("place"))
    others = [other for other in bulletin_slugs(root) if other != slug]
    # Line for line as it is stored: only what reading shows of it is asked for once more.
    path = bulletin.folder / "source.txt"
    source = SourceText(path.read_bytes(), bulletin.source, read_source(path).notes)
    answers, known = read_answers(root, slug), known_statistics(root, others)
    written = bulletin.package.get(WRITTEN, {})
    if written.get(READING) in (None, reading_digest(source.text, read_numerals(source.text))):
        return Asked(facts, source, known, answers, written)
    present = mentions_csv(read_bulletin(source.text, known))
    moved = match_numerals(bulletin.mentions, read_rows(present.encode("utf-8")))
    kept = {(moved[number], name): answer for (number, name), answer in answers.items() if number in moved}
    lost = {key: answer for key, answer in answers.items() if key[0] not in moved}
    return Asked(facts, source, known, kept, written, moved, lost)


def write_workbook(root: Path, slug: str) -> tuple[Path, int]:
    """Write the workbook of a bulletin and return where it lies and how many numerals wait for a decision.

    Another one that lies there is kept.

    Raises:
        DataError: E811 if there is no such bulletin.
    """
    asked = open_answers(root, slug)
    reading = asked.reading()
    return _write(root, asked, reading, propose_ties(reading)), len(reading.doubtful)


def take_answers(root: Path, slug: str, given: Given | Path) -> Answered:
    """Write a bulletin's files anew from the answers of a workbook or of the page; all of them, or none.

    Raises:
        DataError: E60x if it is no workbook, E812 with everything in it that cannot be taken in, E813 if data files
            were changed by hand.
    """
    ours = root / PLACE / f"{slug}.xlsx"
    path = given if isinstance(given, Path) else None
    try:
        with FileLock(root / STAGES.parent / "new.lock"):
            asked = open_answers(root, slug)
            given = read_workbook(path, (PLACE / ours.name).as_posix()) if path else given
            before = asked.reading()
            # A bulletin made before this was recorded: what the program would write for it.
            written = asked.written or _record(asked, before)
            same_text = written["source.txt"] == file_digest("source.txt", asked.source.content)
            given.check(slug, (before.digest, *([written[READING]] if same_text else [])))
            lost = dict(asked.lost)
            if given.digest != before.digest:
                given, more = given.renumbered(asked.moved or {})
                lost |= more
            answers = asked.answers | given.changes(asked.answers)
            reading = asked.reading(answers)
            _refuse_contradictions(given, reading, answers)
            ties = propose_ties(reading)
            data, pages = bulletin_files(asked.facts, asked.source, reading, ties)
            changed, by_hand = _compare(root, slug, written, data, pages)
            reread = _differences(root, asked, before)
            _write_files(root, asked, answers, changed, by_hand)
            _turn_pages(root, slug, written, set(pages))
            # What the page saves leaves a workbook alone that somebody may be filling in.
            if path or not ours.is_file():
                _write(root, asked, reading, ties, path)
    except OSError as error:
        found = MESSAGES["unwritable"].format(reason=why(error))
        raise DataError([Finding("E807", slug, found=found, expected=MESSAGES["writable"])]) from error
    names = [[place.relative_to(root).as_posix() for place in places] for places in (changed, by_hand)]
    unfit = [MESSAGES["unfit"].format(key=number, field=MESSAGES[field], answer=quote(answer))
             for (number, field), answer in sorted(lost.items())]
    return Answered(len(answers), *names, len(reading.doubtful), ours, [*reread, *unfit])


def read_answers(root: Path, slug: str) -> Answers:
    """Return the answers that were taken in before: by numeral and field, as the clerk wrote them."""
    path = data_folder(root, slug) / ANSWERS
    if not path.is_file():
        return {}
    rows = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline=""))
    return {(int(row["numeral"]), row["field"]): row["answer"] for row in rows}


def decisions(answers: Answers) -> dict[int, Decision]:
    """Return what the answers decide, by numeral."""
    result: dict[int, Decision] = {}
    for (number, name), answer in answers.items():
        value = (
            _WORDS[name][answer] if name in _WORDS else ("" if name == "hedge" and answer == NO_HEDGE else answer)
        )
        result[number] = replace(result.get(number, Decision()), **{name: value})
    # A unit is given to what is a statistic.
    return {
        number: replace(one, statistic=True) if one.unit and one.statistic is None else one
        for number, one in result.items()
    }


def _refuse_contradictions(given: Given, reading: SourceReading, answers: Answers) -> None:
    """Raise E812 for answers the text does not bear out: a unit in which the print says nothing, one name for two."""
    findings = []
    numerals = {numeral.id: numeral for numeral in reading.numerals}
    for number, decision in decisions(answers).items():
        if decision.statistic and decision.unit and reading.value_of(numerals[number], decision.unit) is None:
            found = MESSAGES["value"].format(unit=decision.unit, printed=numerals[number].printed)
            findings.append(Finding("E812", given.place("数字"), None, "单位", found, MESSAGES["fitting"]))
    names: dict[str, int] = {}
    for figure in reading.figures:
        names[figure.name] = names.get(figure.name, 0) + 1
    for name in (name for name, count in names.items() if count > 1):
        place = given.place("指标")
        findings.append(Finding("E812", place, None, "名称", MESSAGES["same_name"].format(name=name),
                                MESSAGES["own_name"]))
    if findings:
        raise DataError(findings)


def _record(asked: Asked, reading: SourceReading) -> dict[str, str]:
    data, _ = bulletin_files(asked.facts, asked.source, reading, propose_ties(reading))
    return json.loads(data[PACKAGE])[WRITTEN]


def _compare(
    root: Path, slug: str, written: dict[str, str], data: dict[str, bytes], pages: dict[str, bytes]
) -> tuple[dict[Path, bytes], dict[Path, bytes]]:
    """Return the files to write, and those that would change but that people write into: they get them beside.

    Raises:
        DataError: E813 if a table was changed by hand.
    """
    changed: dict[Path, bytes] = {}
    by_hand: dict[Path, bytes] = {}
    files = {name: data_folder(root, slug) / name for name in data if name not in _KEPT_AS_THEY_ARE}
    for name, place in (files | {name: book_folder(root, slug) / name for name in pages}).items():
        content = (data | pages)[name]
        now = place.read_bytes() if place.is_file() else None
        if now == content:
            continue
        if now is None or file_digest(name, now) == written.get(name):
            changed[place] = content
        # What the answers leave as it was written is not their business.
        elif file_digest(name, content) != written.get(name):
            by_hand[place] = content
    tables = [place for place in by_hand if place.suffix != ".md" and place.name != _WRITTEN_IN]
    if tables:
        raise DataError([
            Finding("E813", place.relative_to(root).as_posix(), found=MESSAGES["changed"],
                    expected=MESSAGES["unchanged"]) for place in tables
        ])
    return changed, by_hand


def _differences(root: Path, asked: Asked, reading: SourceReading) -> list[str]:
    """Return which numerals the program reads otherwise than when the bulletin's tables were written, as lines."""
    new, _ = bulletin_files(asked.facts, asked.source, reading, {})
    names = ("mentions.csv", "statistics.csv")
    if not asked.written or all(file_digest(name, new[name]) == asked.written[name] for name in names):
        return []
    folder = data_folder(root, asked.facts.slug)
    rows = [tuple(map(read_rows, contents)) for contents in (
        [(folder / name).read_bytes() for name in names], [new[name] for name in names]
    )]
    return list_differences(*rows)


def _write_files(
    root: Path, asked: Asked, answers: Answers, changed: dict[Path, bytes], by_hand: dict[Path, bytes]
) -> None:
    """Write what the answers make of a bulletin.

    A run that stops between two files is finished by the next one: that finds the answers, and what the program wrote
    before is known until the last file, which says what it wrote now.
    """
    slug = asked.facts.slug
    for place, content in by_hand.items():
        _put(root / PLACE / slug / place.name, content)
    last = data_folder(root, slug) / PACKAGE
    kept = {}
    if answers:
        rows = [[number, name, answer] for (number, name), answer in sorted(answers.items())]
        kept = {data_folder(root, slug) / ANSWERS: csv_text([ANSWER_COLUMNS, *rows]).encode("utf-8")}
    # Answers to numerals with new numbers must not lie there for long without the last file: they would be given new
    # numbers twice.
    files = {**changed, **kept} if asked.moved else {**kept, **changed}
    for place in [*(place for place in files if place != last), *([last] if last in files else [])]:
        _put(place, files[place])


def _turn_pages(root: Path, slug: str, written: dict[str, str], pages: set[str]) -> None:
    """Take out the pages that the answers leave without statistics, and enter the new ones.

    Only texts of many pages have such. One that somebody changed stays.
    """
    before = {name for name in written if name.endswith(".md")}
    for page in (book_folder(root, slug) / name for name in before - pages):
        if page.is_file() and file_digest(page.name, page.read_bytes()) == written[page.name]:
            page.unlink()
    if before != pages:
        toc = root / TOC
        text = toc.read_bytes().decode("utf-8")
        left = order_pages(page.stem for page in book_folder(root, slug).glob("*.md"))
        replace_file(toc, replace_pages(text, slug, left).encode("utf-8"))


def _write(
    root: Path, asked: Asked, reading: SourceReading, ties: dict[str, Tie], taken: Path | None = None
) -> Path:
    """Write the workbook; one that lies there and was not taken in may be half filled in: it is kept beside the new."""
    place = root / PLACE / f"{asked.facts.slug}.xlsx"
    content = answers_workbook(asked.facts.slug, asked.source, reading, ties, asked.facts.date or _NO_DAY)
    if place.is_file() and not (taken and taken.resolve() == place.resolve()) and place.read_bytes() != content:
        _put(place.with_name(MESSAGES["before"].format(slug=asked.facts.slug)), place.read_bytes())
    _put(place, content)
    return place


def _put(place: Path, content: bytes) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    replace_file(place, content)
