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

from liandong.findings import messages
from liandong.verbs import VERBS
from liandong.verbs.call import CLEAN, INTERRUPTED, PROGRAM, WRONG_USE, Call, wrong_use
from liandong.verbs.import_ import finish_interrupted

ROOT = Path(__file__).resolve().parents[3]

MESSAGES = messages(__name__)


# argparse's complaints; the first that fits counts. Python's versions word the last parts in different ways.
COMPLAINTS = (
    (r"the following arguments are required: (.+)", "没有写 {0}"),
    (r"argument (\S+): expected .*arguments?", "{0} 后面没有写内容，或者写得不全"),
    (r"argument (\S+): invalid choice: (.+?) \(choose from (.+)\)", "{0} 不能是 {1}，可以是 {2}"),
    (r"argument (\S+): invalid \S+ value: (.+)", "{0} 不能是 {1}"),
    (r"argument (\S+): not allowed with argument (\S+)", "{0} 不能和 {1} 一起用"),
    (r"argument (\S+): ignored explicit argument (.+)", "{0} 后面不写内容，却写了 {1}"),
    (r"one of the arguments (.+) is required", "下面几个要写一个：{0}"),
    (r"unrecognized arguments: (.+)", "不认识的参数：{0}"),
)
UNKNOWN_COMPLAINT = "参数写得不对"


def _in_chinese(message: str) -> str:
    """Return argparse's complaint in Chinese; one of ours is Chinese already."""
    for pattern, words in COMPLAINTS:
        found = re.fullmatch(pattern, message)
        if found:
            return words.format(*found.groups())
    return message if any("\u4e00" <= char <= "\u9fff" for char in message) else UNKNOWN_COMPLAINT


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
        self.exit(WRONG_USE, wrong_use(_in_chinese(message), self.prog) + "\n")


def parse(arguments: list[str], program: str = PROGRAM) -> Call:
    """Return what the arguments ask for.

    Raises:
        SystemExit: With 0 after printing help, with 2 after printing what is wrong, in Chinese.
    """
    parser, verbs = _build_parser(program)
    if not arguments:
        parser.error(MESSAGES["no_verb"])
    verb, rest = arguments[0], list(arguments[1:])
    if verb == "test" and rest[:1] not in (["-h"], ["--help"]):
        # By hand: argparse would take pytest's options for its own and complain.
        return Call(verb, passed_on=tuple(rest[1:] if rest[:1] == ["--"] else rest))
    if not verb.startswith("-") and verb not in verbs:
        parser.error(MESSAGES["unknown_verb"].format(verb=verb, known=" ".join(verbs)))
    options, unknown = parser.parse_known_args(arguments)
    if unknown or verb.startswith("-"):
        verbs.get(verb, parser).error(MESSAGES["unknown_argument"].format(arguments=" ".join(unknown or [verb])))
    return Call(verb, options)


def main(arguments: list[str]) -> int:
    """Run the verb and return the exit code: 0 clean, 1 findings, 2 wrong use."""
    try:
        call = parse(arguments)
    except SystemExit as stop:
        return int(stop.code or CLEAN)
    try:
        finish_interrupted(ROOT)
        return VERBS[call.verb].run(ROOT, call)
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
        getattr(verb, "add_options", lambda parser: None)(verbs[name])
    return parser, verbs
