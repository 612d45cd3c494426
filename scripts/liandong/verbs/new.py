"""`new`: the data folder, the pages and the table of contents of a new bulletin."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from liandong.findings import messages
from liandong.verbs.call import CLEAN, FINDINGS, PROGRAM, WRONG_USE, wrong_use

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from liandong.scaffold import Created
    from liandong.verbs.call import Call

MESSAGES = messages(__name__)


def add_options(parser: ArgumentParser) -> None:
    """Declare the verb's arguments; what is missing is told by `run`, in Chinese."""
    parser.add_argument("slug", nargs="?", help=MESSAGES["slug_help"])
    for name in ("source", "answers", "title", "issuer", "place", "number", "date"):
        parser.add_argument(f"--{name}", metavar="FILE" if name in ("source", "answers") else name.upper(), help=MESSAGES[f"{name}_help"])


def run(root: Path, call: Call) -> int:
    """Make the bulletin and print what is left to do. Returns the exit code."""
    options = call.options
    day, wrong = _read_date(options.date)
    from liandong.data.bulletins import bulletin_slugs

    # The slug alone asks for the workbook of a bulletin once more.
    sourceless = not options.source and not options.answers and options.slug not in bulletin_slugs(root)
    wrong = [MESSAGES["no_slug"]] * (not options.slug) + [MESSAGES["no_source"]] * sourceless + wrong
    if wrong:
        print(wrong_use("；".join(wrong), f"{PROGRAM} new"))
        return WRONG_USE
    from liandong.findings import DataError
    from liandong.scaffold import Request, create_bulletin
    from liandong.scaffold.answers import write_workbook

    if options.answers:
        return _take(root, options.slug, Path(options.answers))
    try:
        created = None
        if options.source:
            request = Request(options.slug, Path(options.source), options.title, options.issuer, options.place, options.number, day)
            created = create_bulletin(root, request)
        workbook, waiting = write_workbook(root, options.slug)
    except DataError as error:
        print(error)
        return FINDINGS
    place = workbook.relative_to(root).as_posix()
    print(render_created(created, place, waiting) if created else MESSAGES["written"].format(workbook=place, waiting=waiting))
    return CLEAN


def _take(root: Path, slug: str, path: Path) -> int:
    """Take in a workbook of answers and print what is left. Returns the exit code."""
    from liandong.findings import DataError
    from liandong.scaffold.answers import PLACE, take_answers

    try:
        taken = take_answers(root, slug, path)
    except DataError as error:
        print(error)
        return FINDINGS
    words = {"answers": taken.answers, "changed": len(taken.changed), "waiting": taken.waiting, "workbook": taken.workbook.relative_to(root).as_posix()}
    print(MESSAGES["answered"].format(**words))
    if taken.kept:
        print(MESSAGES["kept"].format(place=(PLACE / slug).as_posix(), pages=MESSAGES["joined"].join(taken.kept)))
    print(MESSAGES["check"].format(slug=slug))
    return CLEAN


def render_created(created: Created, workbook: str, waiting: int) -> str:
    """Return what was made and, as a numbered list, what people do next."""
    facts, reading = created.facts, created.reading
    words = {
        "slug": facts.slug, "data": f"data/bulletins/{facts.slug}", "book": f"book/bulletins/{facts.slug}",
        "names": MESSAGES["joined"].join(facts.missing), "workbook": workbook,
        "waiting": waiting, "numerals": len(reading.numerals),
        "stated": sum(len(figure.numerals) for figure in reading.figures), "figures": len(reading.figures),
        "named": sum(figure.known for figure in reading.figures), "ties": len(created.ties),
    }
    lines = [MESSAGES["finished"].format(slug=name) for name in created.finished]
    lines += [MESSAGES[name].format(**words) for name in ("made", "read", "undo")]
    if created.comparison:
        lines.append(MESSAGES["comparison"])
    lines += [MESSAGES["note"].format(note=note) for note in created.notes]
    alerts = sum(finding.is_alert for finding in reading.findings)
    lines += [MESSAGES["alerts"].format(alerts=alerts)] * bool(alerts)
    steps = [] if created.as_received else ["stored_utf8"]
    steps += ["fill_info" if facts.missing else "check_info"]
    steps += ["workbook", "check"]
    lines += ["", MESSAGES["todo"]]
    lines += [f"{number}. {MESSAGES[step].format(**words)}" for number, step in enumerate(steps, start=1)]
    return "\n".join(lines)


def _read_date(text: str | None) -> tuple[date | None, list[str]]:
    """Return the date that an option names, and what is wrong with it."""
    try:
        return (date.fromisoformat(text) if text else None), []
    except ValueError:
        return None, [MESSAGES["bad_date"].format(value=text)]
