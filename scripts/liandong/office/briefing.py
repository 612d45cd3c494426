"""简报: how a supervision went, every figure from the ledger. It follows GB/T 9704-2012 by analogy only."""

from __future__ import annotations

from liandong.office.content import Content
from liandong.office.document import CENTRE, RED, RIGHT, OfficeDocument
from liandong.training.weekly import denominator_note, week_of

HEAD, NUMBER = "简　　报", "（{year}年　第{number}期）"
TITLE = "{city}：由台账看养老服务监督的整改"
EMPTY_TITLE = "（标题）"
WORDS = {
    "issuer": "{city}人大常委会办公室",
    "sections": (
        ("一、问题从哪里来", (
            "四个渠道一共征集到{raw-total}原始问题，其中{raw-by-handling.listed}归并成清单，"
            "两个以上渠道都反映的清单问题有{problems-of-several-channels}。",
            "清单上编过号的有{ever-listed}，后来移出{withdrawn}，现在清单上有{listed}：市级{listed-by-level.city}，县区{listed-by-level.county}。",
        )),
        ("二、整改到哪一步", (
            "截至{day}，已办结{done}，没有办结{open}，办结率{completion-rate}。持续整改和涉及顶层设计的都在分母里，不算办结。",
            "市级办结率{completion-rate-by-level.city}，县区办结率{completion-rate-by-level.county}。"
            "分母不含顶层设计的，办结率为{completion-rate-without-design}；口径不同，不与前面的率比较。",
            "办结以后回访退回{reopened}。{week}",
        )),
        ("三、期限", (
            "没有办结的问题里，逾期{overdue}，没有到期{not-yet-due}；已过天数的中位数是{median-open-age}。"
            "已办结的，按期{closed-in-time}，超期{closed-late}，按期办结率{in-time-rate}。",
        )),
        ("四、测评", ("{votes}",)),
    ),
    "votes": "市人大常委会会议对{count}个市级单位测评，应到{due}人，实到{present}人。有效票中满意的比重最高的是{high}，最低的是{low}；"
             "加上基本满意，各单位在{least}以上。无效票不计入。",
    "unit": "{name}（{rate}）",
    "joined": "", "empty": ("一、问题从哪里来", "二、整改到哪一步", "三、期限", "四、测评"),
    "hints": (
        "〔各渠道的条数、归并成清单的项数；原始问题的条数不等于清单的项数〕",
        "〔截至日期、办结项数、分母、办结率；分母变了的写明〕",
        "〔逾期和没有到期分开写〕",
        "〔应到、实到、无效票；基本满意算不算在内〕",
    ),
    "report_to": "报：（填写）", "send_to": "发：（填写）",
}


def make(content: Content) -> bytes:
    """Returns the briefing as a Word document."""
    document = OfficeDocument(TITLE.format(city=content.city), content.author, content.day)
    document.title(HEAD, RED, 36)
    number = NUMBER.format(year=content.day.year, number=1) if content.filled else NUMBER.format(year="　　", number="　")
    document.line(number, CENTRE)
    document.tab_line(WORDS["issuer"].format(city=content.city), content.dated())
    document.rule()
    document.line(f"（{content.note}）" if content.note else "", CENTRE)
    document.title(TITLE.format(city=content.city) if content.filled else EMPTY_TITLE)
    document.line()
    if content.filled:
        _sections(document, content)
    else:
        for heading, hint in zip(WORDS["empty"], WORDS["hints"], strict=True):
            document.heading(heading)
            document.hint(hint)
    document.line()
    document.rule("000000")
    for name in ("report_to", "send_to"):
        document.line(WORDS[name])
    document.line(WORDS["issuer"].format(city=content.city), RIGHT)
    return document.content()


def _sections(document: OfficeDocument, content: Content) -> None:
    last = content.table("weeks").iloc[-1]
    week = week_of(content.table("history"), last["from_on"], last["to_on"])
    known = {name: figure.text for name, figure in content.figures.items()}
    known |= {"day": content.dated(), "week": denominator_note(week), "votes": _votes(content)}
    for heading, paragraphs in WORDS["sections"]:
        document.heading(heading)
        for text in paragraphs:
            document.paragraph(_filled(text, known))


def _filled(text: str, known: dict[str, str]) -> str:
    """Puts the figures into a text. Not ``str.format``: ids have dots and hyphens."""
    for name in sorted(known, key=len, reverse=True):
        text = text.replace("{" + name + "}", known[name])
    if "{" in text:
        raise KeyError(text)
    return text


def _votes(content: Content) -> str:
    votes = content.table("votes")
    cases = content.ledger.cases("satisfaction-rate")
    rates = {case: content.figures[f"satisfaction-rate.{case}"] for case in cases}
    wide = [content.figures[f"satisfaction-rate-with-basically.{case}"] for case in cases]
    ordered = sorted(rates, key=lambda case: rates[case].exact)
    low, high = (WORDS["unit"].format(name=cases[case], rate=rates[case].text) for case in (ordered[0], ordered[-1]))
    least = min(wide, key=lambda figure: figure.exact)
    return WORDS["votes"].format(
        count=len(votes), due=max(votes["due"]), present=max(votes["present"]), high=high, low=low, least=least.text,
    )
