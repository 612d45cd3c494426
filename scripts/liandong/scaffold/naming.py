"""A Chinese name for what a number counts, from the words that stand around it."""

from __future__ import annotations

import re

from liandong.findings import messages
from zhproof.quantities import PERCENT, POINTS, Numeral

AROUND = 70
LONGEST = 30
_SHORTEST = 2
_CLAUSE = re.compile(r"[，。；：！？,;:!?\n]")
_BRACKETS = re.compile(r"［[0-9]{1,3}］|</?[A-Za-z][^<>]*>|[（(][^（）()]*[)）]|[《》“”‘’\"'〔〕\[\]［］<>【】（）()|#*·]")
_UNITS = r"(?:个百分点|大类|平方米|公顷|公里|立方米|万元|亿元|[个项件所家名人张盏部类次条份县处户亩吨元家座场期批组位])"
# 65岁以上老年人, 5G网络: these digits are part of a name.
_NUMERALS = re.compile(rf"(?![0-9]+(?:[-—~至][0-9]+)?(?:周?岁|[A-Z](?![A-Za-z])))(?:[0-9０-９]{{1,4}}\s*(?:年度?|月|日)|[0-9０-９][0-9０-９.,]*\s*[余多]?[万亿]*(?:[%％‰]|{_UNITS})?)")
_LEADING = re.compile(
    r"^(?:其中|此外|同时|目前|据统计|经过|以及|及时|先后|累计|合计|共计|总计|今年|去年|全年|截至|由于|因此|[一二三四五六七八九十]+是|[①-⑳]"
    r"|[一二三四五六七八九十]+、|另(?!外)|并(?!购|网)|及(?!格)|和(?!谐|平)|与|将|共(?!性|同|享|建|产|青)|已(?!婚)|有(?!关|效|限|机|色|序)|是|为(?!民)|的"
    r"|在(?!建|校|职|岗|册)|经(?!济|营|费|贸)|向|对(?!外|口|接)|由|针对|等(?!级|待)|把|(?:问题|建议|议案|意见)中|中(?=立行|[一-鿿]*的$)|、)+"
)
_TRAILING = re.compile(
    r"(?:不低于|不少于|不超过|至少|至多|超过|突破|接近|共计|总计|累计"
    r"|(?:提高|提升|增加|增长|上升|下降|降低|减少|扩大|压减|缩短|恢复|[增升降减])(?:到|至|为)|高达|达到|达|已有|也有|还有|共有|分为|均为|都是|分别为|分别|占比"
    r"|先后|及时|最大|最多|共|(?<!所|具|持|拥|国|私|现)有|(?<!人|行|作|成)为|(?<!法|但|于)是|近|超|逾|已|至"
    r"|(?<!存|所)在|[从由—–~～-]|(?<![人户年平])均|仅|的|了|将|以|被|(?<!关|属|用)于|各|每|第|其中|(?<!侵)占|和|及|与|，|、)$"
)
_ALL = re.compile(r"(?<![人户年平])(?:均为|均在|均达到|均达|都是|都为|均)$")
# What says nothing without the number before it.
_DEPENDENT = re.compile(r"^(?:同比|比上年|较上年|年均|环比|分别)?(?:人均|户均|平均|增长|增加|上升|提高|下降|减少|回落|占比?|所占比例|比重|比例|较上年|高出)?$")
_RISE = re.compile("(?:提高|上升|增长|下降|增加|减少|回落)$")
# Where the thing that is counted ends, if it stands behind the number.
_VERBS = re.compile(
    "全部|已|均|中(?![心国小学央医药等型部共转])|按|正(?!式)|未|进行|专门|先后|开展|承办|交办|办理|召开|列入|为|占|使用率|(?:水质|空气质量)?[一-鿿]{2}率$|从|并|被|深入|就|得|在|提出|参加|布局|安装|达到|实现|完成|纳入"
)
_BEFORE_THING = re.compile("(?:成立|组织|及|和|与|向|对|由|交由|深入|召开|为|针对|聚焦|建立|建成|等|邀请|开设|通过|收到|设立|涉及|培训|新增|出台|印发|安装|提出)$")
# 起数、死亡人数分别下降15%、14.5%: the second number is of the second thing.
_APIECE = re.compile(
    r"(?P<things>[^，。；：！？,;:!?0-9]+?)分别(?P<verb>[^，。；0-9]{0,6})"
    r"(?P<given>(?:[-0-9.,]+[^0-9、，。；和及与]*[、，和及与])*)$"
)
_JOINED = re.compile("、|以及|和(?!谐|平)|(?<!普)及(?!格)|(?<!参)与")
_MEASURED_THING = re.compile("(?:[一-鿿]{2}[率值额量]|人数|件数|起数|收入|案件|标准|余额|增速)$")
# 4.5%—5%, 从45.8%提升至77.3%: which of two numbers one is.
_AFTER_LOWER = re.compile(r"[0-9][0-9.,]*[万亿]*[%％‰]?(?:[—–~～-]+|至)$")
_BEFORE_UPPER = re.compile(r"(?:[—–~～-]+|至)[0-9]")
_CHANGED_TO = re.compile("(?:左右|以上)?(?:提高|提升|增加|增长|上升|下降|降低|减少|扩大|压减|缩短|恢复|[增升降减])?(?:到|至)")
_BARE_VERB = frozenset(("交付", "完成", "建成", "新增", "新建", "实施", "提升", "增长", "引进", "建设", "改造", "下达", "投入"))
_GENERIC = frozenset(("问题", "项", "件", "人", "个", "建议", "议案", "部门", "方面", "家", "单位", "意见"))
MESSAGES = messages(__name__)


def name_numeral(text: str, numeral: Numeral, previous: str = "") -> tuple[str, bool]:
    """Return a name for what a numeral states, and whether the words around it are clear.

    Args:
        text: The whole text.
        numeral: The numeral.
        previous: The name of the statistic before it in the sentence, to which words such as 占 and 人均 belong.
    """
    before, clauses, after = _around(text, numeral)
    bound = _bound(text, numeral, before)
    if bound:
        before = _AFTER_LOWER.sub("", before)
        name, clear = _named(numeral, before, clauses, "" if bound == "former" else after, previous)
        return MESSAGES[bound].format(name=name), clear
    return _named(numeral, before, clauses, after, previous)


def _bound(text: str, numeral: Numeral, before: str) -> str:
    """Return which of two numbers that belong together a numeral is: lower, upper, former; empty for neither."""
    behind = "".join(text[numeral.end : numeral.end + AROUND].split()).removeprefix(numeral.unit)
    if _AFTER_LOWER.search(before):
        return "upper"
    if before.endswith(("从", "由")) and _CHANGED_TO.match(behind):
        return "former"
    return "lower" if _BEFORE_UPPER.match(behind) else ""


def _named(numeral: Numeral, before: str, clauses: list[str], after: str, previous: str) -> tuple[str, bool]:
    head = _strip(before)
    if head in _BARE_VERB and numeral.kind not in (PERCENT, POINTS) and not _thing(after):
        # 全市计划建430所，已建成435所: the clause before ends with the same verb.
        what = _fallback(clauses, numeral)
        return _cut(head if what[-1] in head else what + head), False
    if numeral.kind == PERCENT and after.startswith("的") and len(head) < _SHORTEST and _thing(after[1:]):
        return _cut(_thing(after[1:])), True
    if _DEPENDENT.fullmatch(head) and numeral.kind in (PERCENT, POINTS) or head in ("人均", "户均", "平均"):
        named = _RISE.sub("", previous) if not head else previous
        rate = named != previous or named.endswith(("率", "比例", "比重"))
        own = head if head and not head.startswith("占") else "" if rate else MESSAGES["share"]
        return (_cut(named + own), True) if named else (_fallback(clauses, numeral), False)
    if numeral.kind == PERCENT and head.startswith("占"):
        return _cut(previous + head), bool(previous)
    thing = "" if numeral.kind in (PERCENT, POINTS) else _thing(after)
    if numeral.unit == "次" and after:
        return _cut(head + re.sub("[^一-鿿]", "", after)[:16]), True
    if thing and (len(head) < _SHORTEST or _BEFORE_THING.search(before)):
        alone = len(thing) > _SHORTEST and thing not in _GENERIC
        name = thing if alone else _BEFORE_THING.sub("", head) + thing
        if len(name) >= _SHORTEST or name in _GENERIC:
            return _cut(name), name not in _GENERIC
        return _fallback(clauses, numeral), False
    if len(thing) > 1 and head not in _GENERIC and not head.endswith(thing):
        # 创业人才 and 人才专项 are 创业人才专项.
        shared = next(size for size in range(len(thing), -1, -1) if head.endswith(thing[:size]))
        return _cut(head + thing[shared:]), True
    return (head, head not in _GENERIC) if len(head) >= _SHORTEST else (_fallback(clauses, numeral), False)


def widen_name(text: str, numeral: Numeral, name: str) -> str:
    """Return a name with the clause before it, for one that another statistic has already."""
    _, clauses, _ = _around(text, numeral, sentence=True)
    for clause in reversed(clauses):
        # Of a clause with a number of its own what stands before that.
        words = _strip(re.split("[0-9]", clause, maxsplit=1)[0]) or _strip(clause)
        if len(words) >= _SHORTEST and words not in name and name not in words:
            return _cut(words + name)
    return name


def is_generic(name: str) -> bool:
    """Return whether a name says only what kind of thing is counted, as 问题 does."""
    return name in _GENERIC


def _around(text: str, numeral: Numeral, *, sentence: bool = False) -> tuple[str, list[str], str]:
    """Return the words of the clause before a numeral, the clauses before that, and what follows its unit.

    Args:
        text: The whole text.
        numeral: The numeral.
        sentence: Whether the clauses are those of its sentence alone, and not of its paragraph.
    """
    line = text.rfind("\n", 0, numeral.start) + 1
    first = max(line, numeral.start - AROUND)
    left = "".join(text[first : numeral.start].split())
    right = "".join(text[numeral.end : numeral.end + AROUND].split())
    left = _BRACKETS.sub("", left)
    if sentence:
        left = re.split("[。；！？]", left)[-1]
    *clauses, before = _CLAUSE.split(left) or [""]
    if first > line:
        # Only the end of a clause.
        del clauses[:1]
    apiece = _APIECE.search(left)
    own = _own_thing(apiece) if apiece else ""
    if own:
        before = own + apiece["verb"]
    elif _ALL.search(before):
        before = _ALL.sub("", before)
    elif re.search("[0-9]", before) or numeral.value != before.count("、") + 1:
        # 改革、开放、创新三大动力 counts all that are listed.
        *more, before = before.split("、")
        clauses += more
    right = right.removeprefix(numeral.hedge).removeprefix(numeral.unit.partition("/")[0])
    right = re.sub("^(?:以上|以下|左右|多|余)", "", _BRACKETS.sub("", right))
    right = re.split("[，。；：！？,;:!?%]", right, maxsplit=1)[0]
    words = re.split("[0-9]", right, maxsplit=1)
    # 6个市政府及46个部门: what is joined to the next number is its own.
    return before, clauses, re.split("(?:以及|及|和|与|、|达到|达)[^、]*$", words[0], maxsplit=1)[0] if len(words) > 1 else right


def _own_thing(apiece: re.Match) -> str:
    """Return which of the things that have a number apiece the next number is of; empty if that cannot be told."""
    things = _JOINED.split(apiece["things"])
    if len(things) == 1 and "城乡" in things[0]:
        things = [things[0].replace("城乡", kind) for kind in ("城镇", "农村")]
    number = len(re.findall("[、，和及与]", apiece["given"]))
    if len(things) == 1 or number >= len(things):
        return ""
    # 农村自来水、卫生户厕普及率: the last word is of all.
    measure = _MEASURED_THING.search(things[-1])
    is_measured = _MEASURED_THING.search(things[number]) or not measure
    return things[number] if is_measured else things[number] + measure[0]


def _strip(words: str) -> str:
    """Return the words of a clause without numerals, what joins it to others before, and its number's verb behind."""
    words = _NUMERALS.sub("", words)
    previous = None
    while words != previous:
        previous = words
        words = _TRAILING.sub("", _LEADING.sub("", words))
    return _cut(words)


def _thing(after: str) -> str:
    """Return the thing that is counted where it stands behind the number; empty if it does not."""
    if after.startswith(("的", "占", "以", "在", "比", "、")):
        return ""
    words = _VERBS.split(_NUMERALS.sub("", after), maxsplit=1)[0]
    words = words.split("的")[-1][:18]
    return words.rstrip("、") if re.fullmatch("[一-鿿A-Za-z+、]+", words) else ""


def _fallback(clauses: list[str], numeral: Numeral) -> str:
    # 资产总额增长116.2%、达到23.2万亿元: the growth is the former number's.
    is_rate = numeral.kind in (PERCENT, POINTS)
    named = [
        words if is_rate or "%" not in clause else _RISE.sub("", words)
        for clause in reversed(clauses) if len(words := _strip(clause)) >= _SHORTEST
    ]
    return named[0] if named else MESSAGES["unnamed"].format(number=numeral.id)


def _cut(name: str) -> str:
    """Return a name of at most thirty characters, cut where a phrase begins."""
    if len(name) <= LONGEST:
        return name
    kept = name[-LONGEST:]
    rest = re.split("的|因|、|和|以及|中", kept, maxsplit=1)[-1]
    return rest if len(rest) > LONGEST // 3 else kept
