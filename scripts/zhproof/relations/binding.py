"""Which part, which whole and which rate belong together: the binding on which the rules of shares rest."""

from __future__ import annotations

import re
from dataclasses import dataclass

from zhproof.relations.arithmetic import admitted, meets, quotient
from zhproof.relations.context import Context, Figure
from zhproof.relations.words import (
    AVERAGE,
    CHANGE,
    DONE,
    FROM,
    GENERIC_WHOLE,
    LEVEL_AFTER,
    OUTSIDE_RATES,
    OUTSIDE_WHOLE,
    PLAN,
    RATE_NAME,
    SHARE_OF,
    YEARLY,
    state_of,
)

# Measure words that count the same things in different sentences.
_GENERAL_UNITS = frozenset({"个", "项", "件", "条"})
_PERSON_UNITS = frozenset({"人", "名", "位"})
_BALLOT_UNITS = frozenset({"票", "张", "份"})
_OPENS_WHOLE = re.compile(r"共|总|应到|应参|应|现有|发放|发出|抽查|审理|办理|受理|收到|交办|预算|计划|目标|任务|登记|清单|发现|涉及|检查")
_CLOSES_PART = re.compile(r"^[^，、；。]{0,24}[，,、（(；;：:]*$")
_AS_WHOLE = re.compile(r"其中|(?<!集)中(?!心|央|小|央|医|学|华|国|标|等|型|期)|以内")
_WHOLE_NAMED = re.compile(r"占|(?:完成|为)[^，]{0,6}(?:预算|计划|目标|任务)[^，]{0,4}$")
# Rates that tell how far something was done, whatever the words for doing it are.
_COMPLETION = re.compile(r"办|完成|整改|覆盖|执行|进度|达标|解决|落实|出席|到会|到位|复|销号|建|回收|结案|竣工|改造|移交|签约")
_ALL_OF = re.compile(r"(?:总数|总量|总额|总人数|总件数)$")
_NARROWER = re.compile(r"本级|市级|县级|省级")
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

    part: Figure
    whole: Figure
    rate: Figure
    explicit: bool

    @property
    def holds(self) -> bool:
        """Whether the part's share of the whole prints as the rate."""
        return share_holds([self.part.numeral, self.whole.numeral, self.rate.numeral])


def share_holds(numerals) -> bool:
    """Return whether part, whole and rate, in this order, fit one another."""
    part, whole, rate = numerals
    share = quotient(admitted(part), admitted(whole)) if whole.value > 0 else None
    return share is not None and meets(share, admitted(rate))


def same_unit(first: Figure, second: Figure) -> bool:
    """Return whether two figures count in the same unit: the same word, or both in a general measure word, or both persons."""
    a, b = first.numeral.unit, second.numeral.unit
    if a == b:
        return bool(a)
    return any(a in units and b in units for units in (_GENERAL_UNITS, _PERSON_UNITS, _BALLOT_UNITS))


def is_change(figure: Figure) -> bool:
    """Return whether the figure says by how much something changed, and not how much there is."""
    return bool(CHANGE.search(figure.lead))


def is_stated(figure: Figure) -> bool:
    """Return whether the figure is an amount without a hedge, so that it can be part or whole of a share."""
    return is_level(figure) and not figure.numeral.hedge


def is_level(figure: Figure) -> bool:
    """Return whether the figure is an amount that can be a part or a whole."""
    return figure.is_amount and not is_change(figure) and not AVERAGE.search(figure.lead)


def find_rate_claims(context: Context) -> list[RateClaim]:
    """Return the rates of a text whose part and whole can be told, each once."""
    if context.rate_claims is None:
        context.rate_claims = _find_rate_claims(context)
    return context.rate_claims


def _find_rate_claims(context: Context) -> list[RateClaim]:
    # The whole that fitted the shares of a paragraph, by its name in the text: 占承办总数的26.8%.
    known: dict[tuple[int, str], list[RateClaim]] = {}
    claims: list[RateClaim] = []
    open_rates: list[tuple[list[Figure], int, tuple[int, str]]] = []
    for place, figures in enumerate(context.sentences):
        before = context.sentences[place - 1] if place else []
        if before and before[-1].paragraph != figures[0].paragraph:
            before = []
        for index, rate in enumerate(figures):
            if not rate.is_percent:
                continue
            share = SHARE_OF.match(_after_subject(context, figures, index))
            key = (rate.paragraph, share["whole"] if share else "-")
            claim = _bind(context, figures, index, before, share)
            if claim is None:
                open_rates.append((figures, index, key))
                continue
            claims.append(claim)
            if share and claim.holds:
                known.setdefault(key, []).append(claim)
    for figures, index, key in open_rates:
        if claim := _bind_known(figures, index, known.get(key, [])):
            claims.append(claim)
            if claim.holds:
                known[key].append(claim)
    return sorted(claims, key=lambda claim: claim.rate.order)


def _bind(context: Context, figures: list[Figure], index: int, before: list[Figure], share: re.Match | None) -> RateClaim | None:
    rate = figures[index]
    if _is_no_share(rate):
        return None
    if index and _WHOLE_NAMED.search(figures[index - 1].lead) and rate.lead in ("的", "的比重为", "的比例为", "的比重达"):
        return _bind_named_amount(figures, index)
    if share:
        return _bind_share(context, figures, index, before, share["whole"])
    name = RATE_NAME.search(rate.lead)
    if name and not OUTSIDE_RATES.search(rate.lead):
        return _bind_named_rate(figures, index, before, name)
    return None


def _is_no_share(rate: Figure) -> bool:
    return bool(CHANGE.search(rate.lead) or YEARLY.search(rate.lead) or "分别" in rate.lead or "均" in rate.lead)


def _bind_known(figures: list[Figure], index: int, claims: list[RateClaim]) -> RateClaim | None:
    """Another share of a whole that fitted its shares before, with nothing else between that could be the whole."""
    rate = figures[index]
    if not claims or not index or _is_no_share(rate) or len({claim.whole.value for claim in claims}) != 1:
        return None
    part, whole = figures[index - 1], claims[0].whole
    if not is_stated(part) or not same_unit(part, whole) or part.value > whole.value:
        return None
    siblings = {whole.order, *(claim.part.order for claim in claims)}
    between = [f for f in figures if f.order < part.order and is_level(f) and same_unit(f, part) and f.value >= part.value]
    explicit = all(f.order in siblings or f.order + 1 in _rated(figures) for f in between)
    claim = RateClaim(part, whole, rate, explicit)
    return claim if claim.holds or explicit and (len(claims) > 1 or rate.sentence == claims[-1].rate.sentence) else None


def _rated(figures: list[Figure]) -> set[int]:
    """Return the orders of the shares in a sentence."""
    return {figure.order for figure in figures if figure.is_percent and "占" in figure.lead}


def _after_subject(context: Context, figures: list[Figure], index: int) -> str:
    """Return the lead of a rate that follows its part at once; a subject of its own before 占 unties it from the figure before."""
    rate = figures[index]
    if index and _CLOSES_PART.match(context.between(figures[index - 1], rate).removesuffix(rate.lead)):
        return rate.lead
    return ""


def _bind_named_amount(figures: list[Figure], index: int) -> RateClaim | None:
    """778件，占建议总数856件的91%: the whole stands inside the words of the share."""
    if index < 2:
        return None
    part, whole = figures[index - 2], figures[index - 1]
    if is_stated(part) and same_unit(part, whole) and part.segment == whole.segment:
        return RateClaim(part, whole, figures[index], True)
    return None


def _bind_share(context: Context, figures: list[Figure], index: int, before: list[Figure], whole_name: str) -> RateClaim | None:
    rate, part = figures[index], figures[index - 1]
    while part.is_percent and part.order > figures[0].order and part.lead.startswith("占"):
        # 完成13866万元，占调整预算100.93%，占一般公共预算收入的48.51%: one part, two shares.
        part = figures[part.order - 1 - figures[0].order]
    if not is_stated(part) or part.aside != rate.aside or OUTSIDE_WHOLE.search(whole_name) or PLAN.search(whole_name) and "预算" not in whole_name:
        return None
    earlier = [f for f in figures if f.order < part.order and is_stated(f) and same_unit(f, part) and f.value >= part.value]
    if not GENERIC_WHOLE.match(whole_name):
        core = re.sub(r"(?:的)?(?:总数|总量|总额|总人数|总人口|总)$|^(?:全部|全市|全县|本次|年初|全年|年度)", "", whole_name)
        named = [f for f in [*before, *earlier] if is_stated(f) and same_unit(f, part) and f.value >= part.value and _names(f, core)]
        # 预算由300万元增加到500万元: the later value is the whole.
        named = [_latest(figures, f) if f in figures else f for f in named]
        near = named and (named[0] in earlier or _ALL_OF.search(whole_name))
        explicit = near and len({f.value for f in named}) == 1 and not _NARROWER.search(part.gap)
        if named or not _ALL_OF.search(whole_name):
            return _choose(part, named, rate, bool(explicit))
    above = [f for f in before if is_stated(f) and same_unit(f, part) and f.value >= part.value]
    if not earlier:
        earlier = above
        heads = part.gap.startswith("其中") or [f for f in earlier if _OPENS_WHOLE.search(f.gap) or _AS_WHOLE.search(f.tail)]
        return _choose(part, earlier, rate, explicit=len({f.value for f in earlier}) == 1 and bool(heads))
    # A whole with a share of its own is a sibling: 老年人138.8万人，占19.8%；65周岁以上110.2万人，占15.7%.
    siblings = [f for f in earlier if f.order + 1 < part.order and "占" in figures[f.order + 1 - figures[0].order].lead]
    explicit = _is_explicit(figures, earlier, part) and ("其中" in part.gap or len(siblings) < len(earlier))
    return _choose(part, earlier, rate, explicit) or _choose(part, above, rate, False)


def _latest(figures: list[Figure], figure: Figure) -> Figure:
    """Return the value to which a figure changed, where the next one says so."""
    following = figure.order + 1 - figures[0].order
    if FROM.search(figure.lead) and following < len(figures) and LEVEL_AFTER.search(figures[following].lead):
        return figures[following]
    return figure


def _names(figure: Figure, core: str) -> bool:
    return len(core) >= 2 and core in figure.gap[-24:] + figure.tail


def _is_explicit(figures: list[Figure], earlier: list[Figure], part: Figure) -> bool:
    """Return whether one whole heads the sentence and everything else of its unit is a part beside the part in question."""
    head = earlier[0]
    others = [f for f in earlier[1:] if f.value != head.value]
    opened = head is figures[0] or bool(_OPENS_WHOLE.search(head.gap)) or bool(_AS_WHOLE.search(head.tail))
    return opened and not others or _lists_parts(figures, head, part)


def _lists_parts(figures: list[Figure], head: Figure, part: Figure) -> bool:
    """Return whether the figures between the head and the part are siblings that each carry their own share."""
    inner = [f for f in figures if head.order < f.order < part.order]
    amounts, rates = [f for f in inner if is_stated(f)], [f for f in inner if f.is_percent]
    return bool(rates) and len(amounts) == len(rates) and len(inner) == len(amounts) + len(rates)


def _choose(part: Figure, wholes: list[Figure], rate: Figure, explicit: bool) -> RateClaim | None:
    """Return the nearest whole that fits; without one the claim on the first whole, if the words are explicit."""
    claims = [RateClaim(part, whole, rate, explicit) for whole in reversed(wholes[-_MOST_BEFORE:]) if whole.value]
    fitting = next((claim for claim in claims if claim.holds), None)
    return fitting or (claims[-1] if claims and explicit else None)


def _bind_named_rate(figures: list[Figure], index: int, before: list[Figure], name: re.Match) -> RateClaim | None:
    """14项问题中，已整改到位11项，持续整改3项，办结率78.6%: the part is one of the figures before, the whole heads them."""
    rate = figures[index]
    near = [f for f in figures[:index] if f.segment == rate.segment and is_stated(f) and not f.aside][-_MOST_BEFORE:]
    if not near:
        return None
    # Without a mark between them the number belongs to the rate's own subject: 12条重点产业链项目占比.
    if rate.clause - near[-1].clause != 1:
        return None
    last = near[-1]
    if any(f.order > last.order for f in figures[:index]):
        return None
    run = [f for f in near if same_unit(f, last)]
    if not run:
        return None
    head = next((place for place in range(len(run) - 2, -1, -1) if _opens(run[place], run[place + 1])), 0)
    whole, parts = run[head], run[head + 1 :]
    # Behind another rate only what follows it can be the part: 整改率83.3%，乙类问题已整改18个，整改率78.3%.
    rated = max((f.order for f in figures[:index] if f.is_percent and f.order > whole.order), default=-1)
    alone = rated < 0
    parts = [f for f in parts if f.order > rated]
    if not parts and alone:
        heads = [f for f in before if is_stated(f) and same_unit(f, last) and f.value >= last.value]
        if len({f.value for f in heads}) == 1 and re.search(r"(?:^|，)(?:已|其中|实际)", last.gap) and _OPENS_WHOLE.search(heads[0].gap):
            claim = RateClaim(last, heads[-1], rate, bool(_shares_word(last.lead, name["name"])))
            return claim if claim.holds or claim.explicit else None
        return None
    claims = [RateClaim(part, whole, rate, False) for part in parts if part.value <= whole.value and whole.value]
    fitting = next((claim for claim in claims if claim.holds), None)
    if fitting:
        return fitting
    if not claims:
        return None
    bare = name["name"] in ("占比", "比重", "比例")
    part = next((c.part for c in claims if _shares_word(c.part.lead, name["name"])), claims[0].part)
    words = part.lead + part.tail
    finished = _COMPLETION.search(name["name"]) and (DONE.search(words) or state_of(part.lead) == "done")
    if not (_shares_word(words, name["stem"] + name["name"]) or finished or bare):
        return None
    tied = _is_marked(whole, parts[0]) or (PLAN.search(whole.gap) and DONE.search(part.lead)) or _shares_word(part.lead, name["name"])
    listed = part is parts[0] or _shares_word(part.lead, name["name"])
    if bare and name["stem"]:
        return None
    if bare:
        # 护理型床位26834张，占比72.6%: the part is the figure just before.
        part, listed, tied = last, len(parts) == 1, True
        if part.value > whole.value:
            return None
    # Several amounts behind one that nothing marks as the whole leave it open which of them the rate is of.
    clear = len(parts) == 1 or _opens(whole, parts[0])
    return RateClaim(part, whole, rate, True) if tied and listed and alone and clear else None


def _opens(whole: Figure, following: Figure) -> bool:
    """Return whether a figure is marked as a whole, or is a plan of which the next one is the result."""
    return _is_marked(whole, following) or bool(PLAN.search(whole.lead) and DONE.search(following.lead))


def _is_marked(whole: Figure, following: Figure) -> bool:
    """Return whether 中 or 其中 stands between a whole and the figure that follows it."""
    return bool(_AS_WHOLE.search(whole.tail) or _AS_WHOLE.search(following.gap)) and whole.sentence == following.sentence


def _shares_word(lead: str, name: str) -> bool:
    """Return whether the part's words and the rate's name have a telling character in common: 已建立档案, 建档率."""
    return bool(set(lead) & (set(name) - set("率占比重例的有为")))
