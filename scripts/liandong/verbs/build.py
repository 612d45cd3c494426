"""`build`: checks and site, built aside and swapped in only when both are whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liandong.verbs.call import CLEAN, FINDINGS

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from liandong.verbs.call import Call

HELP = "检查数据，再生成网站 _build/html/index.html"
DESCRIPTION = (
    "做 check 的全部检查，同时运行每一页的计算并在旁边生成网站；没有变化时什么也不做。\n"
    "任何一处错误或警告都使生成失败：问题一次全部列出，什么也不换，原来的网站保持不变。\n"
    "成功时整个网站一次换上，不会有一半新、一半旧的时候。\n"
    "加上 --pdf，再把全书印成一个 PDF：_build/pdf/liandong.pdf，有封面、目录、书签和页码。要用这台电脑上的 Chromium、Chrome 或 Edge。"
)
EPILOG = (
    "退出码：\n"
    "  0  网站已生成\n"
    "  1  检查或生成发现问题\n"
    "  2  命令写错\n"
    "\n"
    "例子：\n"
    "  python3 scripts/kb.py build\n"
    "  python3 scripts/kb.py build --pdf\n"
    "\n"
    "完整记录在 _build/logs/build.log。"
)
MESSAGES = {
    "current": "没有变化，网站已是最新：_build/html/index.html",
    "pdf": "再把全书印成一个 PDF（用这台电脑上的 Chromium、Chrome 或 Edge）",
}


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what the verb takes."""
    parser.add_argument("--pdf", action="store_true", help=MESSAGES["pdf"])


def run(root: Path, call: Call) -> int:
    """Check the data and build the site beside; put it in place when neither found anything. Returns the exit code."""
    code = _build(root)
    return _print_book(root) if code == CLEAN and getattr(call.options, "pdf", False) else code


def _print_book(root: Path) -> int:
    from liandong.printing import make_pdf, render_pdf_result

    result = make_pdf(root)
    print(render_pdf_result(result, root))
    return CLEAN if result.ok else FINDINGS


def _build(root: Path) -> int:
    from liandong.site import is_current

    if is_current(root):
        print(MESSAGES["current"])
        return CLEAN

    from liandong.checks.book import run_checks
    from liandong.findings import render_findings
    from liandong.run.hints import without_known_advice
    from liandong.run.progress import Progress
    from liandong.site import MESSAGES as SITE_MESSAGES
    from liandong.site import build_site, render_build_result

    with Progress(SITE_MESSAGES["label"]) as progress:
        result = build_site(root, progress=progress, check=run_checks)
    findings = without_known_advice(root, list(result.findings))
    if findings:
        print(render_findings(findings))
    print(render_build_result(result, root))
    return CLEAN if result.ok else FINDINGS
