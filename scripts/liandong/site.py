"""The site, built aside by Jupyter Book and put in place only when it is whole and without a warning.

`_build/stage` is where Jupyter Book works, `_build/html` is the live site. A build that ends in any other way than
success leaves `_build/html` untouched and its stage is thrown away at the next start: Sphinx remembers pages that it
already read, so that a second run over a failed stage would exit 0 with the page still broken. After a success the
stage is kept, and the next build reads only the pages whose inputs changed (see `sphinx_ext/page_inputs.py`).
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from liandong.data.folders import FileLock, finish_swap, remove_tree, swap_in
from liandong.findings import CHECKED, Finding, errors_among, extract_block
from liandong.progress import Progress
from liandong.run.inputs import OF_ALL_PAGES, fingerprint

MESSAGES = {
    "label": "生成网站",
    "reading": "读取并计算 {page}",
    "writing": "写出 {page}",
    "starting": "启动 Jupyter Book",
    "swapping": "换上新网站",
    "waiting": "另一个生成任务正在进行（进程 {holder}），等它结束后再开始。",
    "success": "网站已生成：{index}",
    "warnings": "错误 SITE201：网站没有生成，旧网站（如有）保持不变。共有 {count} 处问题：",
    "checks": "检查发现错误，网站没有生成，旧网站（如有）保持不变。改正后再运行 python3 scripts/kb.py build。",
    "findings": "错误 SITE205：书和数据对不上，网站没有生成，旧网站（如有）保持不变。",
    "crashed": "错误 SITE202：Jupyter Book 中途停止，没有指出文件和行号，旧网站（如有）保持不变。它最后的输出：",
    "unwritable": "错误 SITE203：无法写入 {path}（{reason}），旧网站（如有）保持不变。",
    "no_site": "错误 SITE204：Jupyter Book 没有报错，却没有生成 index.html，旧网站（如有）保持不变。它最后的输出：",
    "place": "{number}. {file}",
    "line": "，第 {line} 行",
    "next_step": "下一步：按上面的文件和行号修改，再运行 python3 scripts/kb.py build。",
    "next_step_write": "下一步：检查磁盘空间和写权限，关闭正在使用该目录的程序，再运行 python3 scripts/kb.py build。",
    "log": "完整记录：{log}",
}

# Sphinx's own note for its next run in the stage; it differs between places on disk.
_NOT_PUBLISHED = shutil.ignore_patterns(".buildinfo")
# Reading runs the cells and takes nearly all the time.
_READING_SHARE = 0.85
_LAST_LINES = 20

_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_STEP = re.compile(r"^(reading sources|writing output)\.\.\. \[ *(\d+)%\] (.+)$")
_WARNING = re.compile(r"^(?:(?P<file>.+?)(?::(?P<line>\d+))?: )?(?:WARNING|ERROR|CRITICAL|SEVERE): (?P<text>.+)$")
_CELL_LOG = re.compile(r"Notebook exception traceback saved in: (?P<path>.+?\.log)\b")
_CELL_ERROR = re.compile(r"An error occurred while executing the following cell:\n(?P<text>.*)", re.DOTALL)
_CELL_FAILURE = re.compile(
    r"An error occurred while executing the following cell:\n(?P<text>.*?)\n\nThe above exception.*?"
    r"ExecutionError: (?P<file>[^\n]+)",
    re.DOTALL,
)


@dataclass(frozen=True)
class Problem:
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
        failure: The key in MESSAGES of what went wrong, empty after success.
        problems: The warnings and errors, in the order told.
        last_lines: The end of Jupyter Book's output, or the findings that stopped it.
        log: The full record.
        index: The live site's first page, whether old or new.
        reason: The system's words when a folder could not be written.
        findings: What the checks beside the build found, notes included.
    """

    failure: str
    problems: tuple[Problem, ...]
    last_lines: tuple[str, ...]
    log: Path
    index: Path
    reason: str = ""
    findings: tuple[Finding, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether the new site is in place."""
        return not self.failure


def build_site(
    root: Path,
    *,
    progress: Progress,
    say: Callable[[str], None] = print,
    check: Callable[[Path], list[Finding]] | None = None,
) -> BuildResult:
    """Build the book in `root` and put it at `_build/html`; with any warning or error the old site stays.

    Args:
        root: The folder of `_config.yml`.
        progress: Shows the page at work; it is updated, not closed.
        say: Told in one sentence when another build has to be waited for.
        check: All checks. They run beside the build, in the stage of which nobody sees anything; an error ends the build.
            Without them the build itself checks the data before it reads a page.
    """
    # Here, because whoever only asks is_current must not wait for pandas.
    from liandong.data.privacy import PrivateTexts

    output = root / "_build"
    log = output / "logs" / "build.log"
    live = output / "html"
    index = live / "index.html"
    try:
        waiting = FileLock(output / "build.lock", lambda holder: say(MESSAGES["waiting"].format(holder=holder)))
        with waiting as lock:
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
            exit_code, problem_lines = _run_jupyter_book(root, stage, log, lock, progress, checks, private.hide)
            findings = checks.result()
            built = stage / "_build" / "html"
            last_lines = tuple(_read_text(log).splitlines()[-_LAST_LINES:])
            problems = tuple(replace(one, text=private.hide(one.text)) for one in find_problems(problem_lines, root))
            found = extract_block("\n".join(problem_lines)) if exit_code else ""
            failure = ""
            if errors_among(findings):
                failure = "checks"
            elif found:
                failure, last_lines = "findings", tuple(found.splitlines())
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
        return BuildResult("unwritable", (), (), log, index, f"{error.filename or output}: {error.strerror or error}")


def render_build_result(result: BuildResult, root: Path) -> str:
    """Return the whole message for the user, in Chinese, one line or many."""
    log = MESSAGES["log"].format(log=_relative(str(result.log), root))
    if result.ok:
        return MESSAGES["success"].format(index=_relative(str(result.index), root))
    if result.failure == "checks":
        return MESSAGES["checks"]
    if result.failure == "unwritable":
        head = MESSAGES["unwritable"].format(path="_build", reason=result.reason)
        return "\n".join((head, MESSAGES["next_step_write"], log))
    lines = [MESSAGES[result.failure].format(count=len(result.problems))]
    for number, problem in enumerate(result.problems, start=1):
        place = MESSAGES["place"].format(number=number, file=problem.file or "_config.yml / _toc.yml")
        if problem.line is not None:
            place += MESSAGES["line"].format(line=problem.line)
        lines.append(place)
        # A failing cell's words come with rules and empty lines that would only push the other problems away.
        lines.extend("   " + line for line in problem.text.splitlines() if line.strip("- "))
    if not result.problems:
        lines.extend("   " + line for line in result.last_lines)
    return "\n".join([*lines, MESSAGES["next_step"], log])


def find_problems(lines: list[str], root: Path) -> list[Problem]:
    """Return the warnings and errors in Jupyter Book's error output, each once, with the failing cell's own words.

    Args:
        lines: The standard error, line by line, without colours.
        root: Files below it are given relative to it.
    """
    problems: list[Problem] = []
    for line in lines:
        cell_log = _CELL_LOG.search(line)
        if cell_log and problems:
            # The sentence before named the page and not the reason; the reason is in this file.
            last = problems.pop()
            reason = _CELL_ERROR.search(_ANSI.sub("", _read_text(Path(cell_log["path"]))))
            words = "\n" + reason["text"].strip("-\n ") if reason else ""
            problems.append(Problem(last.file, last.line, last.text + words))
            continue
        warning = _WARNING.match(line)
        if warning and "Traceback" not in line:
            number = warning["line"]
            file = _relative(warning["file"] or "", root)
            problems.append(Problem(file, int(number) if number else None, warning["text"]))
    for failure in _CELL_FAILURE.finditer("\n".join(lines)):
        problems.append(Problem(_relative(failure["file"], root), None, failure["text"].strip("-\n ")))
    return list(dict.fromkeys(problems))


def is_current(root: Path) -> bool:
    """Whether `_build/html` is what the last good build put there, and nothing that it depends on has changed since."""
    record = _read_text(_site_record(root / "_build")) if _site_record(root / "_build").is_file() else ""
    return bool(record) and record == _current_record(root)


def _current_record(root: Path) -> str:
    return f"{fingerprint(root)}\n{fingerprint(root, ('_build/html',))}\n"


def _site_record(output: Path) -> Path:
    return output / "site.sha256"


def build_environment(output: Path) -> dict[str, str]:
    """Return the environment of a build: nothing of the user's Jupyter, locale or colour settings gets in.

    Args:
        output: `_build`; what Jupyter and IPython want to write goes below it, so that no home folder is needed.
    """
    unwanted = ("JUPYTER", "IPYTHON", "LC_", "LANG", "SPHINX", "NB_", "PYDEVD_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(unwanted)}
    for name in ("FORCE_COLOR", "PYTHONWARNINGS", "PYTHONSTARTUP"):
        environment.pop(name, None)
    jupyter = output / "jupyter"
    return environment | {
        "IPYTHONDIR": str(jupyter / "ipython"),
        "JUPYTER_CONFIG_DIR": str(jupyter / "config"),
        "JUPYTER_DATA_DIR": str(jupyter / "data"),
        "JUPYTER_RUNTIME_DIR": str(jupyter / "runtime"),
        "JUPYTER_NO_CONFIG": "1",
        "JUPYTER_PLATFORM_DIRS": "1",
        "JUPYTER_PREFER_ENV_PATH": "1",
        "LC_ALL": "C.UTF-8",
        "NO_COLOR": "1",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        "PYTHONHASHSEED": "0",
        "PYTHONUNBUFFERED": "1",
        "PYTHONUTF8": "1",
    }


def jupyter_book_command(root: Path, stage: Path) -> list[str]:
    """Return the command of one strict build; -P keeps the root's folders from hiding packages of the same name."""
    start = "from liandong.execution.launch import main; main()"
    if not _has_package(root):
        start = "from jupyter_book.cli.main import main; main(prog_name='jupyter-book')"
    flags = ["--path-output", str(stage), "--warningiserror", "--nitpick", "--keep-going"]
    return [sys.executable, "-P", "-c", start, "build", str(root), *flags]


def _jupyter_book_environment(root: Path, stage: Path, checked: bool) -> dict[str, str]:
    """Return a build's environment with what our part of it asks for: the book's own package, whether the data is checked beside."""
    environment = build_environment(root / "_build")
    if _has_package(root):
        paths = [str(root / "scripts"), *filter(None, [environment.get("PYTHONPATH")])]
        environment["PYTHONPATH"] = os.pathsep.join(paths)
    if checked:
        environment[CHECKED] = "1"
    return environment


def _has_package(root: Path) -> bool:
    return (root / "scripts" / "liandong").is_dir()


def _open_stage(output: Path, stage_inputs: str) -> Path:
    """Return the stage, emptied unless the last build in it succeeded with the same inputs of all pages.

    The stamp is taken away here and written again after success, so that a failed or killed build leaves none.
    """
    stage = output / "stage"
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
        """Whether an error is known already."""
        return self._error is not None or bool(errors_among(self._findings))

    def result(self) -> tuple[Finding, ...]:
        """The findings, when all checks are done."""
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


def _run_jupyter_book(
    root: Path,
    stage: Path,
    log: Path,
    lock: FileLock,
    progress: Progress,
    checks: _Checks,
    hide: Callable[[str], str] = str,
) -> tuple[int, list[str]]:
    """Return Jupyter Book's exit code and its error output; everything it prints goes to the log as it comes, without private texts."""
    progress.update(0.0, MESSAGES["starting"])
    error_lines: list[str] = []
    writing = threading.Lock()
    with log.open("w", encoding="utf-8", newline="\n") as record:

        def keep(line: str) -> str:
            text = hide(_ANSI.sub("", line).rstrip())
            with writing:
                record.write(text + "\n")
                record.flush()
            return text

        child = subprocess.Popen(
            jupyter_book_command(root, stage),
            cwd=root,
            env=_jupyter_book_environment(root, stage, checks.wanted),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
            **lock.inherit(),
        )
        errors = threading.Thread(target=lambda: error_lines.extend(keep(line) for line in child.stderr))
        errors.start()
        try:
            for line in child.stdout:
                _show_step(keep(line), progress)
                if checks.failed():
                    child.terminate()
            return child.wait(), error_lines
        finally:
            # Ctrl-C and errors on our side: a build that nobody watches must not go on writing in the stage.
            if child.poll() is None:
                child.terminate()
                child.wait()
            errors.join()
            child.stdout.close()
            child.stderr.close()


def _show_step(line: str, progress: Progress) -> None:
    step = _STEP.match(line)
    if step is None:
        # Keeps the clock moving while a page's cells run.
        progress.update()
    elif step[1] == "reading sources":
        progress.update(int(step[2]) / 100 * _READING_SHARE, MESSAGES["reading"].format(page=step[3]))
    else:
        share = _READING_SHARE + int(step[2]) / 100 * (1 - _READING_SHARE)
        progress.update(share, MESSAGES["writing"].format(page=step[3]))


def _relative(file: str, root: Path) -> str:
    # Sphinx resolves links, for example /tmp on macOS; our own paths keep them.
    for base in (root, root.resolve()):
        if file and Path(file).is_relative_to(base):
            return Path(file).relative_to(base).as_posix()
    return file


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
