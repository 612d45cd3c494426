"""`build`: checks and site, built aside and swapped in only when both are whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liandong.verbs.codes import CLEAN, FINDINGS

if TYPE_CHECKING:
    from pathlib import Path

    from liandong.cli import Call

HELP = "检查数据，再生成网站 _build/html/index.html"
DESCRIPTION = (
    "做 check 的全部检查，同时运行每一页的计算并在旁边生成网站；没有变化时什么也不做。\n"
    "任何一处错误或警告都使生成失败：问题一次全部列出，什么也不换，原来的网站保持不变。\n"
    "成功时整个网站一次换上，不会有一半新、一半旧的时候。"
)
EPILOG = (
    "退出码：\n"
    "  0  网站已生成\n"
    "  1  检查或生成发现问题\n"
    "  2  命令写错\n"
    "\n"
    "例子：\n"
    "  python3 scripts/kb.py build\n"
    "\n"
    "完整记录在 _build/logs/build.log。"
)
MESSAGES = {
    "current": "没有变化，网站已是最新：_build/html/index.html",
}


def run(root: Path, _call: Call) -> int:
    """Check the data and build the site beside; put it in place when neither found anything. Returns the exit code."""
    from liandong.site import is_current

    if is_current(root):
        print(MESSAGES["current"])
        return CLEAN

    from liandong.check import run_checks
    from liandong.findings import render_findings
    from liandong.progress import Progress
    from liandong.site import MESSAGES as SITE_MESSAGES
    from liandong.site import build_site, render_build_result

    with Progress(SITE_MESSAGES["label"]) as progress:
        result = build_site(root, progress=progress, check=run_checks)
    if result.findings:
        print(render_findings(result.findings))
    print(render_build_result(result, root))
    return CLEAN if result.ok else FINDINGS
