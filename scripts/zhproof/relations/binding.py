"""Which part, which whole and which rate belong together: the binding on which the rules of shares rest."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from zhproof.quantities import Numeral
from zhproof.relations.arithmetic import meets, percentage
from zhproof.relations.context import Amount, Context
from zhproof.relations.words import WORDS, state_of

# Measure words that count the same things in different sentences: things in general, persons, ballots.
_ALIKE_UNITS = (frozenset("个项件条"), frozenset("人名位"), frozenset("票张份"))
_MOST_BEFORE = 12


@dataclass(frozen=True)
class RateClaim:
    """A rate with the part and the whole that the words tie to it.

    Attributes:
        part: The counted part.
        whole: The whole.
        rate: The printed rate.
        explicit: Whether the words leave no other whole, so that a mismatch is an error.
    """

    part: Amount
    whole: Amount
    rate: Amount
    explicit: bool

    @property
    def numerals(self) -> list[Numeral]:
        """Part, whole and rate, in this order."""
        return [self.part.numeral, self.whole.numeral, self.rate.numeral]

    @property
    def exact(self) -> Fraction:
        """The part's share of the whole in percent."""
        return self.part.value / self.whole.value * 100

    @property
    def holds(self) -> bool:
        """Whether the part's share of the whole prints as the rate."""
        return share_holds(self.numerals)


def share_holds(numerals: Sequence[Numeral]) -> bool:
    """Return whether part, whole and rate, in this order, fit one another."""
    part, whole, rate = numerals
    return whole.value > 0 and meets(percentage(part.admitted, whole.admitted), rate.admitted)


def same_unit(first: Amount, second: Amount) -> bool:
    """Return whether two figures count in the same unit, or in measure words that count the same things."""
    a, b = first.numeral.unit, second.numeral.unit
    return bool(a) if a == b else any(a in units and b in units for units in _ALIKE_UNITS)


def is_change(figure: Amount) -> bool:
    """Return whether the figure says by how much something changed, and not how much there is."""
    return bool(WORDS.change.search(figure.lead))


def is_level(figure: Amount) -> bool:
    """Return whether the figure is an amount that can be a part or a whole."""
    return figure.is_amount and not is_change(figure) and not WORDS.average.search(figure.lead)


def is_stated(figure: Amount) -> bool:
    """Return whether the figure is an amount without a hedge, so that it can be part or whole of a share."""
    return is_level(figure) and not figure.numeral.hedge


def find_rate_claims(context: Context) -> list[RateClaim]:
    """Return the rates of a text whose part and whole can be told, each once."""
    if context.rate_claims is None:
        context.rate_claims = _find_rate_claims(context)
    return context.rate_claims


def _find_rate_claims(context: Context) -> list[RateClaim]:
    # The whole that fitted the shares of a paragraph, by its name in the text: 占承办总数的26.8%.
    known: dict[tuple[int, str], list[RateClaim]] = {}
    claims: list[RateClaim] = []
    open_rates: list[tuple[list[Amount], int, tuple[int, str]]] = []
    before: list[Amount] = []
    for figures in context.sentences:
        if before and before[-1].paragraph != figures[0].paragraph:
            before = []
        for index, rate in enumerate(figures):
            if not rate.is_percent:
                continue
            share = WORDS.share_of.match(_after_subject(context, figures, index))
            key = (rate.paragraph, share["whole"] if share else "-")
            claim = _bind(figures, index, before, share)
            if claim is None:
                open_rates.append((figures, index, key))
                continue
            claims.append(claim)
            if share and claim.holds:
                known.setdefault(key, []).append(claim)
        before = figures
    for figures, index, key in open_rates:
        if claim := _bind_known(figures, index, known.get(key, [])):
            claims.append(claim)
            if claim.holds:
                known[key].append(claim)
    return sorted(claims, key=lambda claim: claim.rate.order)


def _after_subject(context: Context, figures: list[Amount], index: int) -> str:
    """Return the lead of a rate that follows its part at once; empty where 占 has a subject of its own."""
    rate = figures[index]
    between = context.between(figures[index - 1], rate).removesuffix(rate.lead) if index else None
    return rate.lead if between is not None and WORDS.closes_part.match(between) else ""


def _bind(figures: list[Amount], index: int, before: list[Amount], share: re.Match | None) -> RateClaim | None:
    rate = figures[index]
    if _is_no_share(rate):
        return None
    if index and WORDS.whole_named.search(figures[index - 1].lead) and rate.lead in ("的", "的比重为", "的比例为", "的比重达"):
        return _bind_named_amount(figures, index)
    if share:
        return _bind_share(figures, index, before, share["whole"])
    name = WORDS.rate_name.search(rate.lead)
    if name and not WORDS.outside_rate.search(rate.lead):
        return _bind_named_rate(figures, index, before, name)
    return None


def _is_no_share(rate: Amount) -> bool:
    return is_change(rate) or bool(WORDS.yearly.search(rate.lead)) or "分别" in rate.lead or "均" in rate.lead


def _bind_known(figures: list[Amount], index: int, claims: list[RateClaim]) -> RateClaim | None:
    """Return another share of a whole that fitted its shares before, with no other whole between."""
    rate = figures[index]
    if not claims or not index or _is_no_share(rate) or len({claim.whole.value for claim in claims}) != 1:
        return None
    part, whole = figures[index - 1], claims[0].whole
    if not is_stated(part) or not same_unit(part, whole) or part.value > whole.value:
        return None
    siblings = {whole.order, *(claim.part.order for claim in claims)}
    rated = {figure.order for figure in figures if figure.is_percent and "占" in figure.lead}
    before = [f for f in figures if f.order < part.order and f.value >= part.value]
    between = [f for f in before if is_level(f) and same_unit(f, part)]
    explicit = all(f.order in siblings or f.order + 1 in rated for f in between)
    claim = RateClaim(part, whole, rate, explicit)
    is_near = len(claims) > 1 or rate.sentence == claims[-1].rate.sentence
    return claim if claim.holds or explicit and is_near else None


def _bind_named_amount(figures: list[Amount], index: int) -> RateClaim | None:
    """Return the claim of 778件，占建议总数856件的91%: the whole stands inside the words of the share."""
    if index < 2:
        return None
    part, whole, rate = figures[index - 2 : index + 1]
    fits = is_stated(part) and same_unit(part, whole) and part.segment == whole.segment
    return RateClaim(part, whole, rate, True) if fits else None


def _bind_share(figures: list[Amount], index: int, before: list[Amount], whole_name: str) -> RateClaim | None:
    rate, part = figures[index], figures[index - 1]
    while part.is_percent and part.order > figures[0].order and part.lead.startswith("占"):
        # 完成13866万元，占调整预算100.93%，占一般公共预算收入的48.51%: one part, two shares.
        part = figures[part.order - 1 - figures[0].order]
    of_plan = WORDS.plan.search(whole_name) and "预算" not in whole_name
    if not is_stated(part) or part.aside != rate.aside or WORDS.outside_whole.search(whole_name) or of_plan:
        return None
    earlier = _wholes_for(part, (f for f in figures if f.order < part.order))
    above = _wholes_for(part, before)
    if not WORDS.generic_whole.match(whole_name):
        core, all_of = WORDS.around_whole.sub("", whole_name), WORDS.all_of.search(whole_name)
        named = [f for f in [*above, *earlier] if len(core) >= 2 and core in f.gap[-24:] + f.tail]
        # 预算由300万元增加到500万元: the later value is the whole.
        named = [_latest(figures, f) if f in figures else f for f in named]
        near = named and (named[0] in earlier or all_of)
        explicit = near and len({f.value for f in named}) == 1 and not WORDS.narrower.search(part.gap)
        if named or not all_of:
            return _choose(part, named, rate, bool(explicit))
    if not earlier:
        heads = part.gap.startswith("其中") or any(_heads(f) for f in above)
        return _choose(part, above, rate, explicit=len({f.value for f in above}) == 1 and heads)
    # A whole with a share of its own is a sibling: 老年人138.8万人，占19.8%；65周岁以上110.2万人，占15.7%.
    siblings = [f for f in earlier if f.order + 1 < part.order and "占" in figures[f.order + 1 - figures[0].order].lead]
    explicit = _is_explicit(figures, earlier, part) and ("其中" in part.gap or len(siblings) < len(earlier))
    return _choose(part, earlier, rate, explicit) or _choose(part, above, rate, False)


def _wholes_for(part: Amount, figures: Iterable[Amount]) -> list[Amount]:
    """Return the figures that are large enough, and in the unit, to be the part's whole."""
    return [f for f in figures if is_stated(f) and same_unit(f, part) and f.value >= part.value]


def _heads(figure: Amount) -> bool:
    """Return whether the words around a figure open a whole."""
    return bool(WORDS.opens_whole.search(figure.gap) or WORDS.as_whole.search(figure.tail))


def _latest(figures: list[Amount], figure: Amount) -> Amount:
    """Return the value to which a figure changed, where the next one says so."""
    following = figure.order + 1 - figures[0].order
    if WORDS.from_value.search(figure.lead) and following < len(figures):
        return figures[following] if WORDS.level_after.search(figures[following].lead) else figure
    return figure


def _is_explicit(figures: list[Amount], earlier: list[Amount], part: Amount) -> bool:
    """Return whether one whole heads the sentence and everything else of its unit is a part beside this part."""
    head = earlier[0]
    if (head is figures[0] or _heads(head)) and all(f.value == head.value for f in earlier):
        return True
    # The figures between the head and the part are siblings that each carry their own share.
    inner = [f for f in figures if head.order < f.order < part.order]
    amounts, rates = sum(map(is_stated, inner)), sum(f.is_percent for f in inner)
    return rates > 0 and amounts == rates and len(inner) == amounts + rates


def _choose(part: Amount, wholes: list[Amount], rate: Amount, explicit: bool) -> RateClaim | None:
    """Return the nearest whole that fits; without one the claim on the first whole, if the words are explicit."""
    claims = [RateClaim(part, whole, rate, explicit) for whole in reversed(wholes[-_MOST_BEFORE:]) if whole.value]
    fitting = next((claim for claim in claims if claim.holds), None)
    return fitting or (claims[-1] if claims and explicit else None)


def _bind_named_rate(figures: list[Amount], index: int, before: list[Amount], name: re.Match) -> RateClaim | None:
    """Return the claim of 14项问题中，已整改到位11项，持续整改3项，办结率78.6%: the whole heads the figures before."""
    rate = figures[index]
    near = [f for f in figures[:index] if f.segment == rate.segment and is_stated(f) and not f.aside][-_MOST_BEFORE:]
    # Without a mark between them the number belongs to the rate's own subject: 12条重点产业链项目占比.
    if not near or rate.clause - near[-1].clause != 1 or any(f.order > near[-1].order for f in figures[:index]):
        return None
    last = near[-1]
    run = [f for f in near if same_unit(f, last)]
    if not run:
        return None
    head = next((place for place in range(len(run) - 2, -1, -1) if _opens(run[place], run[place + 1])), 0)
    whole, parts = run[head], run[head + 1 :]
    # Behind another rate only what follows it can be the part: 整改率83.3%，乙类问题已整改18个，整改率78.3%.
    rated = max((f.order for f in figures[:index] if f.is_percent and f.order > whole.order), default=-1)
    alone = rated < 0
    parts = [f for f in parts if f.order > rated]
    if not parts:
        return _bind_across(last, before, rate, name["name"]) if alone else None
    claims = [RateClaim(part, whole, rate, False) for part in parts if part.value <= whole.value and whole.value]
    fitting = next((claim for claim in claims if claim.holds), None)
    if fitting or not claims:
        return fitting
    bare = name["name"] in ("占比", "比重", "比例")
    part = next((c.part for c in claims if _shares_word(c.part.lead, name["name"])), claims[0].part)
    words = part.lead + part.tail
    finished = WORDS.completion.search(name["name"]) and (WORDS.done.search(words) or state_of(part.lead) == "done")
    if not (_shares_word(words, name["stem"] + name["name"]) or finished or bare) or bare and name["stem"]:
        return None
    if bare:
        # 护理型床位26834张，占比72.6%: the part is the figure just before.
        part, listed, tied = last, len(parts) == 1, last.value <= whole.value
    else:
        named = _shares_word(part.lead, name["name"])
        tied = named or _is_marked(whole, parts[0]) or WORDS.plan.search(whole.gap) and WORDS.done.search(part.lead)
        listed = named or part is parts[0]
    # Several amounts behind one that nothing marks as the whole leave it open which of them the rate is of.
    clear = len(parts) == 1 or _opens(whole, parts[0])
    return RateClaim(part, whole, rate, True) if tied and listed and alone and clear else None


def _bind_across(part: Amount, before: list[Amount], rate: Amount, name: str) -> RateClaim | None:
    """Return the claim on a whole in the sentence before, from which the part goes on: 已, 其中."""
    heads = _wholes_for(part, before)
    if len({f.value for f in heads}) != 1 or not WORDS.opens_whole.search(heads[0].gap):
        return None
    if not WORDS.goes_on.search(part.gap):
        return None
    claim = RateClaim(part, heads[-1], rate, _shares_word(part.lead, name))
    return claim if claim.holds or claim.explicit else None


def _opens(whole: Amount, following: Amount) -> bool:
    """Return whether a figure is marked as a whole, or is a plan of which the next one is the result."""
    return _is_marked(whole, following) or bool(WORDS.plan.search(whole.lead) and WORDS.done.search(following.lead))


def _is_marked(whole: Amount, following: Amount) -> bool:
    """Return whether 中 or 其中 stands between a whole and the figure that follows it."""
    marked = WORDS.as_whole.search(whole.tail) or WORDS.as_whole.search(following.gap)
    return bool(marked) and whole.sentence == following.sentence


def _shares_word(lead: str, name: str) -> bool:
    """Return whether the part's words and the rate's name have a telling character in common: 已建立档案, 建档率."""
    return bool(set(lead) & (set(name) - set("率占比重例的有为")))
