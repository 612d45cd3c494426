"""`check`: everything that is wrong with data and book, told at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liandong.verbs.call import CLEAN, FINDINGS, PROGRAM, WRONG_USE, wrong_use

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Sequence
    from pathlib import Path

    from liandong.findings import Finding
    from liandong.verbs.call import Call

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
    "  python3 scripts/kb.py check\n"
    "  python3 scripts/kb.py check 2025-07-xinyang    只列这一期还差什么，一处一行，按做的先后"
)
MESSAGES = {
    "clean": "检查完毕，没有发现错误。",
    "slug_help": "一期的编号；写了就只列这一期的，一处一行",
    "no_bulletin": "没有 {slug} 这一期",
    "known_slugs": "核对编号，例如 2024-59-zhumadian。",
    "group": "{severity} {code} {title}（{count} 处）　{next_step}",
    "line": "  {place}　{found}",
    "more": "  ……另有 {count} 处",
    "left": "这一期还差 {count} 处；先做排在前面的，做完再查一次。",
    "done": "这一期没有错误。",
    "row": "第 {row} 行",
}
_OF_ONE_CODE = 8  # lines; whoever has mended these sees the next ones


def add_options(parser: ArgumentParser) -> None:
    """Declare the verb's argument."""
    parser.add_argument("slug", nargs="?", help=MESSAGES["slug_help"])


def run(root: Path, call: Call) -> int:
    """Check the data and print every finding, or what one bulletin still lacks. Returns the exit code."""
    slug = getattr(call.options, "slug", None)
    if slug:
        return _check_one(root, slug)
    if check_and_print(root):
        return FINDINGS
    print(MESSAGES["clean"])
    return CLEAN


def check_and_print(root: Path) -> bool:
    """Print all findings; return whether one of them is an error."""
    from liandong.checks.book import run_checks
    from liandong.findings import render_findings
    from liandong.run.hints import without_known_advice

    findings = without_known_advice(root, run_checks(root))
    if findings:
        print(render_findings(findings))
    return any(finding.severity == "error" for finding in findings)


def render_work_left(findings: Sequence[Finding]) -> str:
    """Return what a bulletin still lacks: one line each below its code, in the order of the checks, which is that of the work."""
    from liandong.findings.finding import LABELS

    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.code, []).append(finding)
    lines = []
    for code, group in groups.items():
        first = group[0]
        severity = LABELS[first.code[0]]
        lines.append(MESSAGES["group"].format(severity=severity, code=code, title=first.title, count=len(group), next_step=first.next_step))
        for finding in group[:_OF_ONE_CODE]:
            row = MESSAGES["row"].format(row=finding.row) if finding.row else ""
            place = "，".join(filter(None, (finding.file.rpartition("/")[2], row, finding.column or "")))
            lines.append(MESSAGES["line"].format(place=place, found=" ".join((finding.found or "").split())[:90]))
        if len(group) > _OF_ONE_CODE:
            lines.append(MESSAGES["more"].format(count=len(group) - _OF_ONE_CODE))
    return "\n".join(lines)


def _check_one(root: Path, slug: str) -> int:
    from liandong.checks.book import run_checks
    from liandong.data.bulletins import bulletin_slugs

    if slug not in bulletin_slugs(root):
        print(wrong_use(MESSAGES["no_bulletin"].format(slug=slug), f"{PROGRAM} check", MESSAGES["known_slugs"]))
        return WRONG_USE
    mine = [finding for finding in run_checks(root) if slug in finding.file.split("/") or finding.file == "_toc.yml"]
    errors = [finding for finding in mine if finding.severity == "error"]
    if mine:
        print(render_work_left(mine))
    print(MESSAGES["left"].format(count=len(errors)) if errors else MESSAGES["done"])
    return FINDINGS if errors else CLEAN
