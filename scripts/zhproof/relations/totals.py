"""Judges whether the parts that a text lists add up to their total, and whether one of 其中 is larger than its whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from zhproof.findings import CONTRADICTION, DOUBT, Finding
from zhproof.quantities import Numeral
from zhproof.relations import sums
from zhproof.relations.arithmetic import scale_slip, show
from zhproof.relations.binding import is_level, same_unit
from zhproof.relations.context import Context, Figure
from zhproof.relations.judging import confirmed, found
from zhproof.relations.words import WORDS, partition_of, state_of

_PLACES = frozenset("个所家处座")
_MOST_PARTS = 12


def check_totals(context: Context) -> Iterator[Finding]:
    """Yield the findings on parts and totals, each list once."""
    before: list[Figure] = []
    for figures in context.sentences:
        seen: set[frozenset[int]] = set()
        levels = [f for f in figures if is_level(f)]
        levels, before = [*_head_before(before, levels), *levels], levels
        for finding in (*_closing_totals(levels), *_added_amounts(context, figures), *_totals_ahead(context, levels)):
            key = frozenset(finding.numerals)
            if not any(key <= other for other in seen):
                seen.add(key)
                yield finding


def check_within(context: Context) -> Iterator[Finding]:
    """Yield the findings on parts larger than the whole before them."""
    for figures in context.sentences:
        for place, part in enumerate(figures):
            if not (is_level(part) and WORDS.part.search(part.gap)):
                continue
            # The nearest amount before; a change, a share or an average between says nothing of the whole.
            whole = next((f for f in reversed(figures[:place]) if is_level(f)), None)
            unit = part.numeral.unit
            if whole is None or not unit or whole.numeral.unit != unit or part.aside != whole.aside:
                continue
            numerals = [part.numeral, whole.numeral]
            smallest, largest = part.numeral.admitted.lower, whole.numeral.admitted.upper
            if smallest is not None and largest is not None and smallest > largest:
                yield found(CONTRADICTION, "within", numerals, " > ".join(map(show, numerals)), "wrong")


def _numerals(parts: Sequence[Figure], total: Figure) -> list[Numeral]:
    return [*(part.numeral for part in parts), total.numeral]


def _head_before(before: list[Figure], levels: list[Figure]) -> list[Figure]:
    """Return the one amount of the sentence before, of which 其中 at the beginning of this one names parts."""
    if not before or not levels or not levels[0].gap.startswith("其中") or before[0].paragraph != levels[0].paragraph:
        return []
    heads = [f for f in before if same_unit(f, levels[0])]
    return heads if len(heads) == 1 and levels[0].sentence == heads[0].sentence + 1 else []


def _closing_totals(levels: list[Figure]) -> Iterator[Finding]:
    """第一批14件，第二批18件，两批共计32件: a total that closes its parts."""
    for place, total in enumerate(levels):
        parts = _run_before(levels, place)
        mixed = [] if len(parts) > 1 else _mixed_before(levels, place)
        parts = mixed or parts
        if len(parts) < 2 or not (WORDS.total.search(total.lead) or total.lead in ("全年", "全年办结")):
            continue
        # A head with the same total opens the list: 860万元，其中：…，合计860万元.
        opened = parts[0].value == total.value and len(parts) > 2
        parts = parts[1:] if opened else parts
        numerals = _numerals(parts, total)
        if any(numeral.hedge for numeral in numerals):
            continue
        if sums.adds_up(numerals):
            yield sums.confirm_sum(numerals)
        elif len(parts) > 2 and sums.adds_up(numerals[1:]):
            yield sums.confirm_sum(numerals[1:])
            if WORDS.total.search(parts[0].lead) and "其中" in parts[1].gap:
                # 共7件，其中3件、2件、3件，合计8件: the head is another total of the same parts.
                yield sums.mismatch_sum([*numerals[1:-1], parts[0].numeral])
        elif opened and scale_slip(numerals, sums.adds_up):
            yield sums.mismatch_sum(numerals)
        elif sums.is_comparable(numerals) and not WORDS.wider_scope.search(total.lead):
            closes = WORDS.bare_total.search(total.lead) and total.clause - parts[0].clause <= len(parts)
            tied = opened or mixed or closes or _is_alike(parts) or _counted(levels, place, parts)
            if tied and not any(WORDS.open_list.search(part.tail) for part in parts):
                yield sums.mismatch_sum(numerals)


def _run_before(levels: list[Figure], place: int) -> list[Figure]:
    """Return the figures of the total's unit just before it; a total among them opens the list."""
    unit, run = levels[place].numeral.unit, []
    last = place - 1 if place and _counts_parts(levels[place - 1], levels[place]) else place
    for figure in reversed(levels[max(0, last - _MOST_PARTS) : last]):
        if figure.numeral.unit != unit or figure.aside:
            break
        run.insert(0, figure)
        if WORDS.total.search(figure.lead):
            break
    return run


def _counts_parts(number: Figure, total: Figure) -> bool:
    """Return whether a number only says how many parts the total closes: 两批共计32件."""
    return number.clause == total.clause and number.value <= _MOST_PARTS and number.numeral.unit != total.numeral.unit


def _counted(levels: list[Figure], place: int, parts: Sequence[Figure]) -> bool:
    """Return whether the total itself says that it closes just these parts: 两批共计, 三项合计."""
    return place > 0 and _counts_parts(levels[place - 1], levels[place]) and levels[place - 1].value == len(parts)


def _mixed_before(levels: list[Figure], place: int) -> list[Figure]:
    """社区18个、敬老院12所、机构9家，共走访点位39个: the parts of one clause, under the verb that the total repeats."""
    total = levels[place]
    verb = WORDS.common_verb.match(total.lead)
    run = [f for f in levels[:place] if f.clause == total.clause - 1]
    if not verb or len(run) < 2 or verb[1] not in run[0].lead or not all(f.gap.startswith("、") for f in run[1:]):
        return []
    return run if all(f.numeral.unit in _PLACES for f in [*run, total]) else []


def _is_alike(parts: Sequence[Figure]) -> bool:
    """Return whether the parts name their members in one way: the same ending, an ordinal each, or an exclusive set."""
    leads = [part.lead for part in parts]
    if partition_of(leads) or all(WORDS.ordinal_part.search(part.gap) for part in parts):
        return True
    if "分别" in parts[0].gap and all(lead in ("", "和", "及", "以及") for lead in leads[1:]):
        return True
    return all(WORDS.itemised_part.match(part.gap.lstrip("，；：。")) or "是" in part.gap[:8] for part in parts)


def _added_amounts(context: Context, figures: list[Figure]) -> Iterator[Finding]:
    """收入100亿元，增长5%。加上调入资金10亿元，收入总量为110亿元: what is added to the amount of the sentence before."""
    totals = [f for f in figures if f.is_amount and WORDS.grand_total.search(f.lead)]
    added = [f for f in figures if f.is_amount and totals and f.order < totals[0].order]
    if len(totals) != 1 or not added or not added[0].gap.startswith("加上"):
        return
    first = _opening_amount(context, figures[0])
    if first is None or any(f.numeral.hedge or f.aside for f in added):
        return
    numerals = _numerals([first, *added], totals[0])
    if len({numeral.unit for numeral in numerals}) > 1:
        return
    if sums.adds_up(numerals):
        yield sums.confirm_sum(numerals)
    elif sums.is_comparable(numerals):
        yield sums.mismatch_sum(numerals)


def _opening_amount(context: Context, figure: Figure) -> Figure | None:
    """Return the amount that opens the sentence before, in the same paragraph."""
    near = context.figures[max(0, figure.order - 8) : figure.order]
    before = [f for f in near if f.sentence == near[-1].sentence]
    return before[0] if before and before[0].paragraph == figure.paragraph and is_level(before[0]) else None


def _totals_ahead(context: Context, levels: list[Figure]) -> Iterator[Finding]:
    """283所，其中公办96所、民办187所: a total that opens its parts."""
    for place, total in enumerate(levels):
        parts = _run_after(levels, place)
        if len(parts) == 1:
            yield from _one_named_rest(context, total, parts[0])
        if len(parts) < 2 or total.numeral.hedge or any(part.numeral.hedge or part.aside for part in parts):
            continue
        members = partition_of([_label(part) for part in parts])
        spent = _is_spending(total, parts)
        whole = bool(members) and members[0] in ("state", "letters") and members[1]
        linked = spent or whole or _follow(total, parts) or WORDS.opens_parts.search(total.lead)
        numerals = _numerals(parts, total)
        # A list of exclusive members counts as a whole; any other may be followed by what is no part of it.
        shortest = len(parts) if members else 2
        fitting = next((n for n in range(len(parts), shortest - 1, -1) if sums.adds_up(_numerals(parts[:n], total))), 0)
        if fitting and linked:
            yield sums.confirm_sum(_numerals(parts[:fitting], total))
        elif spent:
            yield sums.mismatch_sum(numerals)
        elif linked:
            yield from _judge_list(context, total, parts, members)


def _run_after(levels: list[Figure], place: int) -> list[Figure]:
    """Return the figures after the total that share its unit, up to the first other one."""
    total, run = levels[place], []
    for figure in levels[place + 1 : place + 1 + _MOST_PARTS]:
        if not same_unit(total, figure) or WORDS.total.search(figure.lead) and figure.clause != total.clause:
            break
        if run and "其中" in figure.gap:
            break
        run.append(figure)
    smaller = next((n for n, figure in enumerate(run) if figure.value > total.value), len(run))
    # A part larger than its total is a part all the same where all members exclude one another.
    return run if partition_of([_label(part) for part in run]) else run[:smaller]


def _follow(total: Figure, parts: Sequence[Figure]) -> bool:
    """Return whether the words between a total and the first of the parts say that parts follow."""
    return bool(WORDS.parts_follow.search(total.tail) or WORDS.parts_follow.search(parts[0].gap))


def _is_spending(total: Figure, parts: Sequence[Figure]) -> bool:
    """收入2860万元，支出2315万元，结余545万元: what was spent and what is left make up what was there."""
    expected = (WORDS.received, WORDS.spent, WORDS.left)
    return len(parts) == 2 and all(word.search(f.lead) for word, f in zip(expected, (total, *parts), strict=True))


def _judge_list(
    context: Context, total: Figure, parts: list[Figure], members: tuple[str, bool] | None
) -> Iterator[Finding]:
    numerals = _numerals(parts, total)
    more = sum(p.value for p in parts) > total.value
    rest = WORDS.counted_rest.search(parts[-1].lead)
    exhaustive = members and members[1] or rest or _splits_into(context, total, parts)
    if members and total.lead and not _follow(total, parts) and partition_of(list(map(_label, [total, *parts]))):
        # The total is the first member of the list itself.
        return
    if not (members or exhaustive or sums.is_comparable(numerals)):
        return
    if members and members[0] == "state":
        # A state may be left out, so that too small a total is only doubtful.
        if more or len(parts) > 2 or "中" in total.tail + parts[0].gap:
            yield sums.mismatch_sum(numerals, CONTRADICTION if more else DOUBT)
    elif exhaustive or members and (more or members[0] == "level" and scale_slip(numerals, sums.adds_up)):
        yield sums.mismatch_sum(numerals)
    elif sums.is_one_digit_off(context, numerals, bool(members)) or sums.is_precise_misprint(numerals):
        yield sums.mismatch_sum(numerals, DOUBT)


def _label(part: Figure) -> str:
    """Return the words that name a part, before it or, where nothing stands before it, behind it."""
    return WORDS.after_label.sub("", WORDS.before_label.sub("", part.lead)) or part.tail


def _splits_into(context: Context, total: Figure, parts: Sequence[Figure]) -> bool:
    """Return whether the text says 分为三类 and lists just so many parts."""
    for figure in context.figures[max(0, total.order - 1) : parts[0].order]:
        if figure.sentence != total.sentence or figure.value != len(parts):
            continue
        counts_kinds = figure is not total and WORDS.kinds.match(figure.tail)
        if WORDS.split_into.search(figure.lead) or counts_kinds and all("方面" in p.lead or "类" in p.lead for p in parts):
            return True
    return False


def _one_named_rest(context: Context, total: Figure, part: Figure) -> Iterator[Finding]:
    """3项问题，两项已整改完成，城乡居民参保问题正在推进: what is left is one thing, named without a number."""
    following = WORDS.year_number.sub("", "".join(context.after(part, 80).split()))
    clauses = WORDS.clause_end.split(following)
    if len(clauses) < 2 or state_of(clauses[0]) != "done" or not WORDS.named_rest.match(clauses[1]):
        return
    is_counted = any(character.isdecimal() for character in clauses[1])
    if is_counted or not WORDS.rest_noun.search(clauses[1]) or WORDS.rest_word.match(clauses[1]):
        return
    arithmetic = f"{show(part.numeral)} + 1 = {part.value + 1}"
    numerals = [part.numeral, total.numeral]
    if total.value - part.value == 1:
        yield confirmed(sums.RULE, numerals, arithmetic, "rest")
    else:
        words = {"part": show(part.numeral), "total": show(total.numeral)}
        yield found(DOUBT, sums.RULE, numerals, f"{arithmetic} ≠ {words['total']}", "rest_wrong", **words)
