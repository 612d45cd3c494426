"""`export`: all tables of a bulletin as one workbook, or the letter with the questions to its contributor."""

from argparse import Namespace
from pathlib import Path

from liandong.findings import DataError, Finding, messages, quote
from liandong.verbs.call import CLEAN

MESSAGES = messages(__name__)
# The teaching ledger's name, where a slug would stand; written out, because `--help` must not wait for pandas.
TRAINING = "training"
OPTIONS = {
    "file": {"metavar": "FILE", "type": Path}, "--bulletin": {"metavar": "SLUG"},
    "--training": {"action": "store_const", "dest": "bulletin", "const": TRAINING},
    "--questions": {"action": "store_true"}, "--replace": {"action": "store_true"},
}
EITHER = ("--bulletin", "--training")


def run(root: Path, options: Namespace) -> int:
    """Write the workbook or the letter. Returns the exit code."""
    make, suffix, code = (_letter, ".docx", "E619") if options.questions else (_workbook, ".xlsx", "E602")
    name = options.file.name
    if options.file.suffix.lower() != suffix:
        words = (MESSAGES[key].format(quote(name), suffix=suffix) for key in ("suffix", "named", "rename"))
        found, expected, next_step = words
        raise DataError([Finding(code, name, found=found, expected=expected, next_step=next_step)])
    print(_save(options.file, make(root.resolve(), options.bulletin, name), options.replace))
    return CLEAN


def _workbook(root: Path, slug: str | None, file: str) -> bytes:
    from liandong.office.workbook.reading import choose_bulletin
    from liandong.office.workbook.writing import export_workbook

    return export_workbook(choose_bulletin(root, slug, file=file))


def _letter(root: Path, slug: str | None, file: str) -> bytes:
    from liandong.checks.calculations import sound_run
    from liandong.office.inquiry_letter import inquiry_letter
    from liandong.office.workbook.reading import choose_bulletin

    bulletin = choose_bulletin(root, slug, file=file)
    if not getattr(bulletin, "inquiries", None):
        raise DataError.worded("E407", file, MESSAGES["nothing"])
    statistics = sound_run(root).statistics.values()
    return inquiry_letter(bulletin, {one.id: one for one in statistics if one.bulletin == bulletin.slug})


def _save(path: Path, content: bytes, replace: bool) -> str:
    """Write the file aside and rename it; return what to tell. Raises DataError if it exists or cannot be written."""
    from liandong.data.files import replace_file, why

    try:
        if path.exists() and not replace:
            if path.is_file() and path.read_bytes() == content:
                return MESSAGES["same"].format(path)
            raise DataError.worded("E620", path.name, MESSAGES["exists"], name=path.name)
        replace_file(path, content)
    except OSError as error:
        raise DataError.worded("E619", path.name, MESSAGES["unwritable"], reason=why(error)) from None
    return MESSAGES["done"].format(path)
