"""Finds one quantity that a text prints twice with two values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from zhproof.findings import CONFIRMED, CONTRADICTION, DOUBT, Finding
from zhproof.relations.arithmetic import digit_changes, show
from zhproof.relations.binding import is_stated, same_unit
from zhproof.relations.context import Amount, Context
from zhproof.relations.judging import found, say
from zhproof.relations.words import WORDS

RULE = "repeated"
_GROUP_NOUN = 5
_LONGEST_NOUN = 8
_LABEL = 6
_CLAUSE = 30
# So many digits must a number have for another one to be its misprint.
_FEWEST_DIGITS = {"misprinted": 3, "one_digit": 1, "unequal": 3, "definite": 2}
_SCOPES = {"市直": "市直", "市人民政府": "市直", "省直": "省直", "县区": "县区", "各县": "县区", "县级": "县区"}
_BODY_LEVELS = ("省直", "市直", "县直", "区直")
_GROUPS = ("组", "队", "专班", "委员会")


def check_repeated(context: Context) -> Iterator[Finding]:
    """Yield the findings on figures that point back to an earlier one."""
    nouns: dict[str, list[Amount]] = defaultdict(list)
    groups: list[tuple[str, Amount]] = []
    first: dict[tuple, Amount] = {}
    for figure in context.figures:
        if not is_stated(figure):
            continue
        yield from _check_back(figure, nouns)
        yield from _check_group(figure, groups)
        for key, name, slip in _keys(context, figure):
            earlier = first.setdefault(key, figure)
            if earlier.value != figure.value and _looks_misprinted(earlier, figure, _FEWEST_DIGITS[slip]):
                yield _differ(earlier, figure, name, slip)
            elif earlier is not figure and earlier.value == figure.value and slip != "misprinted":
                yield _agree(earlier, figure, name)
        if match := WORDS.noun_end.search(figure.lead):
            nouns[match[0][-2:]].append(figure)
        if match := WORDS.noun_behind.match(figure.tail):
            for length in (2, 4):
                nouns[match[0][:length]].append(figure)


def _check_back(figure: Amount, nouns: dict[str, list[Amount]]) -> Iterator[Finding]:
    """上述16条审议意见, 126件代表建议全部: the noun behind the number closes the words before the earlier one."""
    points, everything = WORDS.points_back.search(figure.lead), WORDS.all_of_them.match(figure.tail)
    definite = WORDS.definite.search(figure.lead)
    if not points and not definite and (not everything or figure.lead):
        return
    # The longest beginning of the words behind the number that names an earlier one.
    longest = everything["noun"] if everything else figure.tail[:_LONGEST_NOUN]
    for length in range(len(longest), 1, -1):
        noun = longest[:length]
        known = [f for f in nouns.get(noun[-2:], ()) if same_unit(f, figure)]
        # The earlier words end with the noun, or with its last four characters.
        earlier = [f for f in known if f.lead.endswith(noun[-4:] if length > 4 else noun) or f.tail.startswith(noun)]
        if earlier:
            break
    else:
        return
    name = say(RULE, "quoted", name=noun)
    if equal := next((f for f in reversed(earlier) if f.value == figure.value), None):
        yield _agree(equal, figure, name)
        return
    near = points and figure.paragraph == earlier[-1].paragraph
    fewest = _FEWEST_DIGITS["definite" if definite else "unequal"]
    if len({f.value for f in earlier}) == 1 and (near or _looks_misprinted(earlier[-1], figure, fewest)):
        yield _differ(earlier[-1], figure, name, "unequal", CONTRADICTION if points else DOUBT)


def _check_group(figure: Amount, groups: list[tuple[str, Amount]]) -> Iterator[Finding]:
    """成立6个检查组 … 5个检查组深入各县: a body that was set up, and acts later."""
    match = WORDS.group.match(figure.tail)
    noun = match[0] if match else ""
    if not noun.endswith(_GROUPS) or figure.value > 100:
        return
    if WORDS.set_up.search(figure.lead):
        groups.append((noun, figure))
        return
    ending = noun[-_GROUP_NOUN:]
    known = [f for name, f in groups if len(ending) == _GROUP_NOUN and name.endswith(ending) and same_unit(f, figure)]
    if len(known) != 1 or WORDS.new.search(figure.lead):
        return
    name = say(RULE, "quoted", name=noun)
    if known[0].value == figure.value:
        yield _agree(known[0], figure, name)
    elif not figure.lead.endswith(("由", "第", "中")):
        yield _differ(known[0], figure, name, "unequal")


def _keys(context: Context, figure: Amount) -> Iterator[tuple[tuple, str, str]]:
    """Yield by what a figure is known again, with its name and what another number under the same key is told as.

    建成老年助餐场所435所 … 共建成老年助餐场所453所: the same long words; equal numbers of them say nothing.
    涉及市直部门问题29项 … 向市直部门交办29个问题: what was listed for a level is what is assigned to it and handled by it.
    向市直11个部门交办 … 对11个市直单位测评: the bodies of one level, as many both times; another number may be of others.
    """
    label = WORDS.before_thing.sub("", figure.lead)
    # A year in the clause makes the number one of a series.
    is_new = WORDS.new.search(figure.lead) or WORDS.some_year.search(figure.gap)
    if len(label) >= _LABEL and WORDS.finished.match(label) and not is_new:
        yield (label, figure.numeral.unit), say(RULE, "quoted", name=label), "misprinted"
    words = figure.lead + figure.tail
    clause = WORDS.clause_start.split(context.before(figure, _CLAUSE))[-1]
    scope = WORDS.scope.search(clause + figure.tail[:6]) or WORDS.scope.search(figure.gap[-20:])
    thing = WORDS.thing.search(words) if figure.numeral.unit in ("个", "项", "件", "条") else None
    if scope and thing and WORDS.assigned.search(words) and not WORDS.new.search(words):
        yield (_SCOPES[scope[0]], thing[0], "assigned"), _SCOPES[scope[0]] + thing[0], "one_digit"
    for level in _BODY_LEVELS:
        before = figure.lead.endswith(level) and WORDS.body.match(figure.tail)
        if before or figure.tail.startswith(level) and WORDS.body.match(figure.tail, len(level)):
            yield (level, figure.value), say(RULE, "bodies", scope=level), "one_digit"


def _looks_misprinted(one: Amount, other: Amount, fewest: int) -> bool:
    """Return whether the printed numbers, of at least so many digits, differ by one digit or by two swapped ones."""
    digits = sum(character.isdigit() for character in one.numeral.printed)
    if digits < fewest or one.numeral.scale != other.numeral.scale:
        return False
    return any(changed.value == other.value for changed in digit_changes(one.numeral))


def _agree(earlier: Amount, later: Amount, name: str) -> Finding:
    return _find(earlier, later, "=", name, "equal", CONFIRMED)


def _differ(earlier: Amount, later: Amount, name: str, key: str, severity: str = DOUBT) -> Finding:
    return _find(earlier, later, "≠", name, key, severity)


def _find(earlier: Amount, later: Amount, sign: str, name: str, key: str, severity: str) -> Finding:
    numerals = [earlier.numeral, later.numeral]
    return found(severity, RULE, numerals, f" {sign} ".join(map(show, numerals)), key, name=name)
