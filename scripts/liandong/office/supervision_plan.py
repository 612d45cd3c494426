"""监督方案: basis, focus, teams and timetable of a joint supervision."""

from __future__ import annotations

from liandong.office.content import Content
from liandong.office.document import CENTRE, RIGHT, OfficeDocument

TITLE = "{city}人大常委会关于开展\n“积极应对人口老龄化 加快发展养老服务”\n联动监督的方案"
EMPTY_TITLE = "{city}人大常委会关于开展\n“（监督题目）”联动监督的方案"
ORDER = str.maketrans("一二三四五六七八九", "123456789")
WORDS = {
    "purpose": "为了了解有关法律法规在本市的实施情况，推动解决群众反映的问题，{city}人大常委会与各县区人大常委会联动开展监督。现制定本方案。",
    "basis": "一、依据",
    "bases": (
        "执法检查的组织和形式，依照《中华人民共和国各级人民代表大会常务委员会监督法》第三十一条至第三十五条；与下级人大常委会联动，依照该法第三十四条第二款。",
        "检查以前的专题调研，依照该法第三十二条第二款；听取和审议报告、审议意见的办理和向社会公布，依照该法第三十六条、第三十七条。",
        "检查的内容，依照《中华人民共和国老年人权益保障法》和有关地方性法规。",
    ),
    "empty_bases": ("〔写明法律法规的名称和条号。联动开展执法检查的依据是监督法第三十四条第二款，只适用于执法检查。〕",),
    "focus": "二、重点",
    "focuses": ("养老服务设施的规划、建设、移交和使用", "居家和社区养老服务", "养老机构的收费、安全和服务质量", "医养结合和老年人健康服务", "资金、用地和人才保障"),
    "empty_focuses": ("〔每个重点一行，写成可以查证的事项〕",) * 3,
    "number": "{number}．{text}。",
    "teams": "三、分组",
    "team_headings": ("组别", "联系的单位和县区", "组长、联络员"),
    "leader": "（填写）",
    "timetable": "四、时序",
    "headings": ("步骤", "时间", "由谁"),
    "range": "{first}至{last}",
    "steps": ("动员和学习法律法规", "征集问题", "整理清单", "交办", "整改和督导", "复核", "满意度测评", "提出报告，提请审议"),
    "by": (
        "市人大常委会", "各组、各县区人大常委会", "市人大常委会办公室", "市人大常委会", "责任单位，各督导组", "各督导组、各县区人大常委会",
        "市人大常委会会议", "执法检查组",
    ),
    "request": "五、要求",
    "requests": (
        "发现的问题写明时间、地方和事实，不写个人隐私。",
        "各组每周报送问题和整改进展，由专人登记台账，只登记有依据的数。",
        "检查人员不干预具体案件，不直接处理问题。",
    ),
    "issuer": "{city}人大常委会",
    "joined": "、", "blank": "（填写）",
}


def make(content: Content) -> bytes:
    """Returns the plan as a Word document."""
    title = (TITLE if content.filled else EMPTY_TITLE).format(city=content.city)
    document = OfficeDocument(title.replace("\n", ""), content.author, content.day)
    for line in title.split("\n"):
        document.title(line)
    document.line(f"（{content.note}）" if content.note else "", CENTRE)
    document.paragraph(WORDS["purpose"].format(city=content.city))
    document.heading(WORDS["basis"])
    _texts(document, content, WORDS["bases"] if content.filled else WORDS["empty_bases"])
    document.heading(WORDS["focus"])
    focuses = WORDS["focuses"] if content.filled else WORDS["empty_focuses"]
    _texts(document, content, [WORDS["number"].format(number=number, text=text.strip("。")) for number, text in enumerate(focuses, 1)])
    document.heading(WORDS["teams"])
    document.table(WORDS["team_headings"], _teams(content), (44, 76, 36))
    document.heading(WORDS["timetable"])
    steps = zip(WORDS["steps"], _days(content), WORDS["by"], strict=True)
    document.table(WORDS["headings"], [list(step) for step in steps], (46, 62, 48))
    document.heading(WORDS["request"])
    for text in WORDS["requests"]:
        document.paragraph(text)
    document.line()
    document.line(WORDS["issuer"].format(city=content.city), RIGHT)
    document.line(content.dated(min(content.table("raw_problems")["received_on"], default=None)), RIGHT)
    return document.content()


def _texts(document: OfficeDocument, content: Content, texts) -> None:
    for text in texts:
        if content.filled:
            document.paragraph(text)
        else:
            document.hint(text)


def _teams(content: Content) -> list[list[str]]:
    problems = content.table("problems")
    if problems.empty:
        return [[WORDS["blank"], "", ""] for _ in range(3)]
    short = dict(zip(content.table("units")["name_zh"], content.table("units")["short_zh"], strict=True))
    return [
        [team, WORDS["joined"].join(short[name] for name in own["unit_zh"].unique()), WORDS["leader"]]
        for team, own in sorted(problems.groupby("reviewer_zh"), key=_place)
    ]


def _place(group) -> tuple[bool, str]:
    """Orders the city's teams by their number, then the counties as in the list."""
    team, own = group
    city = own["level"].iloc[0] == "city"
    return (not city, team.translate(ORDER) if city else own["problem"].iloc[0])


def _days(content: Content) -> list[str]:
    problems, raw = content.table("problems"), content.table("raw_problems")
    if problems.empty:
        return [WORDS["blank"]] * len(WORDS["steps"])

    def between(first, last) -> str:
        return WORDS["range"].format(first=content.dated(first), last=content.dated(last))

    start, assigned = min(raw["received_on"]), min(problems["assigned_on"])
    received = [day for day in raw["received_on"] if day < assigned]
    voted = max(content.table("votes")["voted_on"])
    reviewed = content.table("reviews")["reviewed_on"]
    return [
        content.dated(start), between(start, max(received)), between(max(received), assigned), content.dated(assigned),
        between(assigned, content.day), between(min(reviewed), max(reviewed)), content.dated(voted), between(voted, content.day),
    ]
