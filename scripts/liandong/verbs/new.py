"""`new`: the data folder, the pages and the table of contents of a new bulletin."""

from __future__ import annotations

from argparse import Namespace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from liandong.findings import messages
from liandong.verbs.call import CLEAN, PROGRAM, wrong_use

if TYPE_CHECKING:
    from liandong.scaffold import Created

MESSAGES = messages(__name__)
_SHOWN = 20  # numerals that a newer program reads otherwise
# What is missing is told by `run`, in Chinese.
OPTIONS = {
    "slug": {"nargs": "?"}, "--source": {"metavar": "FILE", "type": Path},
    "--answers": {"metavar": "FILE", "type": Path},
    **{f"--{name}": {"metavar": name.upper()} for name in ("title", "issuer", "place", "number", "date")},
}


def run(root: Path, options: Namespace) -> int:
    """Make the bulletin and print what is left to do. Returns the exit code."""
    from liandong.data.bulletins import bulletin_slugs

    slug, source = options.slug, options.source
    day, wrong = _read_date(options.date)
    # The slug alone asks for the workbook of a bulletin once more.
    sourceless = not source and not options.answers and slug not in bulletin_slugs(root)
    wrong = [MESSAGES["no_slug"]] * (not slug) + [MESSAGES["no_source"]] * sourceless + wrong
    if wrong:
        raise wrong_use("；".join(wrong), f"{PROGRAM} new")
    from liandong.scaffold import Request, create_bulletin
    from liandong.scaffold.answers import write_workbook

    if options.answers:
        return _take(root, slug, options.answers)
    created = None
    if source:
        request = Request(slug, source, options.title, options.issuer, options.place, options.number, day)
        created = create_bulletin(root, request)
    workbook, waiting = write_workbook(root, slug)
    place = workbook.relative_to(root).as_posix()
    written = MESSAGES["written"].format(workbook=place, waiting=waiting)
    print(render_created(created, place, waiting) if created else written)
    return CLEAN


def _take(root: Path, slug: str, path: Path) -> int:
    """Take in a workbook of answers and print what is left. Returns the exit code."""
    from liandong.scaffold.answers import PLACE, take_answers

    taken = take_answers(root, slug, path)
    words = {"answers": taken.answers, "changed": len(taken.changed), "waiting": taken.waiting}
    print(MESSAGES["answered"].format(**words, workbook=taken.workbook.relative_to(root).as_posix()))
    if taken.kept:
        print(MESSAGES["kept"].format(place=(PLACE / slug).as_posix(), pages=MESSAGES["joined"].join(taken.kept)))
    if taken.reread:
        shown = taken.reread[:_SHOWN] + [MESSAGES["more"].format(count=len(taken.reread) - _SHOWN)]
        print(MESSAGES["reread"].format(count=len(taken.reread), lines="\n".join(shown[: len(taken.reread)])))
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
