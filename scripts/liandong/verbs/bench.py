"""`bench`: times of building, as ratios in one run."""

from argparse import Namespace
from pathlib import Path

from liandong.verbs.call import CLEAN, FINDINGS, Stopped

OPTIONS = {
    "--pages": {"type": int, "nargs": "*", "default": [10, 100, 400], "metavar": "N"},
    "--stock-up-to": {"type": int, "default": 10, "metavar": "N"},
    "--set-up": {"action": "store_true"},
}


def run(root: Path, options: Namespace) -> int:
    """Measure and print the table. Returns the exit code."""
    from liandong.releases.render import text_table
    from liandong.run.installing import base_python
    from maintenance.bench import BenchmarkError, measure, set_up, table

    def say(text: str) -> None:
        print(text, flush=True)

    try:
        rows = list(measure(root, options.pages, options.stock_up_to, say))
        environment = [set_up(root, base_python(), say)] if options.set_up else []
    except BenchmarkError as error:
        raise Stopped(str(error), FINDINGS) from None
    lines, told = table(rows)
    print("\n".join([*text_table(lines), *told, *environment]))
    return CLEAN
