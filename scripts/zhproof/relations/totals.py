"""Judges whether the parts that a text lists add up to their total, and whether one of 其中 is larger than its whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from zhproof.findings import CONTRADICTION, DOUBT, Finding
from zhproof.quantities import Numeral
from zhproof.relations.arithmetic import digit_changes, meets, mends, scale_slip, show, show_sum, show_value, total_of
from zhproof.relations.binding import is_level, same_unit
from zhproof.relations.context import Amount, Context
from zhproof.relations.judging import confirmed, found, mismatched
from zhproof.relations.words import WORDS, partition_of, state_of

RULE = "parts-total"
_PLACES = frozenset("个所家处座")
_MOST_PARTS = 12
_MANY_DIGITS = 5


def check_totals(context: Context) -> Iterator[Finding]:
    """Yield the findings on parts and totals, each list once."""
    before: list[Amount] = []
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


def _numerals(parts: Sequence[Amount], total: Amount) -> list[Numeral]:
    return [*(part.numeral for part in parts), total.numeral]


def _head_before(before: list[Amount], levels: list[Amount]) -> list[Amount]:
    """Return the one amount of the sentence before, of which 其中 at the beginning of this one names parts."""
    if not before or not levels or not levels[0].gap.startswith("其中") or before[0].paragraph != levels[0].paragraph:
        return []
    heads = [f for f in before if same_unit(f, levels[0])]
    return heads if len(heads) == 1 and levels[0].sentence == heads[0].sentence + 1 else []


def _closing_totals(levels: list[Amount]) -> Iterator[Finding]:
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
        if _adds_up(numerals):
            yield _confirm_sum(numerals)
        elif len(parts) > 2 and _adds_up(numerals[1:]):
            yield _confirm_sum(numerals[1:])
            if WORDS.total.search(parts[0].lead) and "其中" in parts[1].gap:
                # 共7件，其中3件、2件、3件，合计8件: the head is another total of the same parts.
                yield _mismatch_sum([*numerals[1:-1], parts[0].numeral])
        elif opened and scale_slip(numerals, _adds_up):
            yield _mismatch_sum(numerals)
        elif _is_comparable(numerals) and not WORDS.wider_scope.search(total.lead):
            closes = WORDS.bare_total.search(total.lead) and total.clause - parts[0].clause <= len(parts)
            tied = opened or mixed or closes or _is_alike(parts) or _counted(levels, place, parts)
            if tied and not any(WORDS.open_list.search(part.tail) for part in parts):
                yield _mismatch_sum(numerals)


def _run_before(levels: list[Amount], place: int) -> list[Amount]:
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


def _counts_parts(number: Amount, total: Amount) -> bool:
    """Return whether a number only says how many parts the total closes: 两批共计32件."""
    return number.clause == total.clause and number.value <= _MOST_PARTS and number.numeral.unit != total.numeral.unit


def _counted(levels: list[Amount], place: int, parts: Sequence[Amount]) -> bool:
    """Return whether the total itself says that it closes just these parts: 两批共计, 三项合计."""
    return place > 0 and _counts_parts(levels[place - 1], levels[place]) and levels[place - 1].value == len(parts)


def _mixed_before(levels: list[Amount], place: int) -> list[Amount]:
    """社区18个、敬老院12所、机构9家，共走访点位39个: the parts of one clause, under the verb that the total repeats."""
    total = levels[place]
    verb = WORDS.common_verb.match(total.lead)
    run = [f for f in levels[:place] if f.clause == total.clause - 1]
    if not verb or len(run) < 2 or verb[1] not in run[0].lead or not all(f.gap.startswith("、") for f in run[1:]):
        return []
    return run if all(f.numeral.unit in _PLACES for f in [*run, total]) else []


def _is_alike(parts: Sequence[Amount]) -> bool:
    """Return whether the parts name their members in one way: the same ending, an ordinal each, or an exclusive set."""
    leads = [part.lead for part in parts]
    if partition_of(leads) or all(WORDS.ordinal_part.search(part.gap) for part in parts):
        return True
    if "分别" in parts[0].gap and all(lead in ("", "和", "及", "以及") for lead in leads[1:]):
        return True
    return all(WORDS.itemised_part.match(part.gap.lstrip("，；：。")) or "是" in part.gap[:8] for part in parts)


def _added_amounts(context: Context, figures: list[Amount]) -> Iterator[Finding]:
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
    if _adds_up(numerals):
        yield _confirm_sum(numerals)
    elif _is_comparable(numerals):
        yield _mismatch_sum(numerals)


def _opening_amount(context: Context, figure: Amount) -> Amount | None:
    """Return the amount that opens the sentence before, in the same paragraph."""
    near = context.figures[max(0, figure.order - 8) : figure.order]
    before = [f for f in near if f.sentence == near[-1].sentence]
    return before[0] if before and before[0].paragraph == figure.paragraph and is_level(before[0]) else None


def _totals_ahead(context: Context, levels: list[Amount]) -> Iterator[Finding]:
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
        fitting = next((n for n in range(len(parts), shortest - 1, -1) if _adds_up(_numerals(parts[:n], total))), 0)
        if fitting and linked:
            yield _confirm_sum(_numerals(parts[:fitting], total))
        elif spent:
            yield _mismatch_sum(numerals)
        elif linked:
            yield from _judge_list(context, total, parts, members)


def _run_after(levels: list[Amount], place: int) -> list[Amount]:
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


def _follow(total: Amount, parts: Sequence[Amount]) -> bool:
    """Return whether the words between a total and the first of the parts say that parts follow."""
    return bool(WORDS.parts_follow.search(total.tail) or WORDS.parts_follow.search(parts[0].gap))


def _is_spending(total: Amount, parts: Sequence[Amount]) -> bool:
    """收入2860万元，支出2315万元，结余545万元: what was spent and what is left make up what was there."""
    expected = (WORDS.received, WORDS.spent, WORDS.left)
    return len(parts) == 2 and all(word.search(f.lead) for word, f in zip(expected, (total, *parts), strict=True))


def _judge_list(
    context: Context, total: Amount, parts: list[Amount], members: tuple[str, bool] | None
) -> Iterator[Finding]:
    numerals = _numerals(parts, total)
    more = _excess(numerals) > 0
    rest = WORDS.counted_rest.search(parts[-1].lead)
    exhaustive = members and members[1] or rest or _splits_into(context, total, parts)
    if members and total.lead and not _follow(total, parts) and partition_of(list(map(_label, [total, *parts]))):
        # The total is the first member of the list itself.
        return
    if not (members or exhaustive or _is_comparable(numerals)):
        return
    if members and members[0] == "state":
        # A state may be left out, so that too small a total is only doubtful.
        if more or len(parts) > 2 or "中" in total.tail + parts[0].gap:
            yield _mismatch_sum(numerals, CONTRADICTION if more else DOUBT)
    elif exhaustive or members and (more or members[0] == "level" and scale_slip(numerals, _adds_up)):
        yield _mismatch_sum(numerals)
    elif _is_one_digit_off(context, numerals, bool(members)) or _is_precise_misprint(numerals):
        yield _mismatch_sum(numerals, DOUBT)


def _label(part: Amount) -> str:
    """Return the words that name a part, before it or, where nothing stands before it, behind it."""
    return WORDS.after_label.sub("", WORDS.before_label.sub("", part.lead)) or part.tail


def _splits_into(context: Context, total: Amount, parts: Sequence[Amount]) -> bool:
    """Return whether the text says 分为三类 and lists just so many parts."""
    for figure in context.figures[max(0, total.order - 1) : parts[0].order]:
        if figure.sentence != total.sentence or figure.value != len(parts):
            continue
        counts_kinds = figure is not total and WORDS.kinds.match(figure.tail)
        if WORDS.split_into.search(figure.lead) or counts_kinds and all("方面" in p.lead or "类" in p.lead for p in parts):
            return True
    return False


def _one_named_rest(context: Context, total: Amount, part: Amount) -> Iterator[Finding]:
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
        yield confirmed(RULE, numerals, arithmetic, "rest")
    else:
        words = {"part": show(part.numeral), "total": show(total.numeral)}
        yield found(DOUBT, RULE, numerals, f"{arithmetic} ≠ {words['total']}", "rest_wrong", **words)


def _adds_up(numerals: Sequence[Numeral]) -> bool:
    """Return whether the parts may add up to the total, the last of the numerals."""
    *parts, total = numerals
    return meets(total_of(parts), total.admitted)


def _excess(numerals: Sequence[Numeral]) -> Fraction:
    """Return by how much the printed parts exceed the total, the last of the numerals."""
    *parts, total = numerals
    return sum(part.value for part in parts) - total.value


def _is_comparable(numerals: Sequence[Numeral]) -> bool:
    """Return whether the sum is between half and double the total, so that the total can be meant for these parts."""
    *parts, total = numerals
    return total.value < 2 * sum(part.value for part in parts) < 4 * total.value


def _confirm_sum(numerals: Sequence[Numeral]) -> Finding:
    """Return the finding that the parts, all but the last of the numerals, add up to the last."""
    return confirmed(RULE, numerals, show_sum(numerals[:-1]))


def _mismatch_sum(numerals: Sequence[Numeral], severity: str = CONTRADICTION) -> Finding:
    """Return the finding that they do not."""
    *parts, total = numerals
    key = "wrong_more" if _excess(numerals) > 0 else "wrong_less"
    shown = show_value(abs(_excess(numerals)), total, 6)
    return mismatched(RULE, numerals, _adds_up, f"{show_sum(parts)} ≠ {show(total)}", key, severity, difference=shown)


def _is_one_digit_off(context: Context, numerals: Sequence[Numeral], exclusive: bool) -> bool:
    """Return whether one changed digit mends a list that need not be whole, and other places of the text speak for it.

    Either the mended number stands elsewhere in the text for the same things, or all parts do and only the total
    differs.
    """
    if not all(numeral.is_exact and numeral.script == "arabic" for numeral in numerals):
        return False
    inside = {numeral.id for numeral in numerals}

    def stands_elsewhere(numeral: Numeral, value: Fraction) -> bool:
        figure = context.by_id[numeral.id]
        others = (f for f in context.by_value.get(value, ()) if f.numeral.id not in inside)
        return any(same_unit(f, figure) and _same_things(f, figure) for f in others)

    return any(
        stands_elsewhere(numeral, changed.value)
        or exclusive and numeral is numerals[-1] and all(stands_elsewhere(n, n.value) for n in numerals[:-1])
        for numeral, changed in mends(numerals, _adds_up, digit_changes)
    )


def _is_precise_misprint(numerals: Sequence[Numeral]) -> bool:
    """Return whether numbers of many digits miss an exact sum by just one digit.

    A list that is not whole differs from its total by anything; that one changed digit out of five or more mends it
    exactly, happens by chance in fewer than one of a thousand lists.
    """
    total = numerals[-1]
    if sum(character.isdigit() for character in total.printed) < _MANY_DIGITS:
        return False
    if any(n.hedge or n.scale != total.scale or n.decimals != total.decimals for n in numerals):
        return False
    return any(mends(numerals, lambda trial: _excess(trial) == 0, digit_changes))


def _same_things(one: Amount, other: Amount) -> bool:
    """Return whether two figures count things of one name: 问题29项 and 29个问题."""
    words = [f.lead + f.tail for f in (one, other)]
    names = [set(WORDS.counted_thing.findall(text)) for text in words]
    return bool(names[0] & names[1]) and bool(set(words[0]) & set(words[1]) - set("".join(names[0] | names[1])))
