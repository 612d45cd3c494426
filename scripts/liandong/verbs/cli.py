"""The command line: reads the arguments and runs the verb.

Standard library only, verbs included: `scripts/kb.py` asks this module to answer `--help` and wrong use at once, before
any environment exists.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from pathlib import Path

from liandong.findings import DataError, messages
from liandong.verbs import VERBS
from liandong.verbs.call import CLEAN, FINDINGS, INTERRUPTED, PROGRAM, Stopped, wrong_use
from liandong.verbs.import_ import finish_interrupted

ROOT = Path(__file__).resolve().parents[3]
MESSAGES = messages(__name__)
# argparse's complaints; the first that fits counts. Python's versions word the last parts in different ways.
COMPLAINTS = messages(__name__, "complaints")


def _in_chinese(message: str) -> str:
    """Return argparse's complaint in Chinese; one of ours is Chinese already."""
    for pattern, words in COMPLAINTS.values():
        found = re.fullmatch(pattern, message)
        if found:
            return words.format(*found.groups())
    return message if any("\u4e00" <= char <= "\u9fff" for char in message) else MESSAGES["complaint"]


class _Formatter(argparse.RawDescriptionHelpFormatter):
    """argparse's help with its own words in Chinese; long Chinese lines stay as they were written."""

    def add_usage(self, usage, actions, groups, prefix=None):
        # argparse asks with an empty prefix when it only wants the program's name for a verb's own parser.
        super().add_usage(usage, actions, groups, MESSAGES["usage"] if prefix is None else prefix)


class _Parser(argparse.ArgumentParser):
    """A parser whose help and complaints are in Chinese."""

    def __init__(self, **arguments: object) -> None:
        super().__init__(formatter_class=_Formatter, add_help=False, allow_abbrev=False, **arguments)
        self._optionals.title = MESSAGES["options"]
        self._positionals.title = MESSAGES["verbs"]
        self.add_argument("-h", "--help", action="help", help=MESSAGES["help_flag"])

    def error(self, message: str) -> None:
        """Say what is wrong and leave with the exit code of wrong use."""
        stopped = wrong_use(_in_chinese(message), self.prog)
        self.exit(stopped.code, f"{stopped}\n")


def parse(arguments: list[str], program: str = PROGRAM) -> argparse.Namespace:
    """Return what the arguments ask for: the verb, its options, and for `test` what is passed on to pytest.

    Raises:
        SystemExit: With 0 after printing help, with 2 after printing what is wrong, in Chinese.
    """
    parser, verbs = _build_parser(program)
    if not arguments:
        parser.error(MESSAGES["no_verb"])
    verb, *rest = arguments
    if verb == "test" and rest[:1] not in (["-h"], ["--help"]):
        # By hand: argparse would take pytest's options for its own and complain.
        return argparse.Namespace(verb=verb, passed_on=tuple(rest[1:] if rest[:1] == ["--"] else rest))
    if not verb.startswith("-") and verb not in verbs:
        parser.error(MESSAGES["unknown_verb"].format(verb=verb, known=" ".join(verbs)))
    options, unknown = parser.parse_known_args(arguments)
    if unknown or verb.startswith("-"):
        verbs.get(verb, parser).error(MESSAGES["unknown_argument"].format(arguments=" ".join(unknown or [verb])))
    return options


def main(arguments: list[str]) -> int:
    """Run the verb and return the exit code: 0 clean, 1 findings, 2 wrong use."""
    try:
        options = parse(arguments)
    except SystemExit as stop:
        return int(stop.code or CLEAN)
    return run_verb(ROOT, options)


def run_verb(root: Path, options: argparse.Namespace) -> int:
    """Run the verb of the options in a project and return the exit code; what ended it is told."""
    try:
        finish_interrupted(root)
        return VERBS[options.verb].run(root, options)
    except DataError as error:
        print(error)
        return FINDINGS
    except Stopped as stopped:
        print(stopped)
        return stopped.code
    except BrokenPipeError:
        # Whoever read the output (head, a pager) has enough; what is left to flush at the end must not raise again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return INTERRUPTED
    except KeyboardInterrupt:
        print(MESSAGES["interrupted"], file=sys.stderr)
        return INTERRUPTED


def _build_parser(program: str) -> tuple[argparse.ArgumentParser, dict[str, argparse.ArgumentParser]]:
    parser = _Parser(prog=program, description=MESSAGES["description"], epilog=MESSAGES["epilog"])
    adder = parser.add_subparsers(dest="verb", metavar="|".join(VERBS), title=MESSAGES["verbs"])
    verbs = {}
    for name, verb in VERBS.items():
        verbs[name] = adder.add_parser(name, **messages(verb.__name__, "manual"))
        either = verbs[name].add_mutually_exclusive_group() if hasattr(verb, "EITHER") else None
        for option, settings in getattr(verb, "OPTIONS", {}).items():
            words = messages(verb.__name__, "options")[option.lstrip("-")].format_map(settings)
            (either if either and option in verb.EITHER else verbs[name]).add_argument(option, help=words, **settings)
    return parser, verbs
