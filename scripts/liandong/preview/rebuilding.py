"""Builds the site for the preview and keeps what the browser asks for: which build it shows, what stands in the way."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from liandong.findings import messages
from liandong.preview.workbook import take_in

if TYPE_CHECKING:
    from liandong.site import BuildResult, WaitingBuilder

MESSAGES = messages(__name__)


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
            check: Returns what is wrong with data and book, empty if nothing is; by default the build has all checks
                beside it.
            build: Builds the site and returns what went wrong, empty if nothing did.
        """
        self.root = root.resolve()
        self._check = check
        self._build = build
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
        """Return the state for JSON."""
        return asdict(self.state)

    def rebuild(self, changed: Iterable[str] = ()) -> State:
        """Check and build, and return the state afterwards; a failure leaves the old site and tell why.

        Args:
            changed: The files that were saved. The workbook is taken in only when it is one of them: an older one would
                undo what was since changed in a table.
        """
        before = self._set(State(self.state.version, True, self.state.message))
        built = False
        try:
            if self.workbook and str(self.workbook) in changed:
                self._refused = self._take_in(self.root, self.workbook)
            found = self._check(self.root) if self._check else ""
            message = f"{MESSAGES['check_failed']}\n\n{found}" if found else ""
            if not message:
                wrong = self._build(self.root)
                message = f"{MESSAGES['build_failed']}\n\n{wrong}" if wrong else ""
                built = not wrong
        except ChecksFailedError as error:
            message = f"{MESSAGES['check_failed']}\n\n{error}"
        except Exception as error:
            message = MESSAGES["crashed"].format(error=f"{type(error).__name__}: {error}")
        message = "\n\n".join(part for part in (self._refused, message) if part)
        return self._set(State(before.version + built, False, message))

    def close(self) -> None:
        """End what waits for the next build."""
        if isinstance(self._build, ProjectBuilder):
            self._build.close()

    def _set(self, state: State) -> State:
        with self._lock:
            self._state = state
        return state


class ChecksFailedError(Exception):
    """What the checks found stops the build; the message lists it."""


class ProjectBuilder:
    """Builds a project's site again and again, with a process that waits for the next time with everything loaded."""

    def __init__(self, build: Callable[..., BuildResult]) -> None:
        """Take what builds a project's site beside its checks, with a process that waits for it if there is one."""
        self._build_site = build
        self._waiting: WaitingBuilder | None = None

    def __call__(self, root: Path) -> str:
        """Check and build beside each other; return what went wrong as text, empty if the site is in place.

        Raises:
            ChecksFailedError: The checks found errors.
        """
        from liandong.findings import errors_among, render_findings
        from liandong.site import is_current, prepare_build, render_build_result

        if is_current(root):
            self._waiting = self._waiting or prepare_build(root)
            return ""
        result = self._build_site(root, waiting=self._waiting)
        self.close()
        self._waiting = prepare_build(root)
        errors = errors_among(result.findings)
        if errors:
            raise ChecksFailedError(render_findings(errors))
        return "" if result.ok else render_build_result(result, root)

    def close(self) -> None:
        """End the process that waits."""
        if self._waiting:
            self._waiting.close()
            self._waiting = None
