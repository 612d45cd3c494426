"""`test`: pytest on all processors."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

from liandong.verbs.call import CLEAN, FINDINGS, WRONG_USE

if TYPE_CHECKING:
    from pathlib import Path

    from liandong.verbs.call import Call

HELP = "运行测试"
DESCRIPTION = (
    "用 pytest 运行 tests/ 中的测试，同时用上多个处理器。\n"
    "标为 thorough 的测试平时不运行：它们反复生成全书，用浏览器逐页走完全书，或用 LibreOffice 打开每个模板，要用一刻钟以上。"
    "加 --all 运行它们；用 -k、-m 或文件名点到的，也都运行。\n"
    "逐列改每张表、每次与重新生成的网站逐字节比较的测试标为 exhaustive，要用一刻钟，只在写 -m exhaustive 时运行。\n"
    "test 后面的其他参数原样交给 pytest，例如 -x 遇错即停；中间可以加 --，也可以不加。"
)
EPILOG = (
    "退出码：\n"
    "  0  全部通过\n"
    "  1  有测试没有通过，或一个测试也没有找到\n"
    "  2  命令写错\n"
    "\n"
    "例子：\n"
    "  python3 scripts/kb.py test\n"
    "  python3 scripts/kb.py test --all\n"
    "  python3 scripts/kb.py test -k rounding -x\n"
    "  python3 scripts/kb.py test tests/test_cli.py"
)
MANY_WORKERS = 8
ALL = "--all"
EVERYDAY = ("-m", "not thorough and not exhaustive")
EVERYTHING = ("-m", "not exhaustive")


def run(root: Path, call: Call) -> int:
    """Run pytest on all processors with what the user passed on, without it on the everyday tests. Returns the exit code."""
    # What tests leave behind goes below _build, which git ignores.
    environment = os.environ | {"HYPOTHESIS_STORAGE_DIRECTORY": str(root / "_build" / "hypothesis")}
    # worksteal: the files differ so much in length that whole files (loadfile) would leave a processor idle. What is
    # expensive for all, the built site, is shared between the processes by a lock.
    parallel = ["-n", "logical", "--maxprocesses", str(MANY_WORKERS), "--dist", "worksteal"]
    passed_on = [argument for argument in call.passed_on if argument != ALL]
    which = () if _names_tests(root, passed_on) else EVERYTHING if ALL in call.passed_on else EVERYDAY
    command = [sys.executable, "-m", "pytest", *parallel, *which, *passed_on]
    return _exit_code_of_pytest(subprocess.run(command, cwd=root, env=environment, check=False).returncode)


def _names_tests(root: Path, arguments: list[str]) -> bool:
    """Tell whether the user chose tests: by words, by marks, or by a path."""
    return any(argument.startswith(("-k", "-m")) or (root / argument.split("::")[0]).exists() for argument in arguments)


def _exit_code_of_pytest(code: int) -> int:
    """Return our exit code for pytest's: 4 is wrong use there; 2 is an interruption, but also tests that cannot be read.

    Ctrl-C reaches this process too and ends it with its own code, so that 2 means findings here.
    """
    if code < 0:
        return 128 - code
    return {0: CLEAN, 4: WRONG_USE}.get(code, FINDINGS)
