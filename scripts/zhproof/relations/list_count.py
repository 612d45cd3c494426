"""Counts the names that a text lists against the number that it gives them.

Title: 列举与个数
Meaning: “甲、乙、丙3个”列出几个名称，个数就应是几；写“等”的，列出的不能多于个数；“四个方面：一是……”有几项就应写几项。
True: 打造“河南护工”“天中护工”2家省级人力资源品牌培训示范基地。
False 矛盾: 检查组先后深入西平县、上蔡县、汝南县、平舆县3个县开展实地检查。
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from zhproof.findings import CONFIRMED, CONTRADICTION, UNCHECKED, Finding
from zhproof.relations.arithmetic import show
from zhproof.relations.context import Context, Figure

RULE = "list-count"
_QUOTED_BEFORE = re.compile(r"((?:《[^《》]{1,60}》(?:（[^（）]{1,8}）)?[、，和与及以]{0,2})+|(?:“[^“”]{1,24}”[、和与及以]{0,2})+)(?P<more>等)?$")
_ARTICLES_BEFORE = re.compile(r"(第[一二三四五六七八九十百零]+条(?:[、和]第[一二三四五六七八九十百零]+条)+)(?P<more>等)?$")
_QUOTED = re.compile(r"《[^《》]+》|“[^“”]+”")
_NAME = r"(?:(?!等)[一-鿿]){2,16}"
_NAMES_BEFORE = re.compile(rf"(?P<names>{_NAME}(?:、{_NAME})+|{_NAME}(?:和|及|以及|与){_NAME})(?P<more>等)?(?:这|共)?$")
_NAMES_BEHIND = re.compile(
    rf"^(?:县区?|市|方面|类|大类|部门|单位|问题|领域|环节|重点)?，?(?:分别是|分别为|即|包括|：|:)"
    rf"(?P<names>{_NAME}(?:、{_NAME})+(?:和{_NAME})?)(?P<more>等)?[。；]"
)
_ORDINALS_BEHIND = re.compile(r"^[^，。；：\n\d一二三四五六七八九十]{0,20}[：:]\s*(?=一是|（一）|一、)")
_ORDINAL = re.compile(r"(?:^|[：:；;。，])\s*([一二三四五六七八九十]{1,3})是")
_ENDINGS = ("县", "区", "市", "镇", "乡", "局", "委", "厅", "部", "院", "校", "办", "村", "街道", "省", "中心", "公司", "问题", "社区", "机构", "企业", "级")
_PLAIN_NOUN = re.compile(r"^(?:部门|单位|县|市|区|省|乡镇|领域|方面|行业|类|环节|问题|镇|村|街道|局|社区|养老机构|企业|医院|学校|地区|国家|组)")
# The general classes that a number is given with; 5个 alone says nothing of what is listed.
_ORDINALS = tuple("一二三四五六七八九") + tuple(f"十{digit}" for digit in ("", *"一二三四五六七八九")) + ("二十", "")
_MOST = 20
_LONGEST = 200


@dataclass(frozen=True)
class ListClaim:
    """Names that a text lists beside a number that counts them.

    Attributes:
        figure: The number.
        names: The names, as many as can be told for certain.
        more: Whether the text says that there are others: 等.
        maybe_more: How many of the names may be two, because 和 joins them or belongs to them.
        quoted: Whether the names stand in marks of quotation.
    """

    figure: Figure
    names: tuple[str, ...]
    more: bool
    maybe_more: int = 0
    quoted: bool = False

    @property
    def counted(self) -> tuple[str, ...]:
        """The names as they are counted where the number says so: joined ones parted if it takes that to reach it."""
        parted = (*self.names[:-1], *re.split(r"和|以及|及|与", self.names[-1]))
        return parted if len(self.names) < self.figure.value == len(parted) else self.names


def find_lists(context: Context) -> Iterator[ListClaim]:
    """Yield the lists of names beside their number."""
    for figure in context.figures:
        if figure.is_amount and not figure.numeral.hedge and 1 <= figure.value <= _MOST and figure.value.denominator == 1:
            before = "".join(re.split(r"[。；;\n]", context.before(figure, _LONGEST))[-1].split())
            behind = context.after(figure, _LONGEST)
            yield from _quoted_list(figure, before)
            if figure.value > 1:
                unit = re.sub("^[个家项件条]$", "", figure.numeral.unit)
                yield from _named_list(figure, before, unit + "".join(behind[:12].split()))
                yield from _list_behind(context, figure, behind)


def check(context: Context) -> Iterator[Finding]:
    """Yield the findings on lists of names beside their number."""
    for claim in find_lists(context):
        yield from _judge(claim)


def _quoted_list(figure: Figure, before: str) -> Iterator[ListClaim]:
    match = _QUOTED_BEFORE.search(before)
    names = _QUOTED.findall(match[1]) if match else []
    if not match and (match := _ARTICLES_BEFORE.search(before)) and figure.numeral.unit == "条":
        names = re.findall("第[^第、和]+条", match[1])
    # One quoted name is the name of a class: “灯塔工厂”3家.
    if len(names) > 1:
        yield ListClaim(figure, tuple(names), bool(match["more"]), quoted=True)


def _named_list(figure: Figure, before: str, behind: str) -> Iterator[ListClaim]:
    match = _NAMES_BEFORE.search(before)
    if not match or not _PLAIN_NOUN.match(behind):
        return
    names = match["names"].split("、")
    joined = len(re.findall(r"和|以及|及|与", names[-1]))
    if not _are_alike(names, behind):
        return
    last = re.split(r"和|以及|及|与", names[-1])
    if joined and any(all(name.endswith(ending) for name in [*names, *last]) for ending in _ENDINGS):
        names, joined = [*names[:-1], *last], 0
    # A name may itself hold 和 (住房和城乡建设局), so that both counts are possible.
    yield ListClaim(figure, tuple(names), bool(match["more"]), joined)


def _are_alike(names: list[str], behind: str) -> bool:
    """Return whether the names are members of one class, by their ending or by their shortness."""
    last = names[1:] if len(names) > 1 else re.split(r"和|及|以及|与", names[0])
    if any(all(name.endswith(ending) for name in last) and names[0].endswith(ending) for ending in _ENDINGS if ending != "级"):
        return True
    if behind.startswith(("部门", "单位")):
        return all(len(name) <= 8 for name in last)
    if behind.startswith(("问题", "县", "市", "区", "乡镇", "镇")):
        return len(names) > 1 and all(len(name) <= 3 for name in last) or len(names) == 1 and behind.startswith("问题")
    return False


def _list_behind(context: Context, figure: Figure, behind: str) -> Iterator[ListClaim]:
    flat = behind.replace(" ", "")
    match = _NAMES_BEHIND.match(flat)
    if match:
        names = match["names"].split("、")
        yield ListClaim(figure, tuple(names), bool(match["more"]), len(re.findall("和", names[-1])))
        return
    match = _ORDINALS_BEHIND.match(behind)
    if match and re.search(r"方面|类|项|点|问题|环节|举措|措施|重点|任务|工作|机制|特点", behind[: match.end()] + figure.numeral.unit):
        paragraph = context.after(figure, 6000).split("\n")[0]
        names = _ordinal_names(paragraph[match.end() - 1 :])
        if len(names) >= 2:
            yield ListClaim(figure, names, False)


def _ordinal_names(text: str) -> tuple[str, ...]:
    """Return what follows 一是, 二是, 三是 in unbroken order."""
    names: list[str] = []
    for match in _ORDINAL.finditer(text):
        if match[1] != _ORDINALS[len(names)]:
            break
        names.append(re.split("[，,。；;：:0-9０-９]", text[match.end() :], maxsplit=1)[0].strip())
    return tuple(names)


def _judge(claim: ListClaim) -> Iterator[Finding]:
    number, ids = int(claim.figure.value), (claim.figure.numeral.id,)
    listed, last = len(claim.names), len(claim.names) + claim.maybe_more
    shown = show(claim.figure.numeral)
    if claim.more and number > last:
        # Of quoted titles the text may be asked for the others; 枣阳、枝江等10个县市 needs none.
        if claim.quoted:
            yield Finding(UNCHECKED, RULE, ids, f"{shown} - {listed} = {number - listed}", f"列出{listed}项，另有{number - listed}项未列名。")
        return
    if listed <= number <= last:
        yield Finding(CONFIRMED, RULE, ids, f"列出 {number} 项 = {shown}", "列出的名称与个数一致。")
        return
    yield Finding(
        CONTRADICTION, RULE, ids, f"列出 {last} 项 ≠ {shown}", f"列出{last}个名称，个数却写作{shown}。",
        "请清点名称，改正个数或补全名称。",
    )  # fmt: skip
