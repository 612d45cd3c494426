"""The command line: its verbs, their manual and their exit codes.

Standard library only at the top, and nothing from this package: `scripts/kb.py` loads this file to answer `--help`
and wrong use at once, before any environment exists. What a verb needs it imports when it runs.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CLEAN, FINDINGS, WRONG_USE, INTERRUPTED = 0, 1, 2, 130

MESSAGES = {
    "usage": "用法：",
    "options": "选项",
    "verbs": "命令",
    "help_flag": "显示本说明后退出",
    "wrong_use": "错误 KB001：用法不对：{what}",
    "wrong_use_next": "下一步：运行 {program} --help 看用法。",
    "no_verb": "没有写命令",
    "unknown_verb": "没有“{verb}”这个命令，可用的命令：{known}",
    "unknown_argument": "不认识的参数：{arguments}",
    "description": (
        "重新计算简报中的统计数字，并生成网站。\n"
        "第一次运行时按 requirements.txt 建立环境（.venv），需要能访问软件包索引；以后直接使用，不再联网。"
    ),
    "epilog": (
        "退出码：\n"
        "  0  一切正常\n"
        "  1  发现问题（数据、页面、测试或环境），屏幕上逐条写明\n"
        "  2  命令写错\n"
        "\n"
        "例子：\n"
        "  python3 scripts/kb.py build          检查数据，生成 _build/html/index.html\n"
        "  python3 scripts/kb.py test           运行全部测试\n"
        "  python3 scripts/kb.py build --help   看某个命令的详细说明\n"
        "\n"
        "Windows 上把 python3 换成 python 或 py。"
    ),
    "build_help": "检查数据，再生成网站 _build/html/index.html",
    "build_description": (
        "先做 check 的全部检查，再运行每一页的计算并生成网站。\n"
        "任何一处错误或警告都使生成失败：问题一次全部列出，什么也不换，原来的网站保持不变。\n"
        "成功时整个网站一次换上，不会有一半新、一半旧的时候。"
    ),
    "build_epilog": (
        "退出码：\n"
        "  0  网站已生成\n"
        "  1  检查或生成发现问题\n"
        "  2  命令写错\n"
        "\n"
        "例子：\n"
        "  python3 scripts/kb.py build\n"
        "\n"
        "完整记录在 _build/logs/build.log。"
    ),
    "test_help": "运行测试",
    "test_description": (
        "用 pytest 运行 tests/ 中的测试，同时用上多个处理器。\n"
        "test 后面的参数原样交给 pytest，例如 -k 按名字挑选、-x 遇错即停；中间可以加 --，也可以不加。"
    ),
    "test_epilog": (
        "退出码：\n"
        "  0  全部通过\n"
        "  1  有测试没有通过，或一个测试也没有找到\n"
        "  2  命令写错\n"
        "\n"
        "例子：\n"
        "  python3 scripts/kb.py test\n"
        "  python3 scripts/kb.py test -k rounding -x\n"
        "  python3 scripts/kb.py test tests/test_cli.py"
    ),
    "check_help": "只检查数据，不生成网站",
    "check_description": (
        "检查简报原文、数字清单、数据表和已知差异是否齐全、合规、彼此一致。\n"
        "所有问题一次列出，每条写明文件、行、列、看到的内容、应有的内容和下一步；不改动任何文件。"
    ),
    "check_epilog": (
        "退出码：\n"
        "  0  没有错误（可以有提示）\n"
        "  1  有错误\n"
        "  2  命令写错\n"
        "\n"
        "例子：\n"
        "  python3 scripts/kb.py check"
    ),
    "check_clean": "检查完毕，没有发现错误。",
    "check_running": "检查数据……",
    "not_built": "检查发现错误，网站没有生成，旧网站（如有）保持不变。改正后再运行 python3 scripts/kb.py build。",
    "interrupted": "已中断。",
}

_MANY_WORKERS = 8


@dataclass(frozen=True)
class Call:
    """One use of the command line, read and found well formed.

    Attributes:
        verb: What to do.
        options: The verb's own options.
        passed_on: For `test`, the arguments that go to pytest.
    """

    verb: str
    options: argparse.Namespace = field(default_factory=argparse.Namespace)
    passed_on: tuple[str, ...] = ()


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
        complaint = MESSAGES["wrong_use"].format(what=message)
        remedy = MESSAGES["wrong_use_next"].format(program=self.prog)
        self.exit(WRONG_USE, f"{complaint}\n{remedy}\n")


def parse(arguments: list[str], program: str = "python3 scripts/kb.py") -> Call:
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
        return _VERBS[call.verb].run(ROOT, call)
    except KeyboardInterrupt:
        print(MESSAGES["interrupted"], file=sys.stderr)
        return INTERRUPTED


def run_build(root: Path, _call: Call) -> int:
    """Check the data and, when no error was found, build the site. Returns the exit code."""
    from liandong.progress import Progress
    from liandong.site import MESSAGES as SITE_MESSAGES
    from liandong.site import build_site, render_build_result

    print(MESSAGES["check_running"], flush=True)
    if _check_and_print(root):
        print(MESSAGES["not_built"])
        return FINDINGS
    with Progress(SITE_MESSAGES["label"]) as progress:
        result = build_site(root, progress=progress)
    print(render_build_result(result, root))
    return CLEAN if result.ok else FINDINGS


def run_test(root: Path, call: Call) -> int:
    """Run pytest on all processors with what the user passed on. Returns the exit code."""
    # What tests leave behind goes below _build, which git ignores.
    environment = os.environ | {"HYPOTHESIS_STORAGE_DIRECTORY": str(root / "_build" / "hypothesis")}
    # worksteal: the files differ so much in length that whole files (loadfile) would leave a processor idle. What is
    # expensive for all, the built site, is shared between the processes by a lock.
    parallel = ["-n", "logical", "--maxprocesses", str(_MANY_WORKERS), "--dist", "worksteal"]
    command = [sys.executable, "-m", "pytest", *parallel, *call.passed_on]
    return _exit_code_of_pytest(subprocess.run(command, cwd=root, env=environment, check=False).returncode)


def run_check(root: Path, _call: Call) -> int:
    """Check the data and print every finding. Returns the exit code."""
    if _check_and_print(root):
        return FINDINGS
    print(MESSAGES["check_clean"])
    return CLEAN


def _check_and_print(root: Path) -> bool:
    """Print all findings; return whether one of them is an error."""
    from liandong.check import run_checks
    from liandong.findings import render_findings

    findings = run_checks(root)
    if findings:
        print(render_findings(findings))
    return any(finding.severity == "error" for finding in findings)


def _exit_code_of_pytest(code: int) -> int:
    """Return our exit code for pytest's: 4 is wrong use there; 2 is an interruption, but also tests that cannot be read.

    Ctrl-C reaches this process too and ends it with its own code, so that 2 means findings here.
    """
    if code < 0:
        return 128 - code
    return {0: CLEAN, 4: WRONG_USE}.get(code, FINDINGS)


@dataclass(frozen=True)
class _Verb:
    """What runs a verb, and what gives its parser more options than --help."""

    run: Callable[[Path, Call], int]
    add_options: Callable[[argparse.ArgumentParser], None] = lambda parser: None


# A new verb is one line here, its texts `<verb>_help`, `_description` and `_epilog` in MESSAGES, and one function
# that imports the module which does the work.
_VERBS = {
    "build": _Verb(run_build),
    "test": _Verb(run_test),
    "check": _Verb(run_check),
}


def _build_parser(program: str) -> tuple[argparse.ArgumentParser, dict[str, argparse.ArgumentParser]]:
    parser = _Parser(prog=program, description=MESSAGES["description"], epilog=MESSAGES["epilog"])
    adder = parser.add_subparsers(dest="verb", metavar="|".join(_VERBS), title=MESSAGES["verbs"])
    verbs = {}
    for name, verb in _VERBS.items():
        texts = {key: MESSAGES[f"{name}_{key}"] for key in ("help", "description", "epilog")}
        verbs[name] = adder.add_parser(name, **texts)
        verb.add_options(verbs[name])
    return parser, verbs
