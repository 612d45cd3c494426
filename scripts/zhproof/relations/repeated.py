"""Finds one quantity that a text prints twice with two values.

Title: 同一数量前后不一
Meaning: 用“上述”“这”或同样的词语再次提到的数量，前后应是同一个数。
True: 市人大常委会向市政府交办审议意见17条。三个月来，上述17条审议意见已全部办结。
False 矛盾: 市人大常委会向市政府交办审议意见17条。三个月来，上述16条审议意见已全部办结。
False 存疑: 市政府共收到代表建议128件。经承办单位认真办理，126件代表建议全部按规定期限办理完毕。
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from zhproof.findings import CONFIRMED, CONTRADICTION, DOUBT, Finding
from zhproof.relations.arithmetic import digit_changes, show
from zhproof.relations.binding import is_level, same_unit
from zhproof.relations.context import Context, Figure

RULE = "repeated"
_POINTS_BACK = re.compile(r"(?:上述|以上|前述|这)(?:的)?$")
_DEFINITE = re.compile(r"(?:清单|台账|列出|梳理|交办|反馈)[^，]{0,4}的$|^(?:对)?全[市县省区]$")
_ALL_OF_THEM = re.compile(r"^(?P<noun>[一-鿿]{2,8}?)(?:已经|已|均已|均|都)?(?:全部|均|都)")
_GROUP = re.compile(r"成立|组成|组建|设立|下设")
_NEW = re.compile(r"新增|新建|新|又|再|另|计划|拟|力争|目标|年底|同比|其中|累计")
_GROUP_NOUN = 5
_LONGEST_NOUN = 8
_LABEL = 6
_CLAUSE = 30
_FEWEST_DIGITS = 3
_NOUN_END = re.compile(r"[一-鿿]{2,}$")
_DONE = re.compile(r"建成|收到|完成|发现|征集|收集|办结|交办|办理|建立|开展|检查|整改")
_SCOPES = {"市直": "市直", "市人民政府": "市直", "省直": "省直", "县区": "县区", "各县": "县区", "县级": "县区"}
_SCOPE = re.compile("|".join(_SCOPES))
_THING = re.compile(r"问题|建议|议案|任务|意见")
_ASSIGNED = re.compile(r"交办|涉及|办理|承办|督办|问题$|建议$")
_YEARS = re.compile(r"(20\d\d|去年|上年|前年|今年|明年)年?")
_LEVEL_BODY = re.compile(r"^(?:部门|单位|机关)")
_TAIL_NOUN = re.compile(r"^[一-鿿]{2,16}?(?=深入|对|将|分别|全部|已|均|就|赴|开展|，|。|；|$)")


def check(context: Context) -> Iterator[Finding]:
    """Yield the findings on figures that point back to an earlier one."""
    nouns: dict[str, list[Figure]] = defaultdict(list)
    groups: list[tuple[str, Figure]] = []
    labels: dict[str, Figure] = {}
    assigned: dict[tuple[str, str], Figure] = {}
    bodies: dict[tuple[str, object], Figure] = {}
    for figure in context.figures:
        if not is_level(figure) or figure.numeral.hedge:
            continue
        yield from _check_back(figure, nouns)
        yield from _check_group(figure, groups)
        yield from _check_label(context, figure, labels)
        yield from _check_assigned(context, figure, assigned)
        yield from _check_bodies(figure, bodies)
        if match := _NOUN_END.search(figure.lead):
            nouns[match.group()[-2:]].append(figure)
        if match := re.match(r"^[一-鿿]{2,8}", figure.tail):
            for length in (2, 4):
                nouns[match.group()[:length]].append(figure)


def _check_back(figure: Figure, nouns: dict[str, list[Figure]]) -> Iterator[Finding]:
    """上述16条审议意见, 126件代表建议全部: the noun behind the number closes the words before the earlier one."""
    points, everything = _POINTS_BACK.search(figure.lead), _ALL_OF_THEM.match(figure.tail)
    definite = _DEFINITE.search(figure.lead)
    if not points and not definite and (not everything or figure.lead):
        return
    # The longest beginning of the words behind the number that names an earlier one.
    longest = everything["noun"] if everything else figure.tail[:_LONGEST_NOUN]
    for length in range(len(longest), 1, -1):
        noun = longest[:length]
        earlier = [f for f in nouns.get(noun[-2:], ()) if same_unit(f, figure) and (_ends_alike(f.lead, noun) or f.tail.startswith(noun))]
        if earlier:
            break
    else:
        return
    equal = next((f for f in reversed(earlier) if f.value == figure.value), None)
    if equal:
        yield Finding(CONFIRMED, RULE, _ids(equal, figure), f"{show(equal.numeral)} = {show(figure.numeral)}", f"“{noun}”前后两次印出，数字相同。")
        return
    near = points and figure.paragraph == earlier[-1].paragraph
    if len({f.value for f in earlier}) == 1 and (near or _looks_misprinted(earlier[-1], figure, 2 if definite else _FEWEST_DIGITS)):
        severity = CONTRADICTION if points else DOUBT
        yield _differ(earlier[-1], figure, severity, f"“{noun}”前后两次印出，数字不同。")


def _ends_alike(lead: str, noun: str) -> bool:
    """Return whether the earlier words end with the noun, or with its last four characters."""
    return lead.endswith(noun) or (len(noun) > 4 and lead.endswith(noun[-4:]))


def _check_group(figure: Figure, groups: list[tuple[str, Figure]]) -> Iterator[Finding]:
    """成立6个检查组 … 5个检查组深入各县: a body that was set up, and acts later."""
    match = _TAIL_NOUN.match(figure.tail)
    noun = match.group() if match else ""
    if not noun.endswith(("组", "队", "小组", "专班", "委员会")) or figure.value > 100:
        return
    if _GROUP.search(figure.lead):
        groups.append((noun, figure))
        return
    known = [(n, f) for n, f in groups if n.endswith(noun[-_GROUP_NOUN:]) and len(noun) >= _GROUP_NOUN and same_unit(f, figure)]
    if len(known) != 1 or _NEW.search(figure.lead):
        return
    earlier = known[0][1]
    if earlier.value == figure.value:
        yield Finding(CONFIRMED, RULE, _ids(earlier, figure), f"{show(earlier.numeral)} = {show(figure.numeral)}", f"“{noun}”前后两次印出，数字相同。")
    elif not figure.lead.endswith(("由", "第", "中")):
        yield _differ(earlier, figure, DOUBT, f"“{noun}”前后两次印出，数字不同。")


def _check_label(context: Context, figure: Figure, labels: dict[str, Figure]) -> Iterator[Finding]:
    """建成老年助餐场所435所 … 共建成老年助餐场所453所: the same long words, and numbers that look like a misprint of each other."""
    label = re.sub(r"^(?:目前|截至目前|我市|[一-鿿]{2,3}[市省]|全[市省县区])?(?:已经|已|共|累计)?", "", figure.lead)
    if len(label) < _LABEL or not _DONE.match(label) or _NEW.search(figure.lead) or _years(context, figure):
        return
    key = f"{label}|{figure.numeral.unit}"
    earlier = labels.setdefault(key, figure)
    if earlier is not figure and earlier.value != figure.value and _looks_misprinted(earlier, figure):
        yield _differ(earlier, figure, DOUBT, f"“{label}”前后两次印出，数字只差一位，像是误印。")


def _check_assigned(context: Context, figure: Figure, assigned: dict[tuple[str, str], Figure]) -> Iterator[Finding]:
    """涉及市直部门问题29项 … 向市直部门交办29个问题: what was listed for a level is what is assigned to it and handled by it."""
    words = figure.lead + figure.tail
    clause = re.split(r"[，；。：\n]", context.before(figure, _CLAUSE))[-1]
    scope, thing = _SCOPE.search(clause + figure.tail[:6]) or _SCOPE.search(figure.gap[-20:]), _THING.search(words)
    if not scope or not thing or figure.numeral.unit not in ("个", "项", "件", "条"):
        return
    if not _ASSIGNED.search(words) or _NEW.search(words):
        return
    key = (_SCOPES[scope.group()], thing.group())
    earlier = assigned.setdefault(key, figure)
    if earlier is figure:
        return
    if earlier.value == figure.value:
        yield Finding(CONFIRMED, RULE, _ids(earlier, figure), f"{show(earlier.numeral)} = {show(figure.numeral)}", f"{key[0]}{key[1]}前后两次印出，数字相同。")
    elif any(changed.value == figure.value for changed in digit_changes(earlier.numeral)):
        yield _differ(earlier, figure, DOUBT, f"{key[0]}{key[1]}前后两次印出，数字只差一位。")


def _check_bodies(figure: Figure, bodies: dict[tuple[str, object], Figure]) -> Iterator[Finding]:
    """向市直11个部门交办 … 对11个市直单位测评: the bodies of one level, as many both times; another number may be of others."""
    for scope in ("省直", "市直", "县直", "区直"):
        if figure.lead.endswith(scope) and _LEVEL_BODY.match(figure.tail) or figure.tail.startswith(scope) and _LEVEL_BODY.match(figure.tail[2:]):
            earlier = bodies.setdefault((scope, figure.value), figure)
            if earlier is not figure:
                yield Finding(
                    CONFIRMED, RULE, _ids(earlier, figure), f"{show(earlier.numeral)} = {show(figure.numeral)}", f"{scope}单位前后两次印出，数字相同。"
                )  # fmt: skip


def _years(context: Context, figure: Figure) -> bool:
    """Return whether a year stands in the clause, which makes the number one of a series."""
    return bool(_YEARS.search(figure.gap)) or bool(re.search(r"前三季度|上半年|一季度|月底|月末", figure.gap))


def _looks_misprinted(one: Figure, other: Figure, fewest: int = _FEWEST_DIGITS) -> bool:
    """Return whether the printed numbers, of at least so many digits, differ by one digit or by two swapped ones."""
    digits = sum(character.isdigit() for character in one.numeral.printed)
    if digits < fewest or one.numeral.scale != other.numeral.scale:
        return False
    return any(changed.value == other.value for changed in digit_changes(one.numeral))


def _differ(earlier: Figure, later: Figure, severity: str, explanation: str) -> Finding:
    return Finding(
        severity, RULE, _ids(earlier, later), f"{show(earlier.numeral)} ≠ {show(later.numeral)}", explanation, "请核对是否指同一数量，并统一。"
    )


def _ids(*figures: Figure) -> tuple[int, ...]:
    return tuple(sorted(figure.numeral.id for figure in figures))
