"""`diff`: what the book states now against a release, a folder or a git revision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liandong.verbs.call import CLEAN, FINDINGS, WRONG_USE

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from liandong.verbs.call import Call

HELP = "逐个列出统计数的变化，以及涉及的页面和句子"
DESCRIPTION = (
    "把现在的数据和页面算一遍，与上次发布的版本（或者 --against 写明的）比较。\n"
    "逐个指标列出旧数、新数、变化（率用百分点，按精确值相减）、前后的结论，以及涉及的页面和句子。\n"
    "不生成网站，不改动任何文件。"
)
EPILOG = (
    "退出码：\n"
    "  0  没有变化\n"
    "  1  有变化，已列出；或者现在的数据有错，算不出来\n"
    "  2  命令写错，或者没有可比较的东西\n"
    "\n"
    "例子：\n"
    "  python3 scripts/kb.py diff\n"
    "  python3 scripts/kb.py diff --against 2 --html 变化.html\n"
    "  python3 scripts/kb.py diff --against D:\\备份\\联动监督 --json 变化.json\n"
    "  python3 scripts/kb.py diff --against HEAD"
)
MESSAGES = {
    "against": "与什么比较：发布过的版本，文件夹（本项目的另一份、某次发布的文件夹、发布出去的网站），或者 git 版本；不写就是上次发布的版本",
    "json": "把变化另存为 JSON 文件，供程序读",
    "html": "把变化另存为一个网页",
    "now": "现在",
    "written": "已写入 {file}",
    "writable": "能写的文件",
}


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what the verb takes."""
    parser.add_argument("--against", metavar="版本|文件夹|git版本", help=MESSAGES["against"])
    parser.add_argument("--json", metavar="文件", help=MESSAGES["json"])
    parser.add_argument("--html", metavar="文件", help=MESSAGES["html"])


def run(root: Path, call: Call) -> int:
    """Compare, print and write what was asked for. Returns the exit code."""
    from liandong.findings import DataError
    from liandong.releases.compare import compare
    from liandong.releases.publishing import unpublished_version
    from liandong.releases.reference import open_reference
    from liandong.releases.render import render_html, render_json, render_text
    from liandong.releases.snapshot import take_snapshot

    options = call.options
    try:
        before = open_reference(root, options.against, without=unpublished_version(root))
    except DataError as error:
        print(error)
        return WRONG_USE
    try:
        after = take_snapshot(root, MESSAGES["now"])
    except DataError as error:
        print(error)
        return FINDINGS
    comparison = compare(before, after)
    print(render_text(comparison))
    for file, render in ((options.json, render_json), (options.html, render_html)):
        if file is not None:
            try:
                _write(file, render(comparison))
            except DataError as error:
                print(error)
                return WRONG_USE
            print(MESSAGES["written"].format(file=file))
    return CLEAN if comparison.empty else FINDINGS


def _write(file: str, text: str) -> None:
    """Write a result in one step."""
    from pathlib import Path

    from liandong.data.files import replace_file, why
    from liandong.findings import DataError, Finding

    path = Path(file)
    try:
        replace_file(path, text.encode("utf-8"))
    except (OSError, ValueError) as error:
        words = why(error)
        raise DataError([Finding("E715", path.name or file, found=words, expected=MESSAGES["writable"])]) from error
