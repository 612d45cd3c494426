"""`build`: checks, then the site, built aside and swapped in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liandong.verbs.check import check_and_print
from liandong.verbs.codes import CLEAN, FINDINGS

if TYPE_CHECKING:
    from pathlib import Path

    from liandong.cli import Call

HELP = "检查数据，再生成网站 _build/html/index.html"
DESCRIPTION = (
    "先做 check 的全部检查，再运行每一页的计算并生成网站。\n"
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
    "checking": "检查数据……",
    "not_built": "检查发现错误，网站没有生成，旧网站（如有）保持不变。改正后再运行 python3 scripts/kb.py build。",
}


def run(root: Path, _call: Call) -> int:
    """Check the data and, when no error was found, build the site. Returns the exit code."""
    from liandong.progress import Progress
    from liandong.site import MESSAGES as SITE_MESSAGES
    from liandong.site import build_site, render_build_result

    print(MESSAGES["checking"], flush=True)
    if check_and_print(root):
        print(MESSAGES["not_built"])
        return FINDINGS
    with Progress(SITE_MESSAGES["label"]) as progress:
        result = build_site(root, progress=progress)
    print(render_build_result(result, root))
    return CLEAN if result.ok else FINDINGS
