"""Counts the names that a text lists against the number that it gives them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from zhproof.findings import CONFIRMED, CONTRADICTION, UNCHECKED, Finding
from zhproof.relations.arithmetic import show
from zhproof.relations.context import Amount, Context
from zhproof.relations.judging import found, say
from zhproof.relations.words import WORDS

RULE = "list-count"
_ENDINGS = (
    "县", "区", "市", "镇", "乡", "局", "委", "厅", "部", "院", "校", "办", "村", "街道", "省", "中心", "公司", "问题", "社区", "机构",
    "企业",
)  # fmt: skip
_ORDINALS = (*"一二三四五六七八九", *(f"十{digit}" for digit in ("", *"一二三四五六七八九")), "二十", "")
_MOST = 20
_LONGEST = 200
_LONGEST_PARAGRAPH = 6000


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

    figure: Amount
    names: tuple[str, ...]
    more: bool
    maybe_more: int = 0
    quoted: bool = False

    @property
    def counted(self) -> tuple[str, ...]:
        """The names as they are counted where the number says so: joined ones parted if it takes that to reach it."""
        parted = (*self.names[:-1], *WORDS.joint.split(self.names[-1]))
        return parted if len(self.names) < self.figure.value == len(parted) else self.names


def find_lists(context: Context) -> Iterator[ListClaim]:
    """Yield the lists of names beside their number."""
    for figure in context.figures:
        value = figure.value
        if figure.is_amount and not figure.numeral.hedge and 1 <= value <= _MOST and value.denominator == 1:
            before = "".join(WORDS.passage_end.split(context.before(figure, _LONGEST))[-1].split())
            behind = context.after(figure, _LONGEST)
            yield from _quoted_list(figure, before)
            if value > 1:
                unit = WORDS.weak_unit.sub("", figure.numeral.unit)
                yield from _named_list(figure, before, unit + "".join(behind[:12].split()))
                yield from _list_behind(context, figure, behind)


def check_list_count(context: Context) -> Iterator[Finding]:
    """Yield the findings on lists of names beside their number."""
    for claim in find_lists(context):
        number, listed = int(claim.figure.value), len(claim.names)
        last, shown = listed + claim.maybe_more, show(claim.figure.numeral)
        severity, key, arithmetic = CONTRADICTION, "wrong", say(RULE, "listed", listed=last, sign="≠", number=shown)
        if claim.more and number > last:
            # Of quoted titles the text may be asked for the others; 枣阳、枝江等10个县市 needs none.
            if not claim.quoted:
                continue
            severity, key, arithmetic = UNCHECKED, "more", f"{shown} - {listed} = {number - listed}"
        elif listed <= number <= last:
            severity, key, arithmetic = CONFIRMED, "right", say(RULE, "listed", listed=number, sign="=", number=shown)
        words = {"listed": listed if key == "more" else last, "others": number - listed, "number": shown}
        yield found(severity, RULE, [claim.figure.numeral], arithmetic, key, **words)


def _quoted_list(figure: Amount, before: str) -> Iterator[ListClaim]:
    match = WORDS.quoted_before.search(before)
    names = WORDS.quoted.findall(match[1]) if match else []
    if not match and (match := WORDS.articles_before.search(before)) and figure.numeral.unit == "条":
        names = WORDS.article.findall(match[1])
    # One quoted name is the name of a class: “灯塔工厂”3家.
    if len(names) > 1:
        yield ListClaim(figure, tuple(names), bool(match["more"]), quoted=True)


def _named_list(figure: Amount, before: str, behind: str) -> Iterator[ListClaim]:
    match = WORDS.names_before.search(before)
    if not match or not WORDS.plain_noun.match(behind):
        return
    names = match["names"].split("、")
    parted = WORDS.joint.split(names[-1])
    joined = len(parted) - 1
    if not _are_alike(names, parted, behind):
        return
    if joined and (_end_alike([*names, *parted]) or all(name.endswith("级") for name in [*names, *parted])):
        names, joined = [*names[:-1], *parted], 0
    # A name may itself hold 和 (住房和城乡建设局), so that both counts are possible.
    yield ListClaim(figure, tuple(names), bool(match["more"]), joined)


def _are_alike(names: list[str], parted: list[str], behind: str) -> bool:
    """Return whether the names are members of one class, by their ending or by their shortness."""
    others = names[1:] or parted
    if _end_alike([names[0], *others]):
        return True
    if behind.startswith(("部门", "单位")):
        return all(len(name) <= 8 for name in others)
    if behind.startswith(("问题", "县", "市", "区", "乡镇", "镇")):
        return all(len(name) <= 3 for name in others) if len(names) > 1 else behind.startswith("问题")
    return False


def _end_alike(names: Sequence[str]) -> bool:
    return any(all(name.endswith(ending) for name in names) for ending in _ENDINGS)


def _list_behind(context: Context, figure: Amount, behind: str) -> Iterator[ListClaim]:
    if match := WORDS.names_behind.match(behind.replace(" ", "")):
        names = match["names"].split("、")
        yield ListClaim(figure, tuple(names), bool(match["more"]), names[-1].count("和"))
        return
    match = WORDS.items_behind.match(behind)
    if match and WORDS.item_noun.search(behind[: match.end()] + figure.numeral.unit):
        names = _itemised(context.after(figure, _LONGEST_PARAGRAPH).split("\n")[0][match.end() - 1 :])
        if len(names) >= 2:
            yield ListClaim(figure, names, False)


def _itemised(text: str) -> tuple[str, ...]:
    """Return what follows 一是, 二是, 三是 in unbroken order."""
    names: list[str] = []
    for match in WORDS.item.finditer(text):
        if match[1] != _ORDINALS[len(names)]:
            break
        names.append(WORDS.item_end.split(text[match.end() :], maxsplit=1)[0].strip())
    return tuple(names)
