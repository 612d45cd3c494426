"""`import`: a workbook's changes shown cell by cell, then written into the tables, all or none."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from liandong.data.journal import ASIDE
from liandong.verbs.call import CLEAN, FINDINGS

if TYPE_CHECKING:
    import argparse

    from liandong.verbs.call import Call

HELP = "读入改过的 Excel 工作簿：先列出变化，确认后写入数据表"
DESCRIPTION = (
    "读入用 export 导出、改过的 .xlsx 工作簿（Excel、WPS、LibreOffice 存的都可以），先逐格列出变化，\n"
    "再把新的表放在副本里做全部检查。没有错误的，问“写入？”，回答“是”才写；加 --yes 的不问。\n"
    "有一处错误就什么也不写；写的时候要么全部写成，要么一张表也不动。\n"
    "公式不读：单元格里是公式的，请先粘贴为数值。不公开的列不在工作簿里，导入时按编号列对应，原有内容保留。"
)
EPILOG = (
    "退出码：\n"
    "  0  已写入，或者没有变化\n"
    "  1  有错误，或者有变化而没有写入（没有确认）\n"
    "  2  命令写错\n"
    "\n"
    "例子：\n"
    "  python3 scripts/kb.py import 数据.xlsx\n"
    "  python3 scripts/kb.py import 数据.xlsx --yes"
)
MESSAGES = {
    "file": "改过的工作簿",
    "bulletin": "数据文件夹的名字；工作簿里已写明的可以不写",
    "yes": "不问，直接写入",
    "ask": "写入？（是/否）",
    "not_written": "没有写入，所有的表都没有动。",
    "errors": "有错误，没有写入，所有的表都没有动。",
    "need_yes": "没有写入：这里不能回答问题，确认变化无误后加 --yes 再运行一次。",
    "written": "已写入 {} 张表。接着运行 python3 scripts/kb.py build 生成网站。",
    "left_alone": "这个文件在中断以后又改过，没有动它",
    "finished": "已写入 {}",
    "complete": "全部写入",
    "stuck": "上一次导入或者恢复中断，还没有处理完：{}。关闭打开着的表，再运行一次。",
}
_YES = {"是", "y", "yes", "写入", "对"}


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the verb's arguments."""
    parser.add_argument("file", metavar="FILE.xlsx", type=Path, help=MESSAGES["file"])
    parser.add_argument("--bulletin", metavar="SLUG", help=MESSAGES["bulletin"])
    parser.add_argument("--yes", action="store_true", help=MESSAGES["yes"])


def run(root: Path, call: Call) -> int:
    """Show what a workbook changes and write it when the user agrees. Returns the exit code."""
    from liandong.data.files import why
    from liandong.findings import DataError, Finding, render_findings
    from liandong.importing.importing import prepare, write

    options = call.options
    try:
        prepared = prepare(root, options.file, options.bulletin)
        # What cannot be compared is no "no change".
        if prepared.changed or prepared.ok:
            print(prepared.shown)
        if prepared.findings:
            print("\n" + render_findings(prepared.findings))
        if not prepared.ok:
            print(MESSAGES["errors"])
            return FINDINGS
        if not prepared.changed:
            return CLEAN
        if not options.yes and not _agreed():
            return FINDINGS
        write(prepared)
    except (DataError, OSError) as error:
        findings = error.findings if isinstance(error, DataError) else [
            Finding("E619", Path(error.filename or "_build").name, found=why(error), expected=MESSAGES["complete"])
        ]
        print(render_findings(findings))
        print(MESSAGES["errors"])
        return FINDINGS
    print(MESSAGES["written"].format(len(prepared.changed)))
    return CLEAN


def finish_interrupted(root: Path) -> None:
    """Finish an import or a rollback that was killed while it wrote, and say so."""
    if not (root / ASIDE).exists():
        return
    from liandong.data.files import why
    from liandong.data.folders import FileLock
    from liandong.data.journal import finish_replacement
    from liandong.findings import Finding, render_findings

    try:
        with FileLock((root / ASIDE).with_suffix(".lock")):
            finished = finish_replacement(root)
    except OSError as error:
        print(MESSAGES["stuck"].format(why(error)), file=sys.stderr)
        return
    if finished is None:
        return
    findings = [
        Finding("N641", path, found=MESSAGES["finished"].format(path), expected=MESSAGES["complete"])
        for path in finished.written
    ]
    findings += [
        Finding("N641", path, found=MESSAGES["left_alone"], expected=MESSAGES["complete"])
        for path in finished.left_alone
    ]
    print(render_findings(findings))


def _agreed() -> bool:
    """Whether the user says yes; says what to do where nobody can be asked."""
    if not sys.stdin.isatty():
        print(MESSAGES["need_yes"])
        return False
    try:
        answer = input(MESSAGES["ask"])
    except EOFError:
        answer = ""
    if answer.strip().lower() in _YES:
        return True
    print(MESSAGES["not_written"])
    return False
