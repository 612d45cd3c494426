"""Times of building, as ratios in one run on one machine: ours against stock kernels, an edit against all, growth.

Everything happens in a copy of the project in a temporary folder. Speed is reported, never tested.
"""

from __future__ import annotations

import compileall
import http.client
import json
import math
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

PARTS = ("_config.yml", "_toc.yml", "requirements.txt", "book", "data", "scripts")
GENERATED = Path("book") / "generated"
EDITED = "canteens"
# Between what the preview does after a build, which is to load all for the next, and a save.
SETTLED_S = 15
LABELS = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


class BenchmarkError(RuntimeError):
    """A build of the benchmark failed; the message has its output."""


@dataclass(frozen=True)
class Timing:
    """The times of one size, by the keys of the runs that ``LABELS`` names.

    Attributes:
        label: The size in words.
        pages: How many pages the book has.
        memory_mb: The largest process's peak, in MB.
        seconds: From start to end; without ``stock`` where stock kernels were not measured.
        processor_s: Processor seconds with all descendants; empty where the system does not tell.
    """

    label: str
    pages: int
    memory_mb: float
    seconds: dict[str, float]
    processor_s: dict[str, float]


def measure(root: Path, sizes: list[int], stock_up_to: int, say: Callable[[str], None]) -> Iterator[Timing]:
    """Yield the times of the book itself and of the book with generated pages.

    Args:
        root: The project.
        sizes: How many pages to generate, one size after the other.
        stock_up_to: The largest size for which stock kernels are measured too.
        say: Told what is being measured.
    """
    with tempfile.TemporaryDirectory(prefix="liandong-bench-") as folder:
        for size in [0, *sizes]:
            project = _copy(root, Path(folder) / str(size), size)
            yield _measure_size(project, size, size <= stock_up_to, say)
            shutil.rmtree(project, ignore_errors=True)


def table(rows: list[Timing]) -> tuple[list[Sequence[str]], list[str]]:
    """Return the lines of a table of the rows with the ratios, and what is told below it."""
    lines = [LABELS["headings"]]
    for row in rows:
        taken, cold = row.seconds, row.seconds["cold"]
        stock = LABELS["unmeasured"], "—"
        if "stock" in taken:
            stock = f"{taken['stock']:.1f}", f"{cold / taken['stock']:.3f}"
        edits = [text for key in ("newer", "edit") for text in (f"{taken[key]:.1f}", f"{taken[key] / cold:.3f}")]
        lines.append([row.label, f"{cold:.1f}", *stock, *edits, f"{taken['none']:.2f}", f"{taken['serve']:.1f}",
                      f"{row.memory_mb:.0f}"])
    below = []
    for row in rows:
        if "stock" in row.seconds:
            shares = {key: row.seconds[key] / row.seconds["stock"] for key in ("cold", "edit", "serve")}
            below.append(LABELS["to_stock"].format(label=row.label, **shares))
        if row.processor_s:
            used = [(LABELS[key], seconds) for key, seconds in row.processor_s.items()]
            told = [LABELS["processor_time"].format(what=what, seconds=seconds) for what, seconds in used]
            below.append(LABELS["processor"].format(label=row.label, times=LABELS["joined"].join(told)))
    growth = LABELS["no_growth"]
    if len(rows) > 2:
        growth = LABELS["growth"].format(**{key: _exponent(rows, key) for key in ("cold", "newer", "edit")})
    return lines, [*below, growth, LABELS["edits"], LABELS["stock_is"], LABELS["memory"], LABELS["goals"]]


def set_up(root: Path, python: str, say: Callable[[str], None]) -> str:
    """Return what is told of making the environment with nothing fetched before, by uv and by pip alone.

    Both fetch every package from the index.

    Args:
        root: The project.
        python: A Python that is in no environment.
        say: Told what is being measured.
    """
    taken = {}
    for key, worth in (("uv", "pass"), ("pip", "installing.WORTH_FETCHING = float('inf')")):
        say(LABELS[key])
        with tempfile.TemporaryDirectory(prefix="liandong-bench-") as folder:
            project = _copy(root, Path(folder) / "project", 0)
            command = [python, "-c", _SET_UP.format(worth=worth)]
            caches = {f"{name}_CACHE_DIR": str(Path(folder) / name) for name in ("PIP", "UV")}
            taken[key], _, _ = _run(project, command, LABELS[key], **caches)
    return LABELS["set_up"].format(**taken, share=taken["uv"] / taken["pip"])


_SET_UP = """
from pathlib import Path
from liandong.run import environment, installing
{worth}
environment.ensure_environment(Path.cwd())
"""


def _measure_size(project: Path, size: int, with_stock: bool, say: Callable[[str], None]) -> Timing:
    label = LABELS["generated"].format(count=size) if size else LABELS["book"]
    start = "from jupyter_book.cli.main import main; main(prog_name='jupyter-book')"
    stock = [sys.executable, "-P", "-c", start, "build", "."]
    # As in any project that was used before: nobody waits for the package to be compiled.
    compileall.compile_dir(project / "scripts", quiet=2)
    times, processor, memory = {}, {}, 0.0
    for key in ("check", "again", "cold", "none", "newer", "edit", "serve", *(["stock"] if with_stock else [])):
        say(LABELS["running"].format(size=label, what=LABELS[key]))
        if key == "serve":
            times[key] = _save(project)
            continue
        verb = "check" if key in ("check", "again") else "build"
        command = stock if key == "stock" else [sys.executable, "-m", "liandong", verb]
        if key in ("newer", "edit"):
            _edit(project)
        if key in ("cold", "stock"):  # with nothing there yet
            shutil.rmtree(project / "_build")
        settings = {"LIANDONG_ACCELERATION": "off"} if key == "stock" else {}
        times[key], peak, seconds = _run(project, command, LABELS[key], **settings)
        memory = memory if key == "stock" else max(memory, peak)
        if seconds is not None:
            processor[key] = seconds
    return Timing(label, len(list((project / "book").rglob("*.md"))), memory, times, processor)


def _save(project: Path) -> float:
    """Return the seconds from a save until the preview of the project answers with the site made from it."""
    command = [sys.executable, "-m", "liandong", "serve", "--port", "0", "--no-browser"]
    with subprocess.Popen(
        command, cwd=project, env=_environment(project), stdout=subprocess.PIPE, encoding="utf-8"
    ) as server:
        try:
            port = int(re.search(r":(\d+)/", server.stdout.readline())[1])
            _wait_for_site(port, 1)
            time.sleep(SETTLED_S)
            _edit(project)
            started = time.perf_counter()
            _wait_for_site(port, 2)
            return time.perf_counter() - started
        finally:
            server.terminate()


def _wait_for_site(port: int, version: int) -> None:
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        connection.request("GET", "/__liandong/state")
        state = json.load(connection.getresponse())
        connection.close()
        if state["version"] >= version:
            return
        if state["message"]:
            raise BenchmarkError(LABELS["failed"].format(what=LABELS["serve"], output=state["message"]))
        time.sleep(0.02)


def _environment(project: Path) -> dict[str, str]:
    """Return the environment of a run: with the package of the copied project, without settings of ours."""
    ours = ("LIANDONG_", "PYTHONDONTWRITEBYTECODE")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return environment | {"PYTHONPATH": str(project / "scripts"), "PYTHONUTF8": "1"}


def _run(project: Path, command: list[str], what: str, **settings: str) -> tuple[float, float, float | None]:
    """Return seconds, the peak memory in MB and processor seconds of a command in the project."""
    # A process in between, so that the peak is of this command alone.
    command = [sys.executable, "-c", _WITH_PEAK, *command]
    started = time.perf_counter()
    done = subprocess.run(command, cwd=project, env=_environment(project) | settings, capture_output=True,
                          encoding="utf-8")
    seconds = time.perf_counter() - started
    if done.returncode:
        raise BenchmarkError(LABELS["failed"].format(what=what, output=(done.stdout + done.stderr)[-3000:]))
    told = re.search(r"peak_kb=(\d+) processor_s=([\d.]+)", done.stderr)
    return seconds, int(told[1]) / 1024 if told else math.nan, float(told[2]) if told else None


_WITH_PEAK = """
import os, subprocess, sys
try:
    import ctypes, resource
    # Workers outlive who started them by a moment: they become ours, and are waited for (PR_SET_CHILD_SUBREAPER).
    adopts = ctypes.CDLL(None).prctl(36, 1, 0, 0, 0) == 0
except (ImportError, OSError, AttributeError):
    adopts = False
code = subprocess.run(sys.argv[1:]).returncode
if adopts:
    try:
        while True:
            os.wait()
    except ChildProcessError:
        pass
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"peak_kb={used.ru_maxrss} processor_s={used.ru_utime + used.ru_stime:.2f}", file=sys.stderr)
sys.exit(code)
"""


def _copy(root: Path, target: Path, size: int) -> Path:
    """Return a copy of the project with ``size`` generated pages."""
    target.mkdir(parents=True)
    for part in PARTS:
        if (root / part).is_dir():
            shutil.copytree(root / part, target / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(root / part, target / part)
    slug = min(path.name for path in (root / "data" / "bulletins").iterdir())
    (target / GENERATED).mkdir()
    entries = ""
    for number in range(1, size + 1):
        # Numerals of the article text must say where they come from, and these come from nowhere.
        name = str(number).translate(str.maketrans("0123456789", "abcdefghij"))
        page = GENERATED / f"page-{number:03}"
        (target / f"{page}.md").write_text(LABELS["page"].format(name=name, slug=slug), encoding="utf-8")
        entries += f"      - file: {page.as_posix()}\n"
    if entries:
        with (target / "_toc.yml").open("a", encoding="utf-8") as file:
            file.write(f"  - caption: 生成的页\n    chapters:\n{entries}")
    return target


def _edit(project: Path) -> None:
    """Raise the last number of a table, as newer data."""
    path = next((project / "data" / "bulletins").glob(f"*/tables/{EDITED}.csv"))
    lines = path.read_text(encoding="utf-8").splitlines()
    row = lines[-1].split(",")
    row[2], row[4] = str(int(row[2]) + 1), "2025-06-30"
    path.write_text("\n".join([*lines[:-1], ",".join(row)]) + "\n", encoding="utf-8")


def _exponent(rows: list[Timing], key: str) -> float:
    """Return the slope of log time over log pages by least squares."""
    pages, taken = [math.log(row.pages) for row in rows], [math.log(row.seconds[key]) for row in rows]
    return statistics.linear_regression(pages, taken).slope
