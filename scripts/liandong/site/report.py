"""What a build came to, and how it is told."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from liandong.findings import Finding

MESSAGES = {
    "label": "生成网站",
    "reading": "读取并计算 {page}",
    "writing": "写出 {page}",
    "starting": "启动 Jupyter Book",
    "swapping": "换上新网站",
    "waiting": "另一个生成任务正在进行（进程 {holder}），等它结束后再开始。",
    "success": "网站已生成：{index}",
    "warnings": "错误 SITE201：网站没有生成，旧网站（如有）保持不变。共有 {count} 处问题：",
    "checks": "检查发现错误，网站没有生成，旧网站（如有）保持不变。改正后再运行 python3 scripts/kb.py build。",
    "findings": "错误 SITE205：书和数据对不上，网站没有生成，旧网站（如有）保持不变。",
    "crashed": "错误 SITE202：Jupyter Book 中途停止，没有指出文件和行号，旧网站（如有）保持不变。它最后的输出：",
    "unwritable": "错误 SITE203：无法写入 {path}（{reason}），旧网站（如有）保持不变。",
    "no_site": "错误 SITE204：Jupyter Book 没有报错，却没有生成 index.html，旧网站（如有）保持不变。它最后的输出：",
    "place": "{number}. {file}",
    "line": "，第 {line} 行",
    "next_step": "下一步：按上面的文件和行号修改，再运行 python3 scripts/kb.py build。",
    "next_step_write": "下一步：检查磁盘空间和写权限，关闭正在使用该目录的程序，再运行 python3 scripts/kb.py build。",
    "log": "完整记录：{log}",
}


@dataclass(frozen=True)
class Problem:
    """One warning or error of a build.

    Attributes:
        file: The page, relative to the root where it lies below it; empty when Sphinx names none.
        line: The line in it, None when Sphinx names none.
        text: What Sphinx or the failing cell says, in its own words.
    """

    file: str
    line: int | None
    text: str


@dataclass(frozen=True)
class BuildResult:
    """What a build came to.

    Attributes:
        failure: The key in MESSAGES of what went wrong, empty after success.
        problems: The warnings and errors, in the order told.
        last_lines: The end of Jupyter Book's output, or the findings that stopped it.
        log: The full record.
        index: The live site's first page, whether old or new.
        reason: The system's words when a folder could not be written.
        findings: What the checks beside the build found, notes included.
    """

    failure: str
    problems: tuple[Problem, ...]
    last_lines: tuple[str, ...]
    log: Path
    index: Path
    reason: str = ""
    findings: tuple[Finding, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether the new site is in place."""
        return not self.failure


def render_build_result(result: BuildResult, root: Path) -> str:
    """Return the whole message for the user, in Chinese, one line or many."""
    log = MESSAGES["log"].format(log=relative_name(str(result.log), root))
    if result.ok:
        return MESSAGES["success"].format(index=relative_name(str(result.index), root))
    if result.failure == "checks":
        return MESSAGES["checks"]
    if result.failure == "unwritable":
        head = MESSAGES["unwritable"].format(path="_build", reason=result.reason)
        return "\n".join((head, MESSAGES["next_step_write"], log))
    lines = [MESSAGES[result.failure].format(count=len(result.problems))]
    for number, problem in enumerate(result.problems, start=1):
        place = MESSAGES["place"].format(number=number, file=problem.file or "_config.yml / _toc.yml")
        if problem.line is not None:
            place += MESSAGES["line"].format(line=problem.line)
        lines.append(place)
        # A failing cell's words come with rules and empty lines that would only push the other problems away.
        lines.extend("   " + line for line in problem.text.splitlines() if line.strip("- "))
    if not result.problems:
        lines.extend("   " + line for line in result.last_lines)
    return "\n".join([*lines, MESSAGES["next_step"], log])


def relative_name(file: str, root: Path) -> str:
    """Return a file's path relative to the root where it lies below it, else as it is."""
    # Sphinx resolves links, for example /tmp on macOS; our own paths keep them.
    for base in (root, root.resolve()):
        if file and Path(file).is_relative_to(base):
            return Path(file).relative_to(base).as_posix()
    return file
