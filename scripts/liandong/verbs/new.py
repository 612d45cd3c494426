"""`new`: the data folder, the pages and the table of contents of a new bulletin."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from liandong.verbs.call import CLEAN, FINDINGS, PROGRAM, WRONG_USE, wrong_use

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from liandong.scaffold import Created
    from liandong.verbs.call import Call

HELP = "新建一期简报：数据文件夹、页面和目录"
DESCRIPTION = (
    "用简报的原文建立 data/bulletins/<编号>/ 和 book/bulletins/<编号>/，并把它加进 _toc.yml。\n"
    "原文可以是 .docx、.pdf、.html、.md 或 .txt，文本文件的编码自动辨认（UTF-8、GB 18030、UTF-16）。\n"
    "程序逐个读出数字，拟出指标的名称、单位、约数词和所在部分，找出勾稽关系，写好数据表和页面。\n"
    "读准了的不用填写；拿不准的留给人认定，认定以前 check 逐条列出。\n"
    "认定用一个工作簿（Excel 或 WPS）：_build/answers/<编号>.xlsx，用 --answers 收回；只填一部分也行，没有填的下次还在。\n"
    "人工改过的页面不会被盖掉，人工改过的数据表会先问清。\n"
    "全部写好或者一个也不写；已有的文件夹不会改动。"
)
EPILOG = (
    "退出码：\n"
    "  0  已建好（还要填写的，屏幕上逐条列出）\n"
    "  1  没有建：编号、原文或目录有问题\n"
    "  2  命令写错\n"
    "\n"
    "例子：\n"
    "  python3 scripts/kb.py new 2025-07-xinyang --source 简报.docx\n"
    "  python3 scripts/kb.py new 2025-07-xinyang --answers _build/answers/2025-07-xinyang.xlsx\n"
    "  python3 scripts/kb.py new 2025-07-xinyang --source 简报.txt --issuer 某省人大社会建设委员会 --date 2025-03-01"
)
MESSAGES = {
    "slug_help": "编号：年-期-地名，例如 2025-07-xinyang",
    "source_help": "简报的原文：.docx、.pdf、.html、.md 或 .txt",
    "answers_help": "填过的工作簿；这一期已经建好时用",
    "title_help": "标题；不写的，从原文里找",
    "issuer_help": "印发单位；不写的，从原文里找",
    "place_help": "地名，例如 信阳市；不写的，从原文里找",
    "number_help": "期号，例如 2025年第7期；不写的，从原文里找",
    "date_help": "日期，写成 2025-03-01 的样子；不写的，从原文里找",
    "no_slug": "没有写编号，例如 2025-07-xinyang",
    "no_source": "没有写 --source（新建）或者 --answers（收回答）",
    "bad_date": "--date 写的是 {value}，应是 2025-03-01 的样子",
    "finished": "上次没有做完的 {slug} 已经补完。",
    "made": "已建好：{data} 和 {book}，并已加进 _toc.yml。",
    "comparison": "已加上 book/comparison.md：各期简报并列。",
    "todo": "接下来：",
    "read": "读出 {numerals} 个数字，其中统计数 {stated} 处、指标 {figures} 个，{named} 个沿用其他各期的编号；找到勾稽关系 {ties} 条。",
    "note": "原文：{note}",
    "alerts": "原文里有 {alerts} 处矛盾或者存疑，写在工作簿的“读不懂的”里；算不出的记为待核，先问供稿单位。",
    "stored_utf8": "source.txt 存的是读出来的文字（UTF-8）；与原文件对照着看一眼。",
    "fill_info": "打开 {data}/bulletin.yml，补上写着“待填”的各项：{names}。",
    "check_info": "打开 {data}/bulletin.yml，核对从原文找到的标题、印发单位、期号和日期。",
    "workbook": "打开 {workbook}，拿不准的数字 {waiting} 个，和拿不准的名称一起排在前面；改好存盘，运行 python3 scripts/kb.py new {slug} --answers {workbook}。",
    "answered": "收下回答 {answers} 条，改写文件 {changed} 个；还有 {waiting} 个数字等着认定，在 {workbook} 里。",
    "kept": "这一页人工改过，没有动；照回答写的另存在 {place}：{pages}",
    "check": "运行 python3 scripts/kb.py check {slug}，按列出的各条改，直到没有错误；再运行 python3 scripts/kb.py build。",
    "undo": "建错了的，运行 python3 scripts/kb.py drop {slug} 撤回。",
    "joined": "、",
}


def add_options(parser: ArgumentParser) -> None:
    """Declare the verb's arguments; what is missing is told by `run`, in Chinese."""
    parser.add_argument("slug", nargs="?", help=MESSAGES["slug_help"])
    for name in ("source", "answers", "title", "issuer", "place", "number", "date"):
        parser.add_argument(f"--{name}", metavar="FILE" if name in ("source", "answers") else name.upper(), help=MESSAGES[f"{name}_help"])


def run(root: Path, call: Call) -> int:
    """Make the bulletin and print what is left to do. Returns the exit code."""
    options = call.options
    day, wrong = _read_date(options.date)
    wrong = [MESSAGES["no_slug"]] * (not options.slug) + [MESSAGES["no_source"]] * (not options.source and not options.answers) + wrong
    if wrong:
        print(wrong_use("；".join(wrong), f"{PROGRAM} new"))
        return WRONG_USE
    from liandong.findings import DataError
    from liandong.scaffold import Request, create_bulletin

    if options.answers:
        return _take(root, options.slug, Path(options.answers))
    request = Request(options.slug, Path(options.source), options.title, options.issuer, options.place, options.number, day)
    try:
        from liandong.scaffold.answers import write_workbook

        created = create_bulletin(root, request)
        workbook, waiting = write_workbook(root, request.slug)
    except DataError as error:
        print(error)
        return FINDINGS
    print(render_created(created, workbook.relative_to(root).as_posix(), waiting))
    return CLEAN


def _take(root: Path, slug: str, path: Path) -> int:
    """Take in a workbook of answers and print what is left. Returns the exit code."""
    from liandong.findings import DataError
    from liandong.scaffold.answers import PLACE, take_answers

    try:
        taken = take_answers(root, slug, path)
    except DataError as error:
        print(error)
        return FINDINGS
    words = {"answers": taken.answers, "changed": len(taken.changed), "waiting": taken.waiting, "workbook": taken.workbook.relative_to(root).as_posix()}
    print(MESSAGES["answered"].format(**words))
    if taken.kept:
        print(MESSAGES["kept"].format(place=(PLACE / slug).as_posix(), pages=MESSAGES["joined"].join(taken.kept)))
    print(MESSAGES["check"].format(slug=slug))
    return CLEAN


def render_created(created: Created, workbook: str, waiting: int) -> str:
    """Return what was made and, as a numbered list, what people do next."""
    facts, reading = created.facts, created.reading
    words = {
        "slug": facts.slug, "data": f"data/bulletins/{facts.slug}", "book": f"book/bulletins/{facts.slug}",
        "names": MESSAGES["joined"].join(facts.missing), "workbook": workbook,
        "waiting": waiting, "numerals": len(reading.numerals),
        "stated": sum(len(figure.numerals) for figure in reading.figures), "figures": len(reading.figures),
        "named": sum(figure.known for figure in reading.figures), "ties": len(created.ties),
    }
    lines = [MESSAGES["finished"].format(slug=name) for name in created.finished]
    lines += [MESSAGES[name].format(**words) for name in ("made", "read", "undo")]
    if created.comparison:
        lines.append(MESSAGES["comparison"])
    lines += [MESSAGES["note"].format(note=note) for note in created.notes]
    alerts = sum(finding.is_alert for finding in reading.findings)
    lines += [MESSAGES["alerts"].format(alerts=alerts)] * bool(alerts)
    steps = [] if created.as_received else ["stored_utf8"]
    steps += ["fill_info" if facts.missing else "check_info"]
    steps += ["workbook", "check"]
    lines += ["", MESSAGES["todo"]]
    lines += [f"{number}. {MESSAGES[step].format(**words)}" for number, step in enumerate(steps, start=1)]
    return "\n".join(lines)


def _read_date(text: str | None) -> tuple[date | None, list[str]]:
    """Return the date that an option names, and what is wrong with it."""
    try:
        return (date.fromisoformat(text) if text else None), []
    except ValueError:
        return None, [MESSAGES["bad_date"].format(value=text)]
