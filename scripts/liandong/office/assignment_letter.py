"""交办单: one problem handed over to one unit, with time limit and receipt."""

from __future__ import annotations

from liandong.office.content import Content
from liandong.office.document import CENTRE, RIGHT, OfficeDocument
from liandong.training.deadlines import overdue_on

TITLE = "{city}人大常委会监督问题交办单"
WORDS = {
    "number": "编号：{number}",
    "addressee": "{unit}：",
    "lead": "现将监督中发现的下列问题交你单位研究处理。请在收到之日起的规定时间内报送整改方案，在时限以前办结，并附证据。",
    "rows": ("问题名称", "具体内容", "类别", "层级", "来源", "整改时限", "整改要求", "复核单位"),
    "ask": "列出措施、责任人和完成时间；办结时报送文件、核查记录、照片或者凭证。\n需要上级政策或者总体规划才能解决的，写明原因和已经做的工作，不作办结处理。",
    "receipt": "签收回执",
    "receipt_rows": ("签收单位", "签收人", "签收日期", "联系电话"),
    "issuer": "{city}人大常委会办公室",
    "from": "{channels}，共{count}条",
    "joined": "、", "blank": "", "unit": "（责任单位全称）",
}


def make(content: Content) -> bytes:
    """Returns the letter: for the first overdue problem, which a lesson follows, or empty."""
    document = OfficeDocument(TITLE.format(city=content.city), content.author, content.day)
    document.title(TITLE.format(city=content.city))
    document.line(f"（{content.note}）" if content.note else "", CENTRE)
    item = _problem(content)
    document.line(WORDS["number"].format(number=item.get("problem", "　　　　")), RIGHT)
    document.line(WORDS["addressee"].format(unit=item.get("unit_zh", WORDS["unit"])))
    document.paragraph(WORDS["lead"])
    category, level = (content.words("problems", name) for name in ("category", "level"))
    answers = (
        item.get("name_zh", ""), item.get("detail_zh", "\n\n"),
        (category.get(item.get("category"), ""), list(category.values())), (level.get(item.get("level"), ""), list(level.values())),
        _source(content, item), content.dated(item.get("deadline")), WORDS["ask"], item.get("reviewer_zh", ""),
    )
    document.form(list(zip(WORDS["rows"], answers, strict=True)), (36, 120), points=14)
    document.line(WORDS["issuer"].format(city=content.city), RIGHT)
    document.line(content.dated(item.get("assigned_on")), RIGHT)
    document.line(WORDS["receipt"], CENTRE, "黑体")
    document.table(WORDS["receipt_rows"], [[""] * len(WORDS["receipt_rows"])], (54, 34, 34, 34))
    return document.content()


def _problem(content: Content) -> dict:
    problems = content.table("problems")
    if problems.empty:
        return {}
    overdue = overdue_on(problems, content.table("history"), content.day)
    return (overdue if len(overdue) else problems).iloc[0].to_dict()


def _source(content: Content, item: dict) -> str:
    if not item:
        return ""
    lineage, raw = content.table("lineage"), content.table("raw_problems")
    own = list(lineage[lineage["problem"] == item["problem"]]["raw"])
    words = content.words("raw_problems", "channel")
    channels = dict.fromkeys(words[name] for name in raw[raw["raw"].isin(own)]["channel"])
    return WORDS["from"].format(channels=WORDS["joined"].join(channels), count=len(own))
