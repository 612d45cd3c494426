"""Builds the site for the preview and keeps what the browser asks for: which build it shows, and what stands in the way."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from liandong.preview.workbook import take_in

MESSAGES = {
    "building": "正在生成……",
    "check_failed": "检查发现错误，页面还是改动以前的样子。改好存盘，会自动再生成。",
    "build_failed": "网站没有生成，页面还是改动以前的样子。改好存盘，会自动再生成。",
    "crashed": "生成时出了意外：{error}",
}


@dataclass(frozen=True)
class State:
    """What a browser needs to know.

    Attributes:
        version: Rises with each new site; a page that was loaded from another one reloads.
        building: Whether a build is under way.
        message: Why there is no new site, in Chinese; empty after a good build.
    """

    version: int = 0
    building: bool = False
    message: str = ""


class Preview:
    """The state of the preview, safe to be read while a build changes it."""

    def __init__(
        self, root: Path, check: Callable[[Path], str] | None = None, build: Callable[[Path], str] | None = None,
        workbook: Path | None = None, take_in: Callable[[Path, Path], str] = take_in,
    ) -> None:
        """Prepare; nothing is built yet.

        Args:
            root: The project's root.
            workbook: A workbook that is taken in on each save of it.
            take_in: Writes the workbook's changes into the tables and returns why it could not, empty if it could.
            check: Returns what is wrong with data and book, empty if nothing is; the project's own checks by default.
            build: Builds the site and returns what went wrong, empty if nothing did; the project's own build by default.
        """
        self.root = root.resolve()
        self._check = check or check_project
        self._build = build or build_project
        self.workbook = workbook.resolve() if workbook else None
        self._take_in = take_in
        self._refused = ""
        self._state = State()
        self._lock = threading.Lock()

    @property
    def state(self) -> State:
        """The state now."""
        with self._lock:
            return self._state

    def data(self) -> dict:
        """Returns the state for JSON."""
        return asdict(self.state)

    def rebuild(self, changed: Iterable[str] = ()) -> State:
        """Checks and builds, and returns the state afterwards; a failure leaves the old site and tells why.

        Args:
            changed: The files that were saved. The workbook is taken in only when it is one of them: an older one would undo
                what was since changed in a table.
        """
        before = self._set(State(self.state.version, True, self.state.message))
        built = False
        try:
            if self.workbook and str(self.workbook) in changed:
                self._refused = self._take_in(self.root, self.workbook)
            found = self._check(self.root)
            message = f"{MESSAGES['check_failed']}\n\n{found}" if found else ""
            if not message:
                wrong = self._build(self.root)
                message = f"{MESSAGES['build_failed']}\n\n{wrong}" if wrong else ""
                built = not wrong
        except Exception as error:
            message = MESSAGES["crashed"].format(error=f"{type(error).__name__}: {error}")
        message = "\n\n".join(part for part in (self._refused, message) if part)
        return self._set(State(before.version + built, False, message))

    def _set(self, state: State) -> State:
        with self._lock:
            self._state = state
        return state


def check_project(root: Path) -> str:
    """Returns the errors of the project's checks as text, empty if there are none."""
    from liandong.findings import errors_among, render_findings
    from liandong.run.checks import run_checks

    errors = errors_among(run_checks(root))
    return render_findings(errors) if errors else ""


def build_project(root: Path) -> str:
    """Builds the site of the project; returns what went wrong as text, empty if it is in place."""
    from liandong.progress import Progress
    from liandong.run.checks import run_checks
    from liandong.site import MESSAGES as SITE_MESSAGES
    from liandong.site import build_site, is_current, render_build_result

    if is_current(root):
        return ""
    with Progress(SITE_MESSAGES["label"]) as progress:
        result = build_site(root, progress=progress, check=run_checks)
    return "" if result.ok else render_build_result(result, root)
