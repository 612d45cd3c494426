"""`bench`: times of building, as ratios in one run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liandong.verbs.call import CLEAN, FINDINGS

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from liandong.verbs.call import Call

HELP = "测量生成网站的速度"
DESCRIPTION = (
    "在临时文件夹里复制本书，测量整建、改一张表、无变化各用多少秒，与普通 Jupyter 内核比较；\n"
    "再加上若干生成的页，看时间怎样随页数增长。不改动项目里的任何文件。"
)
EPILOG = (
    "退出码：\n"
    "  0  测量完成\n"
    "  1  有一次生成没有成功\n"
    "  2  命令写错\n"
    "\n"
    "例子：\n"
    "  python3 scripts/kb.py bench\n"
    "  python3 scripts/kb.py bench --pages 10 100 --stock-up-to 0"
)
OPTIONS = {
    "pages": "另外测量的页数，默认 10 100 400",
    "stock": "普通内核只测到这么多页，默认 10：每页约两秒，页数多时很慢",
}


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the sizes."""
    parser.add_argument("--pages", type=int, nargs="*", default=[10, 100, 400], metavar="N", help=OPTIONS["pages"])
    parser.add_argument("--stock-up-to", type=int, default=10, metavar="N", help=OPTIONS["stock"])


def run(root: Path, call: Call) -> int:
    """Measure and print the table. Returns the exit code."""
    from maintenance.bench import BenchmarkError, measure, table

    try:
        rows = list(measure(root, call.options.pages, call.options.stock_up_to, lambda text: print(text, flush=True)))
    except BenchmarkError as error:
        print(error)
        return FINDINGS
    print(table(rows))
    return CLEAN
