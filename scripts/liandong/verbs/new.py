"""`new`: the data folder, the pages and the table of contents of a new bulletin."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from liandong.verbs.codes import CLEAN, FINDINGS, WRONG_USE

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from liandong.cli import Call
    from liandong.scaffold import Created

HELP = "新建一期简报：数据文件夹、页面和目录"
DESCRIPTION = (
    "用简报的纯文本建立 data/bulletins/<编号>/ 和 book/bulletins/<编号>/，并把它加进 _toc.yml。\n"
    "原文里的数字扫描成 mentions.csv；各期共有的指标（渠道、清单、交办、状态、办结率、满意率）的表和页面先搭好。\n"
    "有了第二期，再加一页“各期简报并列”。全部写好或者一个也不写；已有的文件夹不会改动。\n"
    "原文没有写明的地方留作“待填”，填完以前 check 不通过，并逐条列出还缺什么。"
)
EPILOG = (
    "退出码：\n"
    "  0  已建好（还要填写的，屏幕上逐条列出）\n"
    "  1  没有建：编号、原文或目录有问题\n"
    "  2  命令写错\n"
    "\n"
    "例子：\n"
    "  python3 scripts/kb.py new 2025-07-xinyang --source 简报.txt\n"
    "  python3 scripts/kb.py new 2025-07-xinyang --source 简报.txt --place 信阳市 --date 2025-03-01\n"
    "\n"
    "原文可以是 UTF-8 或 GBK 编码；Word、PDF 先另存为纯文本。"
)
MESSAGES = {
    "slug_help": "编号：年-期-地名，例如 2025-07-xinyang",
    "source_help": "简报的纯文本文件",
    "title_help": "标题；不写的，从原文里找",
    "place_help": "地名，例如 信阳市",
    "number_help": "期号，例如 2025年第7期；不写的，从原文里找",
    "date_help": "日期，写成 2025-03-01 的样子；不写的，从原文里找",
    "wrong_use": "错误 KB001：用法不对：{what}\n下一步：运行 python3 scripts/kb.py new --help 看用法。",
    "no_slug": "没有写编号，例如 2025-07-xinyang",
    "no_source": "没有写 --source",
    "bad_date": "--date 写的是 {value}，应是 2025-03-01 的样子",
    "finished": "上次没有做完的 {slug} 已经补完。",
    "made": "已建好：{data} 和 {book}，并已加进 _toc.yml。",
    "comparison": "已加上 book/comparison.md：各期简报并列。",
    "todo": "接下来：",
    "stored_utf8": "原文是 GBK 编码，source.txt 已存成 UTF-8；打开看一眼有没有乱码。",
    "stored_bom": "原文开头有字节顺序标记，照原样保留，不必处理。",
    "fill_info": "打开 {data}/bulletin.yml，补上写着“待填”的各项：{names}；页面里的“待填”也一并改掉。",
    "check_info": "打开 {data}/bulletin.yml，核对从原文找到的标题、期号和日期。",
    "mentions": "打开 {data}/mentions.csv，对照原文逐行核对 {count} 个数字；其中 {unassigned} 个像统计数的，在 statistic 列填指标编号，不是统计数的改 role。",
    "statistics": "打开 {data}/statistics.csv，核对各指标的名称、单位、约数词和口径；简报另有的指标加行，没有写的删行（表、derived.csv 和页面里的也一并删去）。",
    "tables": "填写 {data}/tables/ 里的表：渠道、类别、交办、状态、满意度；简报另有的数据加表，在 datapackage.json 里写明。",
    "pages": "在 {book}/practice.md 里补写说明；另有的指标，每个用一个单元格报告。",
    "discrepancies": "算不出来的统计数，登记到 {data}/discrepancies.yml。",
    "check": "运行 python3 scripts/kb.py check，按列出的各条改，直到没有错误；再运行 python3 scripts/kb.py build。",
    "joined": "、",
}


def add_options(parser: ArgumentParser) -> None:
    """Declare the verb's arguments; what is missing is told by `run`, in Chinese."""
    parser.add_argument("slug", nargs="?", help=MESSAGES["slug_help"])
    for name in ("source", "title", "place", "number", "date"):
        parser.add_argument(f"--{name}", metavar="FILE" if name == "source" else name.upper(), help=MESSAGES[f"{name}_help"])


def run(root: Path, call: Call) -> int:
    """Make the bulletin and print what is left to do. Returns the exit code."""
    options = call.options
    day, wrong = _read_date(options.date)
    wrong = [MESSAGES[f"no_{name}"] for name in ("slug", "source") if not getattr(options, name)] + wrong
    if wrong:
        print(MESSAGES["wrong_use"].format(what="；".join(wrong)))
        return WRONG_USE
    from liandong.findings import DataError
    from liandong.scaffold import Request, create_bulletin

    request = Request(options.slug, Path(options.source), options.title, options.place, options.number, day)
    try:
        created = create_bulletin(root, request)
    except DataError as error:
        print(error)
        return FINDINGS
    print(render_created(created))
    return CLEAN


def render_created(created: Created) -> str:
    """Return what was made and, as a numbered list, what people do next."""
    slug = created.facts.slug
    words = {
        "data": f"data/bulletins/{slug}", "book": f"book/bulletins/{slug}", "count": created.numerals,
        "unassigned": created.unassigned, "names": MESSAGES["joined"].join(created.facts.missing),
    }
    lines = [MESSAGES["finished"].format(slug=name) for name in created.finished]
    lines.append(MESSAGES["made"].format(**words))
    if created.comparison:
        lines.append(MESSAGES["comparison"])
    codes = {note.code for note in created.notes}
    steps = ["stored_utf8"] if "N104" in codes else []
    steps += ["stored_bom"] if "N103" in codes else []
    steps += ["fill_info" if created.facts.missing else "check_info"]
    steps += ["mentions", "statistics", "tables", "pages", "discrepancies", "check"]
    lines += ["", MESSAGES["todo"]]
    lines += [f"{number}. {MESSAGES[step].format(**words)}" for number, step in enumerate(steps, start=1)]
    return "\n".join(lines)


def _read_date(text: str | None) -> tuple[date | None, list[str]]:
    """Return the date that an option names, and what is wrong with it."""
    try:
        return (date.fromisoformat(text) if text else None), []
    except ValueError:
        return None, [MESSAGES["bad_date"].format(value=text)]
