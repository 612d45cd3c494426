"""Times of building, as ratios in one run on one machine: ours against stock kernels, an edit against a whole build, growth.

Everything happens in a copy of the project in a temporary folder. Nothing here is asserted: speed is reported, never tested.
"""

from __future__ import annotations

import compileall
import math
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from liandong.run.progress import cells

PARTS = ("_config.yml", "_toc.yml", "requirements.txt", "book", "data", "scripts")
GENERATED = Path("book") / "generated"
EDITED = "canteens"
LABELS = {
    "book": "本书",
    "generated": "加 {count} 页",
    "headings": ("规模", "整建（秒）", "普通内核（秒）", "整建÷普通", "新数据（秒）", "新数据÷整建", "再改（秒）", "再改÷整建", "无变化（秒）", "内存（MB）"),
    "unmeasured": "未测",
    "growth": "页数增加时，时间约按页数的 {cold:.2f} 次方（整建）、{newer:.2f} 次方（新数据）、{edit:.2f} 次方（再改）增长。",
    "no_growth": "规模不足三种，不拟合增长。",
    "processor": "处理器用时（秒，连同所有子进程）：{label}：{times}。",
    "processor_time": "{what} {seconds:.1f}",
    "joined": "，",
    "goals": "目标：整建不超过普通内核的 0.22，再改不超过普通内核的 0.07，检查不超过处理器 3 秒，无变化少于 0.3 秒。",
    "stock_is": (
        "“普通内核”是同一本书由 jupyter-book build 生成：每页启动一个普通 Jupyter 内核，逐页读、逐页写，本项目的加速（单元格只算一次、侧栏每个文件夹只做一次、"
        "多处理器写页、模板编译缓存、推迟加载）全部关闭；角色、指令和检查仍由本项目的扩展提供，没有它们页面写不出来。两边的字节码缓存都已备好。"
    ),
    "edits": "“新数据”把一张表里的一个数和它的日期改成更新的：每页页脚都写数据的日期，所以每页都换上新的页脚。“再改”只改这个数，日期不变。",
    "memory": "内存是所有进程中最大的一个的峰值。",
    "running": "{size}：{what}",
    "cold": "整建",
    "stock": "普通内核整建",
    "newer": "改一张表，日期更新",
    "edit": "再改一张表，日期不变",
    "none": "无变化",
    "check": "检查",
    "again": "再检查",
    "failed": "{what}没有成功：\n{output}",
}
PAGE = """---
jupytext:
  text_representation: {{extension: .md, format_name: myst}}
kernelspec: {{display_name: Python 3, language: python, name: python3}}
---

# 生成的页 {name}

```{{code-cell}} ipython3
:tags: [hide-input]
from liandong import open_bulletin
from liandong.model.measures import completion_rate, total

bulletin = open_bulletin("{slug}")
status = bulletin.table("status")
city = status[status["level"] == "city"]
```

```{{code-cell}} ipython3
:tags: [hide-input]
formulas = completion_rate(city).formula, total(bulletin.table("channels")).formula
```

```{{code-cell}} ipython3
:tags: [hide-input]
bulletin.preview("status")
```

清单共{{stat}}`listed-problems`，办结率{{stat}}`city-completion-rate`。
"""


class BenchmarkError(RuntimeError):
    """A build of the benchmark failed; the message has its output."""


@dataclass(frozen=True)
class Row:
    """The times of one size in seconds; ``stock_s`` is None where stock kernels were not measured.

    Attributes:
        label: The size in words.
        pages: How many pages the book has.
        cold_s: A build with nothing there yet.
        stock_s: Jupyter Book's own build with a fresh kernel for each page.
        newer_s: From one table edited, with a newer date, to the finished site.
        edit_s: The same for another number of that date.
        none_s: A build with nothing changed.
        memory_mb: The largest process's peak, in MB.
        processor_s: Processor seconds of each command with all its descendants, by its key in LABELS; empty where the system does not tell.
    """

    label: str
    pages: int
    cold_s: float
    stock_s: float | None
    newer_s: float
    edit_s: float
    none_s: float
    memory_mb: float
    processor_s: dict[str, float] = field(default_factory=dict)


def measure(root: Path, sizes: list[int], stock_up_to: int, say: Callable[[str], None]) -> Iterator[Row]:
    """Yield the times of the book itself and of the book with generated pages.

    Args:
        root: The project.
        sizes: How many pages to generate, one size after the other.
        stock_up_to: The largest size for which stock kernels are measured too.
        say: Told what is being measured.
    """
    with tempfile.TemporaryDirectory(prefix="liandong-bench-") as folder:
        for size in [0, *sizes]:
            yield _measure_size(_copy(root, Path(folder) / str(size), size), size, size <= stock_up_to, say)
            shutil.rmtree(Path(folder) / str(size), ignore_errors=True)


def table(rows: list[Row]) -> str:
    """Return the rows as a text table with the ratios, and the fitted growth."""
    lines = [LABELS["headings"]]
    for row in rows:
        stock = LABELS["unmeasured"] if row.stock_s is None else f"{row.stock_s:.1f}"
        ratio = "—" if row.stock_s is None else f"{row.cold_s / row.stock_s:.3f}"
        lines.append((row.label, f"{row.cold_s:.1f}", stock, ratio, f"{row.newer_s:.1f}", f"{row.newer_s / row.cold_s:.3f}",
                      f"{row.edit_s:.1f}", f"{row.edit_s / row.cold_s:.3f}",
                      f"{row.none_s:.2f}", f"{row.memory_mb:.0f}"))
    widths = [max(cells(line[column]) for line in lines) for column in range(len(lines[0]))]
    text = ["  ".join(cell + " " * (width - cells(cell)) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines]
    growth = LABELS["no_growth"]
    if len(rows) > 2:
        growth = LABELS["growth"].format(cold=_exponent(rows, "cold_s"), newer=_exponent(rows, "newer_s"), edit=_exponent(rows, "edit_s"))
    told = [
        LABELS["processor"].format(label=row.label, times=LABELS["joined"].join(
            LABELS["processor_time"].format(what=LABELS[key], seconds=seconds) for key, seconds in row.processor_s.items()
        )) for row in rows if row.processor_s
    ]
    return "\n".join([*text, *told, growth, LABELS["edits"], LABELS["stock_is"], LABELS["memory"], LABELS["goals"]])


def _measure_size(project: Path, size: int, with_stock: bool, say: Callable[[str], None]) -> Row:
    label = LABELS["generated"].format(count=size) if size else LABELS["book"]
    ours, check = ([sys.executable, "-m", "liandong", verb] for verb in ("build", "check"))
    # As in any project that was used before: nobody waits for the package to be compiled.
    compileall.compile_dir(project / "scripts", quiet=2)
    times, processor = {}, {}
    memory = 0.0
    off = {"LIANDONG_ACCELERATION": "off"}
    for key, command, settings in (
        ("check", check, {}), ("again", check, {}), ("cold", ours, {}), ("none", ours, {}), ("newer", ours, {}), ("edit", ours, {}), ("stock", _stock(), off),
    ):
        if key == "stock" and not with_stock:
            continue
        say(LABELS["running"].format(size=label, what=LABELS[key]))
        if key in ("newer", "edit"):
            _edit(project)
        if key == "stock":
            # All of it, as with nothing there yet; the edited table makes no difference to the work.
            shutil.rmtree(project / "_build")
        if key == "cold":
            shutil.rmtree(project / "_build")
        times[key], peak, seconds = _run(project, command, settings, LABELS[key])
        memory = memory if key == "stock" else max(memory, peak)
        if seconds is not None:
            processor[key] = seconds
    pages = len(list((project / "book").rglob("*.md")))
    return Row(label, pages, times["cold"], times.get("stock"), times["newer"], times["edit"], times["none"], memory, processor)


def _run(project: Path, command: list[str], settings: dict[str, str], what: str) -> tuple[float, float, float | None]:
    """Return seconds, the peak memory in MB and processor seconds of a command in the project."""
    ours = ("LIANDONG_", "PYTHONDONTWRITEBYTECODE")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    environment |= {"PYTHONPATH": str(project / "scripts"), "PYTHONUTF8": "1"} | settings
    started = time.perf_counter()
    # A process in between, so that the peak is of this command alone.
    done = subprocess.run([sys.executable, "-c", _WITH_PEAK, *command], cwd=project, env=environment, capture_output=True, text=True, encoding="utf-8")
    seconds = time.perf_counter() - started
    if done.returncode:
        raise BenchmarkError(LABELS["failed"].format(what=what, output=(done.stdout + done.stderr)[-3000:]))
    peak = re.search(r"peak_kb=(\d+)", done.stderr)
    processor = re.search(r"processor_s=([\d.]+)", done.stderr)
    return seconds, int(peak[1]) / 1024 if peak else math.nan, float(processor[1]) if processor else None


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


def _stock() -> list[str]:
    start = "from jupyter_book.cli.main import main; main(prog_name='jupyter-book')"
    return [sys.executable, "-P", "-c", start, "build", "."]


def _copy(root: Path, target: Path, size: int) -> Path:
    """Return a copy of the project with ``size`` generated pages."""
    for part in PARTS:
        source = root / part
        (target / part).parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(source, target / part)
    slug = sorted(path.name for path in (root / "data" / "bulletins").iterdir())[0]
    (target / GENERATED).mkdir()
    entries = []
    for number in range(1, size + 1):
        (target / GENERATED / f"page-{number:03}.md").write_text(PAGE.format(name=_in_letters(number), slug=slug), encoding="utf-8")
        entries.append(f"      - file: {GENERATED.as_posix()}/page-{number:03}\n")
    if entries:
        with (target / "_toc.yml").open("a", encoding="utf-8") as file:
            file.write("  - caption: 生成的页\n    chapters:\n" + "".join(entries))
    return target


def _in_letters(number: int) -> str:
    """Return a number in letters: numerals of the article text must say where they come from, and these come from nowhere."""
    return str(number).translate(str.maketrans("0123456789", "abcdefghij"))


def _edit(project: Path) -> None:
    """Raise the last number of a table, as newer data."""
    path = next((project / "data" / "bulletins").glob(f"*/tables/{EDITED}.csv"))
    lines = path.read_text(encoding="utf-8").splitlines()
    cells = lines[-1].split(",")
    cells[2], cells[4] = str(int(cells[2]) + 1), "2025-06-30"
    path.write_text("\n".join([*lines[:-1], ",".join(cells)]) + "\n", encoding="utf-8")


def _exponent(rows: list[Row], field: str) -> float:
    """Return the slope of log time over log pages by least squares."""
    points = [(math.log(row.pages), math.log(getattr(row, field))) for row in rows]
    mean_x, mean_y = (sum(values) / len(points) for values in zip(*points, strict=True))
    return sum((x - mean_x) * (y - mean_y) for x, y in points) / sum((x - mean_x) ** 2 for x, _ in points)
