"""`export`: all tables of a bulletin as one workbook, or the letter with the questions to its contributor."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from liandong.findings import messages
from liandong.verbs.call import CLEAN, FINDINGS

if TYPE_CHECKING:
    import argparse

    from liandong.verbs.call import Call

# The teaching ledger's name, where a bulletin's slug would stand; written out, because `--help` must not wait for pandas.
TRAINING = "training"
MESSAGES = messages(__name__)


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the verb's arguments."""
    parser.add_argument("file", metavar="FILE", type=Path, help=MESSAGES["file"])
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--bulletin", metavar="SLUG", help=MESSAGES["bulletin"])
    which.add_argument("--training", action="store_const", dest="bulletin", const=TRAINING, help=MESSAGES["training"])
    parser.add_argument("--questions", action="store_true", help=MESSAGES["questions"])
    parser.add_argument("--replace", action="store_true", help=MESSAGES["replace"])


def run(root: Path, call: Call) -> int:
    """Write the workbook. Returns the exit code."""
    from liandong.findings import DataError, render_findings

    options = call.options
    make, suffix = (_letter, ".docx") if options.questions else (_workbook, ".xlsx")
    try:
        _check_name(options.file, suffix)
        message = _save(options.file, make(root.resolve(), options), options.replace)
    except DataError as error:
        print(render_findings(error.findings))
        return FINDINGS
    print(message)
    return CLEAN


def _workbook(root: Path, options: argparse.Namespace) -> bytes:
    from liandong.office.workbook.reading import choose_bulletin
    from liandong.office.workbook.writing import export_workbook

    return export_workbook(choose_bulletin(root, options.bulletin, file=options.file.name))


def _letter(root: Path, options: argparse.Namespace) -> bytes:
    from liandong.checks.calculations import sound_run
    from liandong.findings import DataError, Finding
    from liandong.office.inquiry_letter import inquiry_letter
    from liandong.office.workbook.reading import choose_bulletin

    bulletin = choose_bulletin(root, options.bulletin, file=options.file.name)
    if not getattr(bulletin, "inquiries", None):
        raise DataError([Finding("E407", options.file.name, found=MESSAGES["nothing"], expected=MESSAGES["something"])])
    statistics = sound_run(root).statistics.values()
    return inquiry_letter(bulletin, {one.id: one for one in statistics if one.bulletin == bulletin.slug})


def _check_name(path: Path, suffix: str) -> None:
    from liandong.findings import DataError, Finding, quote

    if path.suffix.lower() == suffix:
        return
    found, expected, next_step = (MESSAGES[key].format(quote(path.name), suffix=suffix) for key in ("suffix", "named", "rename"))
    raise DataError([Finding("E602" if suffix == ".xlsx" else "E619", path.name, found=found, expected=expected, next_step=next_step)])


def _save(path: Path, content: bytes, replace: bool) -> str:
    """Write the file aside and rename it. Returns what to tell.

    Raises:
        DataError: The file exists, or it cannot be written.
    """
    from liandong.data.files import replace_file, why
    from liandong.findings import DataError, Finding

    file = path.name
    try:
        if path.exists() and not replace:
            if path.is_file() and path.read_bytes() == content:
                return MESSAGES["same"].format(path)
            raise DataError(
                [Finding("E620", file, found=MESSAGES["exists"].format(file), expected=MESSAGES["another"])]
            )
        replace_file(path, content)
    except OSError as error:
        found = why(error)
        raise DataError([Finding("E619", file, found=found, expected=MESSAGES["writable"])]) from None
    return MESSAGES["done"].format(path)
