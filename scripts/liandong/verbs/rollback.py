"""`rollback VERSION DIR`: tables, pages and site as they were for a former release, published as a release of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liandong.verbs.call import FINDINGS, WRONG_USE, agreed
from liandong.verbs.publish import MESSAGES as PUBLISH_MESSAGES
from liandong.verbs.publish import add_common_options, publish_and_tell

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from pathlib import Path

    from liandong.verbs.call import Call

HELP = "把表、页面和网站恢复到以前发布的一个版本，另记一次发布"
DESCRIPTION = (
    "把 data、book、_toc.yml、_config.yml 换回版本 VERSION 发布时的样子，再检查、生成、换到 DIR，同 publish。\n"
    "这是一次新的发布，有自己的版本号和理由，“更新与更正”页写明恢复到哪一版；以前的版本都不动。\n"
    "先问一句再做。换下的文件压缩留存在 _build/rolled-back。有一处错误就什么也不换，表、页面、DIR 都保持不变。\n"
    "程序不换回。历次发布见 data/releases；旧程序发布的版本没有留存表和页面，不能恢复。"
)
EPILOG = (
    "退出码：\n"
    "  0  已恢复，或者本来就是这个样子\n"
    "  1  有错误，没有恢复\n"
    "  2  命令写错，或者没有回答“是”\n"
    "\n"
    "例子：\n"
    "  python3 scripts/kb.py rollback 1.1.0 /srv/www/liandong --reason \"新台账有误，先撤回\"\n"
    "  py scripts\\kb.py rollback 1.1.0 D:\\网站\\联动监督 --reason \"新台账有误，先撤回\" --yes"
)
MESSAGES = {
    "version": "恢复到哪个版本，例如 1.1.0；“更新与更正”页列出各版",
    "yes": "不再问，直接恢复",
    "same": "表和页面与版本 {version} 相同，不用换。",
    "files": "与版本 {version} 不同的文件 {count} 个，都要换回：",
    "file": "  {action} {path}",
    "replace": "换回",
    "add": "找回",
    "remove": "撤去",
    "more": "  等 {count} 个",
    "ask": "换回以后发布到 {target}。恢复吗？回答“是”再按回车：",
    "declined": "没有恢复，什么都没有动。要恢复，回答“是”，或者加 --yes 再运行一次。",
    "stopped": "没有恢复，表、页面、{target} 和发布记录都保持不变。",
}
_SHOWN = 10


def add_options(parser: ArgumentParser) -> None:
    """Add what the verb takes."""
    parser.add_argument("version", metavar="VERSION", help=MESSAGES["version"])
    parser.add_argument("dir", metavar="DIR", help=PUBLISH_MESSAGES["dir"])
    add_common_options(parser)
    parser.add_argument("--yes", action="store_true", help=MESSAGES["yes"])


def run(root: Path, call: Call) -> int:
    """List what changes back, ask, and publish. Returns the exit code."""
    from liandong.findings import DataError
    from liandong.releases.sources import changes_back

    options = call.options
    try:
        changes = changes_back(root, options.version)
    except DataError as error:
        print(error)
        return FINDINGS
    print(MESSAGES["files" if changes else "same"].format(version=options.version, count=len(changes)))
    for path, content in list(changes.items())[:_SHOWN]:
        action = "remove" if content is None else "replace" if (root / path).exists() else "add"
        print(MESSAGES["file"].format(action=MESSAGES[action], path=path))
    if len(changes) > _SHOWN:
        print(MESSAGES["more"].format(count=len(changes)))
    if not options.yes and not agreed(MESSAGES["ask"].format(target=options.dir)):
        print(MESSAGES["declined"])
        return WRONG_USE
    return publish_and_tell(root, options.dir, MESSAGES["stopped"], reason=options.reason, keep=options.keep, returns_to=options.version)
