"""`drop`: a bulletin taken out, with its pages and its place in the table of contents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liandong.verbs.call import CLEAN, FINDINGS, PROGRAM, WRONG_USE, agreed, wrong_use

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from pathlib import Path

    from liandong.verbs.call import Call

HELP = "撤回一期简报，压缩留存"
DESCRIPTION = (
    "把 data/bulletins/<编号>/ 和 book/bulletins/<编号>/ 撤出，并从 _toc.yml 里去掉，先问一句再做。\n"
    "撤出的文件压缩成 _build/dropped/<编号>.zip；要找回，解压到项目文件夹。\n"
    "只剩一期时，“各期简报并列”一页也一并撤去，网站与建这一期以前相同。"
)
EPILOG = (
    "退出码：\n"
    "  0  已撤回\n"
    "  1  没有撤：没有这一期，或者写不进去\n"
    "  2  命令写错，或者没有回答“是”\n"
    "\n"
    "例子：\n"
    "  python3 scripts/kb.py drop 2025-07-xinyang\n"
    "  python3 scripts/kb.py drop 2025-07-xinyang --yes"
)
MESSAGES = {
    "slug_help": "编号，例如 2025-07-xinyang",
    "yes_help": "不再问，直接撤",
    "no_slug": "没有写编号，例如 2025-07-xinyang",
    "ask": "要撤回 {slug}，共 {count} 个文件，先压缩到 {kept}。撤回吗？回答“是”再按回车：",
    "kept": "没有撤回，文件都没有动。",
    "done": "已撤回 {slug}，{count} 个文件留存在 {kept}。",
    "comparison": "只剩一期，book/comparison.md 也撤去了。",
    "next": "下一步：运行 python3 scripts/kb.py build，重新生成网站。",
}


def add_options(parser: ArgumentParser) -> None:
    """Declare the verb's arguments; what is missing is told by `run`, in Chinese."""
    parser.add_argument("slug", nargs="?", help=MESSAGES["slug_help"])
    parser.add_argument("--yes", action="store_true", help=MESSAGES["yes_help"])


def run(root: Path, call: Call) -> int:
    """Ask, take the bulletin out and say where it is kept. Returns the exit code."""
    slug = call.options.slug
    if not slug:
        print(wrong_use(MESSAGES["no_slug"], f"{PROGRAM} drop"))
        return WRONG_USE
    from liandong.findings import DataError
    from liandong.scaffold.dropping import KEPT, check_droppable, drop_bulletin

    try:
        count = len(check_droppable(root, slug))
        if not call.options.yes and not agreed(MESSAGES["ask"].format(slug=slug, count=count, kept=(KEPT / f"{slug}.zip").as_posix())):
            print(MESSAGES["kept"])
            return WRONG_USE
        dropped = drop_bulletin(root, slug)
    except DataError as error:
        print(error)
        return FINDINGS
    print(MESSAGES["done"].format(slug=slug, count=dropped.files, kept=dropped.kept.relative_to(root).as_posix()))
    if dropped.comparison:
        print(MESSAGES["comparison"])
    print(MESSAGES["next"])
    return CLEAN
