"""`bench`: times of building, as ratios in one run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liandong.findings import messages
from liandong.verbs.call import CLEAN, FINDINGS

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from liandong.verbs.call import Call

OPTIONS = messages(__name__, "options")


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the sizes."""
    parser.add_argument("--pages", type=int, nargs="*", default=[10, 100, 400], metavar="N", help=OPTIONS["pages"])
    parser.add_argument("--stock-up-to", type=int, default=10, metavar="N", help=OPTIONS["stock"])


def run(root: Path, call: Call) -> int:
    """Measure and print the table. Returns the exit code."""
    from liandong.releases.render import text_table
    from maintenance.bench import BenchmarkError, measure, table

    try:
        rows = list(measure(root, call.options.pages, call.options.stock_up_to, lambda text: print(text, flush=True)))
    except BenchmarkError as error:
        print(error)
        return FINDINGS
    lines, told = table(rows)
    print("\n".join([*text_table(lines), *told]))
    return CLEAN
