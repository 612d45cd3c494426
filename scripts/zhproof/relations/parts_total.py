"""Judges whether the parts that a text lists add up to their total.

Title: 部分与合计
Meaning: 列出的各部分互不重叠、合起来就是总数时，相加应等于总数。用“其中”列举而没有列全的，不作判断。
True: 会议应到委员45人，实到41人。表决结果：赞成38票，反对1票，弃权2票，共41票。
False 矛盾: 第一批交办14件，第二批交办18件，两批共计33件。
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from zhproof.findings import CONTRADICTION, DOUBT, Finding
from zhproof.quantities import Numeral
from zhproof.relations.arithmetic import admitted, digit_changes, meets, show, show_sum, total_of
from zhproof.relations.binding import is_level, same_unit
from zhproof.relations.context import Context, Figure
from zhproof.relations.judging import confirmed, mismatched
from zhproof.relations.words import TOTAL_BEHIND, WIDER_SCOPE, partition_of, state_of

RULE = "parts-total"
_PARTS_FOLLOW = re.compile(r"其中|中[，：]?$|分为|分成|包括|包含|分别|：")
_OPENS = re.compile(r"(?:共|总|收回|实到)[^，]{0,8}$")
_OPEN_LIST = re.compile(r"等$|以上|多个")
_SINGLE_REST = re.compile(r"^[^，。；]{2,24}(?:问题|项目|事项|建议|件)?(?:正在|正|尚|还在|仍在)[^，。；]*")
_BARE_TOTAL = re.compile(r"^(?:以上)?(?:共计|合计|总计)(?:为)?$")
_GRAND_TOTAL = re.compile(r"(?:总量|总计|合计|总额)(?:为|达|达到)?$")
_REST = re.compile(r"^(?:其余|剩余|余下|其他|其它)[^，]{0,8}$")
_PLACES = frozenset("个所家处座")
_MOST_PARTS = 12


def check(context: Context) -> Iterator[Finding]:
    """The findings on parts and totals, each list once."""
    before: list[Figure] = []
    for figures in context.sentences:
        seen: set[frozenset[int]] = set()
        levels = [f for f in figures if is_level(f)]
        levels, before = [*_head_before(before, levels), *levels], levels
        for finding in (*_totals_behind(levels), *_sums_with(context, figures), *_totals_ahead(context, levels)):
            key = frozenset(finding.numerals)
            if not any(key <= other for other in seen):
                seen.add(key)
                yield finding


def _head_before(before: list[Figure], levels: list[Figure]) -> list[Figure]:
    """The one amount of the sentence before, of which 其中 at the beginning of this one names parts."""
    if not before or not levels or not levels[0].gap.startswith("其中") or before[0].paragraph != levels[0].paragraph:
        return []
    heads = [f for f in before if same_unit(f, levels[0])]
    return heads if len(heads) == 1 and levels[0].sentence == heads[0].sentence + 1 else []


def _totals_behind(levels: list[Figure]) -> Iterator[Finding]:
    """第一批14件，第二批18件，两批共计32件: a total that closes its parts."""
    for place, total in enumerate(levels):
        parts = _run_before(levels, place)
        mixed = [] if len(parts) > 1 else _mixed_before(levels, place)
        parts = mixed or parts
        if len(parts) < 2 or not (TOTAL_BEHIND.search(total.lead) or total.lead in ("全年", "全年办结")):
            continue
        # A head with the same total opens the list: 860万元，其中：…，合计860万元.
        opened = parts[0].value == total.value and len(parts) > 2
        if opened:
            parts = parts[1:]
        numerals = [*(p.numeral for p in parts), total.numeral]
        if any(numeral.hedge for numeral in numerals):
            continue
        bare = bool(_BARE_TOTAL.search(total.lead))
        if _adds_up(numerals):
            yield _confirm(numerals)
        elif len(parts) > 2 and _adds_up(numerals[1:]):
            yield _confirm(numerals[1:])
            if TOTAL_BEHIND.search(parts[0].lead) and "其中" in parts[1].gap:
                # 共7件，其中3件、2件、3件，合计8件: the head is another total of the same parts.
                yield _mismatch([*numerals[1:-1], parts[0].numeral], CONTRADICTION)
        elif opened and (slip := mismatched(RULE, numerals, _adds_up, show_sum(numerals[:-1]), "")).rule != RULE:
            yield _mismatch(numerals, slip.severity)
        elif _is_comparable(numerals) and not WIDER_SCOPE.search(total.lead) and not any(_OPEN_LIST.search(p.tail) for p in parts):
            if opened or mixed or bare and total.clause - parts[0].clause <= len(parts) or _is_alike(parts) or _counted(levels, place, parts):
                yield _mismatch(numerals, CONTRADICTION)


def _mixed_before(levels: list[Figure], place: int) -> list[Figure]:
    """社区18个、敬老院12所、机构9家，共走访点位39个: the parts of one clause, under the verb that the total repeats."""
    total = levels[place]
    verb = re.match(r"^共(?:计)?([一-鿿]{2})", total.lead)
    run = [f for f in levels[:place] if f.clause == total.clause - 1]
    if not verb or len(run) < 2 or verb[1] not in run[0].lead or not all(f.gap.startswith("、") for f in run[1:]):
        return []
    return run if all(f.numeral.unit in _PLACES for f in [*run, total]) else []


def _sums_with(context: Context, figures: list[Figure]) -> Iterator[Finding]:
    """收入100亿元，增长5%。加上调入资金10亿元，收入总量为110亿元: what is added to the amount of the sentence before."""
    totals = [f for f in figures if f.is_amount and _GRAND_TOTAL.search(f.lead)]
    added = [f for f in figures if f.is_amount and totals and f.order < totals[0].order]
    if len(totals) != 1 or not added or not re.match(r"^加上", added[0].gap) or added[0].numeral.unit != totals[0].numeral.unit:
        return
    first = _opening_amount(context, figures[0], totals[0])
    if first is None or any(f.numeral.unit != first.numeral.unit or f.numeral.hedge or f.aside for f in added):
        return
    numerals = [first.numeral, *(f.numeral for f in added), totals[0].numeral]
    if _adds_up(numerals):
        yield _confirm(numerals)
    elif _is_comparable(numerals):
        yield _mismatch(numerals, CONTRADICTION)


def _opening_amount(context: Context, figure: Figure, total: Figure) -> Figure | None:
    """The amount that opens the sentence before, in the same paragraph and unit, and that the total can contain."""
    place = figure.order
    before = [f for f in context.figures[max(0, place - 8) : place] if f.sentence == context.figures[place - 1].sentence]
    if not place or before[0].paragraph != figure.paragraph or not is_level(before[0]):
        return None
    return before[0] if before[0].numeral.unit == total.numeral.unit and before[0].value < total.value else None


def _run_before(levels: list[Figure], place: int) -> list[Figure]:
    """The figures of the total's unit just before it; a total among them opens the list."""
    unit, run = levels[place].numeral.unit, []
    last = place - 1 if place and _counts_parts(levels[place - 1], levels[place]) else place
    for figure in reversed(levels[max(0, last - _MOST_PARTS) : last]):
        if figure.numeral.unit != unit or figure.aside:
            break
        run.insert(0, figure)
        if TOTAL_BEHIND.search(figure.lead):
            break
    return run


def _counts_parts(number: Figure, total: Figure) -> bool:
    """Whether a number only says how many parts the total closes: 两批共计32件."""
    return number.clause == total.clause and number.value <= _MOST_PARTS and number.numeral.unit != total.numeral.unit


def _is_alike(parts: Sequence[Figure]) -> bool:
    """Whether the parts name their members in one way: the same ending, an ordinal each, or an exclusive set."""
    leads = [part.lead for part in parts]
    if partition_of(leads) or all(re.search(r"第[一二三四五六七八九十]", part.gap) for part in parts):
        return True
    if any("分别" in part.gap for part in parts[:1]) and all(not part.lead for part in parts[1:]):
        return True
    return all(re.match(r"^[，；：。]?[一二三四五六七八九十]是", part.gap.lstrip("，；：。")) or "是" in part.gap[:8] for part in parts)


def _counted(levels: list[Figure], place: int, parts: Sequence[Figure]) -> bool:
    """Whether the total itself says that it closes just these parts: 两批共计, 三项合计."""
    return place > 0 and _counts_parts(levels[place - 1], levels[place]) and levels[place - 1].value == len(parts)


def _totals_ahead(context: Context, levels: list[Figure]) -> Iterator[Finding]:
    """283所，其中公办96所、民办187所: a total that opens its parts."""
    place = 0
    while place < len(levels):
        total = levels[place]
        parts = _run_after(context, levels, place)
        place += 1
        if not parts:
            continue
        if len(parts) == 1:
            yield from _one_named_rest(context, total, parts[0])
            continue
        found = partition_of([_label(part) for part in parts])
        if total.numeral.hedge or any(part.numeral.hedge or part.aside for part in parts):
            continue
        spent = _is_spending(total, parts)
        linked = spent or bool(found and found[0] in ("state", "letters") and found[1]) or bool(
            _PARTS_FOLLOW.search(total.tail) or _PARTS_FOLLOW.search(parts[0].gap) or _OPENS.search(total.lead)
        )
        numerals = [*(p.numeral for p in parts), total.numeral]
        # A list of exclusive members counts as a whole; any other may be followed by what is no part of it.
        shortest = len(parts) if found else 2
        fitting = next((n for n in range(len(parts), shortest - 1, -1) if _adds_up([*numerals[:n], total.numeral])), 0)
        if fitting and linked:
            yield _confirm([*numerals[:fitting], total.numeral])
            continue
        if spent:
            yield _mismatch(numerals, CONTRADICTION)
        elif linked:
            yield from _judge_list(context, total, parts)


def _is_spending(total: Figure, parts: Sequence[Figure]) -> bool:
    """收入2860万元，支出2315万元，结余545万元: what was spent and what is left make up what was there."""
    return (
        len(parts) == 2
        and re.search(r"收入|预算|安排|筹集|到位", total.lead) is not None
        and re.search(r"^(?:实际|已|累计)?(?:支出|使用|拨付|执行)", parts[0].lead) is not None
        and re.search(r"^(?:年终|收支)?(?:结余|剩余|结转)", parts[1].lead) is not None
    )


def _run_after(context: Context, levels: list[Figure], place: int) -> list[Figure]:
    """The figures after the total that share its unit, up to the first other one."""
    total, run = levels[place], []
    for figure in levels[place + 1 : place + 1 + _MOST_PARTS]:
        if not same_unit(total, figure) or TOTAL_BEHIND.search(figure.lead) and figure.clause != total.clause:
            break
        if run and "其中" in figure.gap:
            break
        run.append(figure)
    smaller = next((n for n, figure in enumerate(run) if figure.value > total.value), len(run))
    # A part larger than its total is a part all the same where all members exclude one another.
    return run if partition_of([_label(part) for part in run]) else run[:smaller]


def _judge_list(context: Context, total: Figure, parts: list[Figure]) -> Iterator[Finding]:
    numerals = [*(p.numeral for p in parts), total.numeral]
    found = partition_of([_label(part) for part in parts])
    more = sum(p.value for p in parts) > total.value
    exhaustive = bool(found and found[1]) or bool(_REST.search(parts[-1].lead)) or _splits_into(context, total, parts)
    if found and total.lead and partition_of([_label(total), *(_label(part) for part in parts)]):
        # The total is the first member of the list itself.
        return
    if not (found or exhaustive or _is_comparable(numerals)):
        return
    if found and found[0] == "state":
        # A state may be left out, so that too small a total is only doubtful.
        if more or len(parts) > 2 or "中" in total.tail + parts[0].gap:
            yield _mismatch(numerals, CONTRADICTION if more else DOUBT)
    elif exhaustive or (found and more):
        yield _mismatch(numerals, CONTRADICTION)
    elif found and found[0] == "level" and (slip := mismatched(RULE, numerals, _adds_up, show_sum(numerals[:-1]), "")).rule != RULE:
        yield _mismatch(numerals, slip.severity)
    elif _is_one_digit_off(context, numerals, bool(found)):
        yield _mismatch(numerals, DOUBT)


def _label(part: Figure) -> str:
    """The words that name a part, before it or, where nothing stands before it, behind it."""
    lead = re.sub(r"^(?:其中|[一二三四五六七八九十]是)|[“”]", "", part.lead)
    return re.sub(r"(?:的有|的|有|为)$", "", lead) or part.tail


def _splits_into(context: Context, total: Figure, parts: Sequence[Figure]) -> bool:
    """Whether the text says 分为三类 and lists just so many parts."""
    for figure in context.figures[max(0, total.order - 1) : parts[0].order]:
        if figure.sentence != total.sentence or figure.value != len(parts):
            continue
        if re.search(r"分(?:为|成)$", figure.lead) or figure is not total and re.match(r"方面|类|大类", figure.tail) and all("方面" in p.lead or "类" in p.lead for p in parts):
            return True
    return False


def _one_named_rest(context: Context, total: Figure, part: Figure) -> Iterator[Finding]:
    """3项问题，两项已整改完成，城乡居民参保问题正在推进: what is left is one thing, named without a number."""
    following = context.after(part, 80)
    clauses = re.split(r"[，。；]", re.sub(r"20\d\d年度?", "", "".join(following.split())))
    if len(clauses) < 2 or state_of(clauses[0]) != "done" or not _SINGLE_REST.match(clauses[1]) or re.search(r"\d", clauses[1]):
        return
    if not re.search(r"问题|项目|建议|事项", clauses[1]) or re.match(r"其余|其他|剩余|其它", clauses[1]):
        return
    rest = total.value - part.value
    arithmetic = f"{show(part.numeral)} + 1 = {part.value + 1}"
    numerals = [part.numeral, total.numeral]
    if rest == 1:
        yield confirmed(RULE, numerals, arithmetic, "已完成的与点名的一项相加等于总数。")
    else:
        yield Finding(
            DOUBT, RULE, tuple(sorted(n.id for n in numerals)), f"{arithmetic} ≠ {show(total.numeral)}",
            f"已完成{show(part.numeral)}项，另点名一项，与总数{show(total.numeral)}项不符。", "请核对总数，或补写其余各项。",
        )  # fmt: skip


def _is_one_digit_off(context: Context, numerals: Sequence[Numeral], exclusive: bool) -> bool:
    """Whether one changed digit mends a list that need not be whole, and other places of the text speak for the change.

    Either the mended number stands elsewhere in the text for the same things, or all parts do and only the total differs.
    """
    if not all(numeral.is_exact and numeral.script == "arabic" for numeral in numerals):
        return False
    inside = {numeral.id for numeral in numerals}
    for place, numeral in enumerate(numerals):
        for changed in digit_changes(numeral):
            if not _adds_up([*numerals[:place], changed, *numerals[place + 1 :]]):
                continue
            if _stands_elsewhere(context, numeral, changed, inside):
                return True
            if exclusive and numeral is numerals[-1] and all(_stands_elsewhere(context, n, n, inside) for n in numerals[:-1]):
                return True
    return False


def _stands_elsewhere(context: Context, numeral: Numeral, value: Numeral, inside: set[int]) -> bool:
    figure = context.figure_of(numeral)
    return any(
        f.numeral.id not in inside and same_unit(f, figure) and _same_things(f, figure) for f in context.by_value.get(value.value, ())
    )


def _same_things(one: Figure, other: Figure) -> bool:
    """Whether two figures count things of one name: 问题29项 and 29个问题."""
    names = [set(re.findall(r"问题|建议|议案|案件|项目|机构|企业|意见|线索|投诉|床位|资金", f.lead + f.tail)) for f in (one, other)]
    return bool(names[0] & names[1]) and bool(set(one.lead + one.tail) & set(other.lead + other.tail) - set("".join(names[0] | names[1])))


def _adds_up(numerals: Sequence[Numeral]) -> bool:
    *parts, total = numerals
    return meets(total_of(parts), admitted(total))


def _is_comparable(numerals: Sequence[Numeral]) -> bool:
    *parts, total = numerals
    added = sum(part.value for part in parts)
    return total.value < 2 * added < 4 * total.value


def _confirm(numerals: Sequence[Numeral]) -> Finding:
    return confirmed(RULE, numerals, show_sum(numerals[:-1]), "各部分之和等于合计。")


def _mismatch(numerals: Sequence[Numeral], severity: str) -> Finding:
    *parts, total = numerals
    difference = sum(part.value for part in parts) - total.value
    what = "多" if difference > 0 else "少"
    return mismatched(
        RULE, numerals, _adds_up, f"{show_sum(parts)} ≠ {show(total)}",
        f"各部分之和比合计{what}{abs(difference) / total.scale}{_scale_name(total)}。", severity,
    )  # fmt: skip


def _scale_name(numeral: Numeral) -> str:
    return {10**4: "万", 10**8: "亿"}.get(int(numeral.scale), "")
