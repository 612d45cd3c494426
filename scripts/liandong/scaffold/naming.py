"""A Chinese name for what a number counts, from the words that stand around it."""

from __future__ import annotations

import re

from liandong.findings import messages
from zhproof.quantities import PERCENT, POINTS, Numeral

AROUND = 70
LONGEST = 30
_SHORTEST = 2
_CLAUSE = re.compile(r"[，。；：！？,;:!?\n]")
_BRACKETS = re.compile(r"</?[A-Za-z][^<>]*>|[（(][^（）()]*[)）]|[《》“”‘’\"'〔〕\[\]<>【】（）()|#*·]")
_UNITS = r"(?:个百分点|大类|平方米|公顷|公里|立方米|万元|亿元|[个项件所家名人张盏部类次条份县处户亩吨元家座场期批组位])"
_NUMERALS = re.compile(rf"[0-9０-９]{{1,4}}\s*(?:年度?|月|日)|[0-9０-９][0-9０-９.,]*\s*[余多]?[万亿]*(?:[%％‰]|{_UNITS})?")
_LEADING = re.compile(
    r"^(?:其中|此外|同时|目前|据统计|经过|以及|及时|先后|累计|合计|共计|总计|今年|去年|全年|截至|由于|因此|[一二三四五六七八九十]+是|[①-⑳]"
    r"|[一二三四五六七八九十]+、|另(?!外)|并(?!购|网)|及(?!格)|和(?!谐|平)|与|将|共(?!性|同|享|建|产|青)|已(?!婚)|有(?!关|效|限|机|色|序)|是|为(?!民)|的"
    r"|在(?!建|校|职|岗|册)|经(?!济|营|费|贸)|向|对(?!外|口|接)|由|针对|等(?!级|待)|把|(?:问题|建议|议案|意见)中|中(?=立行|[一-鿿]*的$)|、)+"
)
_TRAILING = re.compile(
    r"(?:不低于|不少于|不超过|至少|至多|超过|突破|接近|共计|总计|累计|提高到|增加到|增长到|下降到|高达|达到|达|已有|也有|还有|共有|分为|均为|都是|分别为|分别|占比"
    r"|先后|及时|最大|最多|共|(?<!所|具|持|拥|国|私|现)有|(?<!人|行|作|成)为|(?<!法|但|于)是|近|超|逾|已|至"
    r"|(?<!存|所)在|仅|的|了|将|以|被|(?<!关|属|用)于|各|每|第|其中|(?<!侵)占|和|及|与|，|、)$"
)
_ALL = re.compile(r"(?<![人户年平])(?:均为|均在|均达到|均达|都是|都为|均)$")
# What says nothing without the number before it.
_DEPENDENT = re.compile(r"^(?:同比|比上年|较上年|年均|环比|分别)?(?:人均|户均|平均|增长|增加|上升|提高|下降|减少|回落|占比?|所占比例|比重|比例|较上年|高出)?$")
_RISE = re.compile("(?:提高|上升|增长|下降|增加|减少|回落)$")
# Where the thing that is counted ends, if it stands behind the number.
_VERBS = re.compile(
    "全部|已|均|中|按|正(?!式)|未|进行|专门|先后|开展|承办|交办|办理|召开|列入|为|占|使用率|从|并|被|深入|就|得|在|提出|参加|布局|安装|达到|实现|完成|纳入"
)
_BEFORE_THING = re.compile("(?:成立|组织|及|和|与|向|对|由|交由|深入|召开|为|针对|聚焦|建立|建成|等|邀请|开设|通过|收到|设立|涉及|培训|新增|出台|印发|安装|提出)$")
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
    head = _strip(before)
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
        return _cut(name), name not in _GENERIC
    if len(thing) > 1 and head not in _GENERIC and not head.endswith(thing):
        return _cut(head + thing), True
    return (head, head not in _GENERIC) if len(head) >= _SHORTEST else (_fallback(clauses, numeral), False)


def widen_name(text: str, numeral: Numeral, name: str) -> str:
    """Return a name with the clause before it, for one that another statistic has already."""
    _, clauses, _ = _around(text, numeral)
    for clause in reversed(clauses):
        words = _strip(clause)
        if len(words) >= _SHORTEST and words not in name and name not in words:
            return words[-12:] + name
    return name


def is_generic(name: str) -> bool:
    """Return whether a name says only what kind of thing is counted, as 问题 does."""
    return name in _GENERIC


def _around(text: str, numeral: Numeral) -> tuple[str, list[str], str]:
    """Return the words of the clause before a numeral, the clauses before that, and what follows its unit."""
    left = "".join(text[max(text.rfind("\n", 0, numeral.start), numeral.start - AROUND, 0) : numeral.start].split())
    right = "".join(text[numeral.end : numeral.end + AROUND].split())
    *clauses, before = _CLAUSE.split(_BRACKETS.sub("", left)) or [""]
    if _ALL.search(before):
        before = _ALL.sub("", before)
    else:
        *more, before = before.split("、")
        clauses += more
    right = right.removeprefix(numeral.hedge).removeprefix(numeral.unit.partition("/")[0])
    right = re.sub("^(?:以上|以下|左右|多|余)", "", _BRACKETS.sub("", right))
    right = re.split("[，。；：！？,;:!?%]", right, maxsplit=1)[0]
    words = re.split("[0-9]", right, maxsplit=1)
    # 6个市政府及46个部门: what is joined to the next number is its own.
    return before, clauses, re.split("(?:以及|及|和|与|、|达到|达)[^、]*$", words[0], maxsplit=1)[0] if len(words) > 1 else right


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
    named = [words for words in map(_strip, reversed(clauses)) if len(words) >= _SHORTEST]
    return named[0] if named else MESSAGES["unnamed"].format(number=numeral.id)


def _cut(name: str) -> str:
    """Return a name of at most thirty characters, cut where a phrase begins."""
    if len(name) <= LONGEST:
        return name
    kept = name[-LONGEST:]
    rest = re.split("的|因|、|和|以及|中", kept, maxsplit=1)[-1]
    return rest if len(rest) > LONGEST // 3 else kept
