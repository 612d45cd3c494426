"""The site, built aside by Jupyter Book and put in place only when it is whole and without a warning.

`_build/stage` is where Jupyter Book works, `_build/html` is the live site. A build that ends in any other way than
success leaves `_build/html` untouched and its stage is thrown away at the next start: Sphinx remembers pages that it
already read, so that a second run over a failed stage would exit 0 with the page still broken. After a success the
stage is kept, and the next build reads only the pages whose inputs changed (see
`sphinx_ext/incremental/page_inputs.py`).
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from pathlib import Path

from liandong.data.files import why
from liandong.data.folders import FileLock, finish_swap, remove_tree, swap_in
from liandong.findings import Finding, errors_among, render_findings
from liandong.run.inputs import OF_ALL_PAGES, fingerprint
from liandong.run.progress import Progress
from liandong.site.launch import Told, WaitingBuilder, run_jupyter_book
from liandong.site.report import MESSAGES, BuildResult, relative_name

# Sphinx's own note for its next run in the stage; it differs between places on disk.
_NOT_PUBLISHED = shutil.ignore_patterns(".buildinfo")
_LAST_LINES = 20
STAGE = "stage"


def build_site(
    root: Path,
    *,
    progress: Progress,
    say: Callable[[str], None] = print,
    check: Callable[[Path], list[Finding]] | None = None,
    waiting: WaitingBuilder | None = None,
) -> BuildResult:
    """Build the book in `root` and put it at `_build/html`; with any warning or error the old site stays.

    Args:
        root: The folder of `_config.yml`.
        progress: Shows the page at work; it is updated, not closed.
        say: Told in one sentence when another build has to be waited for.
        check: All checks. They run beside the build, in the stage of which nobody sees anything; an error ends the
            build. Without them the build itself checks the data before it reads a page.
        waiting: A process started in advance by `prepare_build`; without one a process is started now.
    """
    # Here, because whoever only asks is_current must not wait for pandas.
    from liandong.data.privacy import PrivateTexts

    output = root / "_build"
    log = output / "logs" / "build.log"
    live = output / "html"
    index = live / "index.html"
    try:
        exclusive = FileLock(output / "build.lock", lambda holder: say(MESSAGES["waiting"].format(holder=holder)))
        with exclusive as lock:
            fresh_site = live.with_name("html.new")
            finish_swap(fresh_site, live)
            log.parent.mkdir(parents=True, exist_ok=True)
            # Taken before the build: an edit during it makes the next build start from what was there before.
            inputs = fingerprint(root)
            stage_inputs = fingerprint(root, OF_ALL_PAGES)
            _site_record(output).unlink(missing_ok=True)
            stage = _open_stage(output, stage_inputs)
            private = PrivateTexts(root)
            checks = _Checks(check, root)
            told = Told(root, private.hide)
            exit_code = run_jupyter_book(
                root, stage, log, lock, progress, told, checks.failed if check else None, waiting)
            findings = checks.result()
            built = stage / "_build" / "html"
            last_lines = tuple(_read_text(log).splitlines()[-_LAST_LINES:])
            problems = tuple(told.problems)
            failure = ""
            if errors_among(findings):
                failure = "checks"
            elif told.findings:
                failure, last_lines = "findings", tuple(private.hide(render_findings(told.findings)).splitlines())
            elif exit_code or problems:
                failure = "warnings" if problems else "crashed"
            elif not (built / "index.html").is_file():
                failure = "no_site"
            if failure:
                if private.places:
                    # What a failed build leaves may hold what it failed over; it would be thrown away later anyhow.
                    remove_tree(stage)
                    remove_tree(output / "cells")
                progress.fail()
                return BuildResult(failure, problems, last_lines, log, index, findings=findings)
            progress.update(1.0, MESSAGES["swapping"])
            shutil.copytree(built, fresh_site, ignore=_NOT_PUBLISHED)
            swap_in(fresh_site, live)
            _stage_stamp(stage).write_text(stage_inputs, encoding="ascii")
            _site_record(output).write_text(f"{inputs}\n{fingerprint(root, ('_build/html',))}\n", encoding="ascii")
            return BuildResult("", (), last_lines, log, index, findings=findings)
    except OSError as error:
        progress.fail()
        place = relative_name(str(error.filename or output), root)
        return BuildResult(
            "unwritable", (), (), log, index, MESSAGES["unwritten"].format(path=place, reason=why(error)))


def prepare_build(root: Path) -> WaitingBuilder:
    """Return a process for the next `build_site` with checks, which it may take; whoever does not, closes it."""
    return WaitingBuilder(root, root / "_build" / STAGE)


def is_current(root: Path) -> bool:
    """Return whether `_build/html` is what the last good build put there, and nothing it depends on changed since."""
    record = _read_text(_site_record(root / "_build")) if _site_record(root / "_build").is_file() else ""
    return bool(record) and record == _current_record(root)


def _current_record(root: Path) -> str:
    return f"{fingerprint(root)}\n{fingerprint(root, ('_build/html',))}\n"


def _site_record(output: Path) -> Path:
    return output / "site.sha256"


def _open_stage(output: Path, stage_inputs: str) -> Path:
    """Return the stage, emptied unless the last build in it succeeded with the same inputs of all pages.

    The stamp is taken away here and written again after success, so that a failed or killed build leaves none.
    """
    stage = output / STAGE
    stamp = _stage_stamp(stage)
    if not stamp.is_file() or _read_text(stamp) != stage_inputs:
        remove_tree(stage)
    stage.mkdir(parents=True, exist_ok=True)
    stamp.unlink(missing_ok=True)
    return stage


def _stage_stamp(stage: Path) -> Path:
    return stage / "complete.sha256"


class _Checks:
    """The checks, run in a thread beside the build's process; without checks there is nothing to wait for."""

    def __init__(self, check: Callable[[Path], list[Finding]] | None, root: Path) -> None:
        self.wanted = check is not None
        self._findings: list[Finding] = []
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, args=(check, root))
        if self.wanted:
            self._thread.start()

    def failed(self) -> bool:
        """Return whether an error is known already."""
        return self._error is not None or bool(errors_among(self._findings))

    def result(self) -> tuple[Finding, ...]:
        """Return the findings, when all checks are done."""
        if self.wanted:
            self._thread.join()
        if self._error:
            raise self._error
        return tuple(self._findings)

    def _run(self, check: Callable[[Path], list[Finding]], root: Path) -> None:
        try:
            self._findings = check(root)
        except BaseException as error:  # raised again where the result is asked for
            self._error = error


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
