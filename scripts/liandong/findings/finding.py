"""One finding: what a check found, where, what was expected and what to do next; and the Chinese text of many.

Every check of the project returns findings and never prints.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from liandong.findings.codes import RULES
from liandong.findings.texts import messages

LABELS = messages(__name__, "labels")
CELL_LIMIT = 60  # characters of a cell that a message shows
LINE_LIMIT = 400  # characters of a whole line, for texts that do not come from cells
_ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


@dataclass(frozen=True)
class Finding:
    """One thing that a check found; its words are Chinese."""

    code: str  # a key of `RULES`, stable over versions
    file: str  # path relative to the project's root, with forward slashes
    row: int | None = None  # as Excel or WPS shows it, the header is row 1; None for the whole file
    column: str | None = None  # its heading
    found: str = ""  # what is there; cell text goes through `quote`
    expected: str = ""  # what should be there
    next_step: str = ""  # what the user does next; the rule's own text if left out
    statistic: str | None = None  # id of the statistic concerned

    def __post_init__(self) -> None:
        if not self.next_step:
            object.__setattr__(self, "next_step", RULES[self.code].next_step)

    @classmethod
    def worded(
        cls, code: str, file: str, words: tuple[str, ...], /, row: int | None = None, column: str | None = None,
        statistic: str | None = None, **values: object,
    ) -> Finding:
        """Return a finding in the words of a table of messages.

        `words` are what was found, what is expected and, where it is not the rule's own, the next step, each a text to
        be filled with the other arguments.
        """
        texts = (text.format(row=row, column=column, statistic=statistic, **values) for text in words)
        return cls(code, file, row, column, *texts, statistic=statistic)

    @property
    def severity(self) -> str:
        """`error` or `note`, by the code's first letter."""
        return "error" if self.code.startswith("E") else "note"

    @property
    def title(self) -> str:
        """What the code means, in Chinese."""
        return RULES[self.code].title

    @property
    def sort_key(self) -> tuple[str, int, int, str, str, str]:
        """Orders findings by file, errors first, then row and column; the same findings always sort the same way."""
        return (self.file, self.severity != "error", self.row or 0, self.column or "", self.code, self.found)

    def __str__(self) -> str:
        return "\n".join(_lines_of(self))


class DataError(ValueError):
    """Data that cannot be used; `findings` says why, and the message is their Chinese text."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings: list[Finding] = sorted(findings, key=lambda finding: finding.sort_key)
        super().__init__(render_findings(self.findings))

    def _render_traceback_(self) -> list[str]:
        """Return what IPython shows of it in place of a traceback, which costs more than the cell."""
        return str(self).splitlines()

    @classmethod
    def worded(cls, code: str, file: str, words: tuple[str, ...], /, **values: object) -> DataError:
        """Return the error of one finding, worded as `Finding.worded` does."""
        return cls([Finding.worded(code, file, words, **values)])


def errors_among(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings that are errors, notes left out."""
    return [finding for finding in findings if finding.severity == "error"]


def printable(text: str, limit: int = CELL_LIMIT) -> str:
    """`text` on one line, with invisible characters as escapes and cut to `limit` characters."""
    shown = text[:limit]
    escaped = "".join(_ESCAPES.get(char) or (_code_point(char) if is_invisible(char) else char) for char in shown)
    return LABELS["shortened"].format(escaped, len(text)) if len(text) > limit else escaped


def is_invisible(char: str) -> bool:
    """Return whether a character cannot be seen as itself: control, bidi, unassigned and private characters, U+FFFD."""
    return unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} or char == "\ufffd"


def has_invisible(text: str) -> bool:
    """Return whether a character of a text cannot be seen as itself."""
    # Nearly every text is told at once: of printable characters U+FFFD alone is none.
    return (not text.isprintable() or "\ufffd" in text) and any(map(is_invisible, text))


def quote(text: str | None) -> str:
    """Return a cell's text in Chinese quotation marks, made printable; 空 for an empty cell."""
    return LABELS["quoted"].format(printable(text)) if text else LABELS["empty"]


def render_findings(findings: Iterable[Finding]) -> str:
    """Return the Chinese text for `findings`: by file, files and findings with errors first, a total at the end."""
    ordered = sorted(findings, key=lambda finding: finding.sort_key)
    if not ordered:
        return LABELS["clean"]
    files: dict[str, list[Finding]] = {}
    for finding in ordered:
        files.setdefault(finding.file, []).append(finding)
    blocks = []
    for file in sorted(files, key=lambda name: (not errors_among(files[name]), name)):
        lines = [f"  {line}" for finding in files[file] for line in _lines_of(finding)]
        blocks.append("\n".join([printable(file, LINE_LIMIT), *lines]))
    errors = len(errors_among(ordered))
    total = LABELS["total"].format(errors=errors, notes=len(ordered) - errors, files=len(files))
    return "\n\n".join([*blocks, total])


def render_error(code: str, found: str = "", next_step: str = "") -> str:
    """Return the Chinese text for an error that ends a run and has no place in a file."""
    rule = RULES[code]
    text = LABELS["run_head"].format(code, "：".join(filter(None, (rule.title, found))))
    return f"{text}\n{LABELS['next_step']}：{next_step or rule.next_step}"


def _lines_of(finding: Finding) -> list[str]:
    places = {"row": finding.row, "column": finding.column, "statistic": finding.statistic}
    named = [LABELS[name].format(printable(str(value))) for name, value in places.items() if value is not None]
    told = {"place": LABELS["joint"].join(named) or LABELS["whole_file"]}
    told |= {name: getattr(finding, name) for name in ("found", "expected", "next_step")}
    head = LABELS["head"].format(LABELS[finding.code[0]], finding.code, finding.title)
    return [head, *(f"  {LABELS[name]}：{printable(text, LINE_LIMIT)}" for name, text in told.items() if text)]


def _code_point(char: str) -> str:
    number = ord(char)
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"
