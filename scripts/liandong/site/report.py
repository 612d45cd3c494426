"""What a build came to, and how it is told."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from liandong.findings import Finding, messages, render_error

MESSAGES = messages(__name__)
# The code of each way in which a build fails; what the checks found has codes of its own.
CODES = {
    "warnings": "SITE201", "crashed": "SITE202", "unwritable": "SITE203", "no_site": "SITE204", "findings": "SITE205",
}


@dataclass(frozen=True)
class BuildProblem:
    """One warning or error of a build.

    Attributes:
        file: The page, relative to the root where it lies below it; empty when Sphinx names none.
        line: The line in it, None when Sphinx names none.
        text: What Sphinx or the failing cell says, in its own words.
    """

    file: str
    line: int | None
    text: str


@dataclass(frozen=True)
class BuildResult:
    """What a build came to.

    Attributes:
        failure: The key in CODES of what went wrong or "checks", empty after success.
        problems: The warnings and errors, in the order told.
        last_lines: The end of Jupyter Book's output, or the findings that stopped it.
        log: The full record.
        index: The live site's first page, whether old or new.
        reason: Where and why nothing could be written, in Chinese.
        findings: What the checks beside the build found, notes included.
    """

    failure: str
    problems: tuple[BuildProblem, ...]
    last_lines: tuple[str, ...]
    log: Path
    index: Path
    reason: str = ""
    findings: tuple[Finding, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether the new site is in place."""
        return not self.failure


def render_build_result(result: BuildResult, root: Path) -> str:
    """Return the whole message for the user, in Chinese, one line or many."""
    log = MESSAGES["log"].format(log=relative_name(str(result.log), root))
    if result.ok:
        return MESSAGES["success"].format(index=relative_name(str(result.index), root))
    if result.failure == "checks":
        return MESSAGES["checks"]
    counted = MESSAGES["count"].format(count=len(result.problems)) if result.problems else ""
    head, next_step = render_error(CODES[result.failure], result.reason or counted).split("\n", 1)
    lines = [head]
    for number, problem in enumerate(result.problems, start=1):
        place = MESSAGES["place"].format(number=number, file=problem.file or "_config.yml / _toc.yml")
        if problem.line is not None:
            place += MESSAGES["line"].format(line=problem.line)
        lines.append(place)
        # A failing cell's words come with rules and empty lines that would only push the other problems away.
        lines.extend("   " + line for line in problem.text.splitlines() if line.strip("- "))
    if not result.problems and result.last_lines:
        lines += [MESSAGES["last_lines"], *("   " + line for line in result.last_lines)]
    return "\n".join([*lines, next_step, MESSAGES["kept"], log])


def relative_name(file: str, root: Path) -> str:
    """Return a file's path relative to the root where it lies below it, else as it is."""
    # Sphinx resolves links, for example /tmp on macOS; our own paths keep them.
    for base in (root, root.resolve()):
        if file and Path(file).is_relative_to(base):
            return Path(file).relative_to(base).as_posix()
    return file
