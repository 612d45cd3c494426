"""`publish DIR`: checks, keeps a release, builds, and swaps the folder that readers open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liandong.verbs.call import CLEAN, FINDINGS, WRONG_USE

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from liandong.releases.publishing import Work
    from liandong.verbs.call import Call

HELP = "检查、生成网站，整个换到 DIR 文件夹，并记下这次发布"
DESCRIPTION = (
    "做全部检查，生成网站，整理成一个文件夹，一步换到 DIR：读者看到的总是完整的旧网站或者完整的新网站。\n"
    "任何一处错误都不发布，DIR 原样不动，发布记录也不变。\n"
    "DIR 里有：网站、releases（历次发布的统计数）、archive（最近几个旧版网站）、一个可以拷到没有网络的电脑上的 zip。\n"
    "每次发布在 data/releases 里记一个版本：日期取自数据，性质（更新或更正）由数据判断，理由由你写。"
)
EPILOG = (
    "退出码：\n"
    "  0  已发布，或者 DIR 已经是最新的\n"
    "  1  有错误，没有发布\n"
    "  2  命令写错\n"
    "\n"
    "例子：\n"
    "  python3 scripts/kb.py publish /srv/www/liandong --reason \"首次发布\"\n"
    "  py scripts\\kb.py publish D:\\网站\\联动监督 --reason \"按第二季度台账更新整改进度\" --keep 5"
)
MESSAGES = {
    "dir": "读者打开的文件夹：还没有的、空的，或者以前发布的",
    "reason": "为什么发布，一行话，会公开在“更新与更正”页",
    "keep": "保留几个旧版网站（默认 {keep}，0 就是不保留）",
    "version": "版本号；不写就接着编 1、2、3……",
    "kind": "性质：update 更新（有新数据），correction 更正（改错）；不写就由数据判断",
    "date": "日期，例如 2025-03-31；不写就取数据里最新的日期",
    "done": "已发布版本 {version}（{kind}，{date}）：{index}",
    "again": "从上次发布以来没有变化，版本 {version} 已放到：{index}",
    "already": "从上次发布以来没有变化，{target} 已经是版本 {version}，什么也没有改。",
    "kept": "换下的表和页面留存在 {kept}；要用，解压到项目文件夹。",
    "package": "带到没有网络的电脑上用：{package}",
    "stopped": "没有发布，{target} 和发布记录保持不变。",
    "wrong_keep": "--keep 要写 0 或更大的整数",
}
_KEEP = 3


def _whole_number(text: str) -> int:
    """Return the number, not below zero; argparse tells the user's mistake in the words of the error."""
    import argparse

    if not text.isascii() or not text.isdecimal() or len(text) > 3:
        raise argparse.ArgumentTypeError(MESSAGES["wrong_keep"])
    return int(text)


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what the verb takes."""
    parser.add_argument("dir", metavar="DIR", help=MESSAGES["dir"])
    add_common_options(parser)
    parser.add_argument("--version", metavar="版本", help=MESSAGES["version"])
    parser.add_argument("--kind", choices=("update", "correction"), help=MESSAGES["kind"])
    parser.add_argument("--date", metavar="日期", help=MESSAGES["date"])


def add_common_options(parser: argparse.ArgumentParser) -> None:
    """Add what every publication takes."""
    parser.add_argument("--reason", required=True, metavar="理由", help=MESSAGES["reason"])
    parser.add_argument("--keep", type=_whole_number, default=_KEEP, metavar="个数", help=MESSAGES["keep"].format(keep=_KEEP))


def run(root: Path, call: Call) -> int:
    """Publish and print what came of it. Returns the exit code."""
    options = call.options
    return publish_and_tell(root, options.dir, MESSAGES["stopped"], reason=options.reason, keep=options.keep, version=options.version,
                            kind=options.kind, date=options.date)


def publish_and_tell(root: Path, target: str, stopped: str, **words: str | int | None) -> int:
    """Publish and print what came of it. Returns the exit code.

    Args:
        root: The project's root.
        target: DIR as the user wrote it.
        stopped: What to say where nothing is published.
        words: What else `releases.publishing.publish` takes.
    """
    from pathlib import Path

    from liandong.findings import DataError, render_findings
    from liandong.releases.publishing import publish
    from liandong.releases.render import render_text

    if not target.strip() or "\0" in target:
        print(MESSAGES["dir"])
        return WRONG_USE
    try:
        outcome = publish(root, Path(target), work_of(), **words)
    except DataError as error:
        print(error)
        print(stopped.format(target=target))
        return FINDINGS
    release = outcome.release
    if outcome.notes:
        print(render_findings(outcome.notes))
    if outcome.kept:
        print(MESSAGES["kept"].format(kept=outcome.kept.relative_to(root.resolve()).as_posix()))
    if not outcome.published:
        print(MESSAGES["already"].format(target=outcome.target, version=release.version))
        return CLEAN
    if outcome.comparison is not None:
        print(render_text(outcome.comparison))
    found = {"version": release.version, "kind": release.kind_label, "date": release.date, "index": outcome.target / "index.html"}
    print(MESSAGES["done" if outcome.new else "again"].format(**found))
    print(MESSAGES["package"].format(package=outcome.target / outcome.package))
    return CLEAN


def work_of() -> Work:
    """Return how the real book is checked, computed and built."""
    from liandong.checks.book import run_checks
    from liandong.releases.publishing import Work
    from liandong.releases.snapshot import take_snapshot
    from liandong.run.progress import Progress
    from liandong.site import MESSAGES as SITE_MESSAGES
    from liandong.site import build_site, render_build_result

    def build(project: Path) -> str:
        with Progress(SITE_MESSAGES["label"]) as progress:
            result = build_site(project, progress=progress, check=run_checks)
        if result.ok:
            return ""
        # The whole list, as `build` prints it; the finding that follows holds one line only.
        words = render_build_result(result, project)
        print(words)
        return words.splitlines()[0]

    return Work(run_checks, take_snapshot, build, lambda words: print(words, flush=True))
