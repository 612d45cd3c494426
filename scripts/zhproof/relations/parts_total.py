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
from zhproof.relations.arithmetic import scale_slip, show
from zhproof.relations.binding import is_level, same_unit
from zhproof.relations.closing_totals import find_added_amounts, find_closing_totals
from zhproof.relations.context import Context, Figure
from zhproof.relations.judging import confirmed
from zhproof.relations.sums import RULE, adds_up, confirm_sum, is_comparable, is_one_digit_off, is_precise_misprint, mismatch_sum
from zhproof.relations.words import TOTAL_BEHIND, partition_of, state_of

_PARTS_FOLLOW = re.compile(r"其中|中[，：]?$|分为|分成|包括|包含|分别|：")
_OPENS = re.compile(r"(?:共|总|收回|实到)[^，]{0,8}$")
_SINGLE_REST = re.compile(r"^[^，。；]{2,24}(?:问题|项目|事项|建议|件)?(?:正在|正|尚|还在|仍在)[^，。；]*")
_REST = re.compile(r"^(?:其余|剩余|余下|其他|其它)[^，]{0,8}$")
_MOST_PARTS = 12


def check(context: Context) -> Iterator[Finding]:
    """Yield the findings on parts and totals, each list once."""
    before: list[Figure] = []
    for figures in context.sentences:
        seen: set[frozenset[int]] = set()
        levels = [f for f in figures if is_level(f)]
        levels, before = [*_head_before(before, levels), *levels], levels
        for finding in (*find_closing_totals(levels), *find_added_amounts(context, figures), *_totals_ahead(context, levels)):
            key = frozenset(finding.numerals)
            if not any(key <= other for other in seen):
                seen.add(key)
                yield finding


def _head_before(before: list[Figure], levels: list[Figure]) -> list[Figure]:
    """Return the one amount of the sentence before, of which 其中 at the beginning of this one names parts."""
    if not before or not levels or not levels[0].gap.startswith("其中") or before[0].paragraph != levels[0].paragraph:
        return []
    heads = [f for f in before if same_unit(f, levels[0])]
    return heads if len(heads) == 1 and levels[0].sentence == heads[0].sentence + 1 else []


def _totals_ahead(context: Context, levels: list[Figure]) -> Iterator[Finding]:
    """283所，其中公办96所、民办187所: a total that opens its parts."""
    for place, total in enumerate(levels):
        parts = _run_after(levels, place)
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
        fitting = next((n for n in range(len(parts), shortest - 1, -1) if adds_up([*numerals[:n], total.numeral])), 0)
        if fitting and linked:
            yield confirm_sum([*numerals[:fitting], total.numeral])
            continue
        if spent:
            yield mismatch_sum(numerals, CONTRADICTION)
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


def _run_after(levels: list[Figure], place: int) -> list[Figure]:
    """Return the figures after the total that share its unit, up to the first other one."""
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
    opens = _PARTS_FOLLOW.search(total.tail) or _PARTS_FOLLOW.search(parts[0].gap)
    if found and total.lead and not opens and partition_of([_label(total), *(_label(part) for part in parts)]):
        # The total is the first member of the list itself.
        return
    if not (found or exhaustive or is_comparable(numerals)):
        return
    if found and found[0] == "state":
        # A state may be left out, so that too small a total is only doubtful.
        if more or len(parts) > 2 or "中" in total.tail + parts[0].gap:
            yield mismatch_sum(numerals, CONTRADICTION if more else DOUBT)
    elif exhaustive or (found and more) or (found and found[0] == "level" and scale_slip(numerals, adds_up)):
        yield mismatch_sum(numerals, CONTRADICTION)
    elif is_one_digit_off(context, numerals, bool(found)) or is_precise_misprint(numerals):
        yield mismatch_sum(numerals, DOUBT)


def _label(part: Figure) -> str:
    """Return the words that name a part, before it or, where nothing stands before it, behind it."""
    lead = re.sub(r"^(?:其中|[一二三四五六七八九十]是)|[“”]", "", part.lead)
    return re.sub(r"(?:的有|的|有|为)$", "", lead) or part.tail


def _splits_into(context: Context, total: Figure, parts: Sequence[Figure]) -> bool:
    """Return whether the text says 分为三类 and lists just so many parts."""
    for figure in context.figures[max(0, total.order - 1) : parts[0].order]:
        if figure.sentence != total.sentence or figure.value != len(parts):
            continue
        counts_kinds = figure is not total and re.match(r"方面|类|大类", figure.tail)
        if re.search(r"分(?:为|成)$", figure.lead) or counts_kinds and all("方面" in part.lead or "类" in part.lead for part in parts):
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
