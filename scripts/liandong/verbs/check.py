"""`check`: everything that is wrong with data and book, told at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liandong.verbs.codes import CLEAN, FINDINGS

if TYPE_CHECKING:
    from pathlib import Path

    from liandong.cli import Call

HELP = "只检查数据，不生成网站"
DESCRIPTION = (
    "检查简报原文、数字清单、数据表和已知差异是否齐全、合规、彼此一致。\n"
    "所有问题一次列出，每条写明文件、行、列、看到的内容、应有的内容和下一步；不改动任何文件。"
)
EPILOG = (
    "退出码：\n"
    "  0  没有错误（可以有提示）\n"
    "  1  有错误\n"
    "  2  命令写错\n"
    "\n"
    "例子：\n"
    "  python3 scripts/kb.py check"
)
MESSAGES = {"clean": "检查完毕，没有发现错误。"}


def run(root: Path, _call: Call) -> int:
    """Check the data and print every finding. Returns the exit code."""
    if check_and_print(root):
        return FINDINGS
    print(MESSAGES["clean"])
    return CLEAN


def check_and_print(root: Path) -> bool:
    """Print all findings; return whether one of them is an error."""
    from liandong.findings import render_findings
    from liandong.run.checks import run_checks
    from liandong.run.hints import without_known_advice

    findings = without_known_advice(root, run_checks(root))
    if findings:
        print(render_findings(findings))
    return any(finding.severity == "error" for finding in findings)
