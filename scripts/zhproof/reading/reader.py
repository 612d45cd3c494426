"""All numerals of a text in reading order, each with its value, unit, hedge and kind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from zhproof.quantities import COUNT, DATE, MONEY, NAME, OTHER, STATISTICAL, Numeral
from zhproof.reading.forms import APPROXIMATE, FORMAL, Form, read_arabic, read_chinese, read_word
from zhproof.reading.hedges import hedge_after, hedge_after_digits, hedge_before, is_last_period
from zhproof.reading.kinds import FULL_YEAR, Contexts, is_label_number, is_session, is_title_number, kind_of
from zhproof.reading.text import BLANKED, MOJIBAKE, NOTES, Plain, Sentences, make_plain
from zhproof.reading.units import Unit, base_before, read_unit
from zhproof.reading.words import NUMERAL_CHARS, is_set_name, uncounted_spans

_START = re.compile(f"[0-9{NUMERAL_CHARS}{''.join(FORMAL)}翻]|过半|半数|半成|半折|半(?=[年个小天])|对折")
_RUN = re.compile(f"[{NUMERAL_CHARS}{''.join(FORMAL)}]+")
_DIGITS = re.compile("[0-9]+")
_DOTTED = re.compile(r"[0-9]+(?:\.[0-9]+){2,}")
_RANGE = re.compile(r"[ \u3000]?(?:至|到|[—–~～-]{1,2})[ \u3000]?(?=(?P<next>.))")
_BY_UNITS = re.compile("[百千万亿]")
_ALONE_BEFORE = re.compile(r"[\s，。；：|]")
_ALONE_AFTER = re.compile(r"[ \u3000]*(?:$|[\n，。；|])")
_WORDS = "翻过半对"
# 100亿元 is a sum, 亿元GDP a base, 亿元村 a name.
_NO_SUM = re.compile(r"(?:级|村|镇|乡|县|户|大|GDP|国内生产|地区生产|工业增加|产值|楼宇|园区|企业|俱乐部)")
# After 级, 星级, 等奖 and 号 a single Chinese numeral is read too, as a class or an ordinal.
_CLASSES = frozenset({"级", "星级", "等奖", "号", "层级"})
_NEGATIVE_WORD = re.compile(r"(?:(?<![担承自肩辜欺背抱胜])负|零下)$")
_DESIGNATION = re.compile("[\u4e00-\u9fff\n]|$")
_NO_SIGN_BEFORE = re.compile(r"[0-9A-Za-z)）%〕\]］号年月日元件表图章节条第]")


@dataclass(frozen=True)
class _Found:
    """A numeral in the plain text before it is settled."""

    form: Form
    unit: Unit
    hedge: str
    kind: str = ""


def read_numerals(text: str) -> list[Numeral]:
    """Return all numerals of the text in reading order.

    Every Arabic numeral outside addresses and tags is found, and every Chinese one that states a number, an ordinal or a date. Not found
    are enumerators (一、 （二） 三是), place names and words in which the numeral counts nothing; ``words`` holds them. The two ends of
    a range are two numerals, a fraction, a ratio and a percentage in words are one. A unit is never read across a line break.

    Args:
        text: The text, of which offsets are counted in characters.
    """
    plain = make_plain(text)
    sentences, spoiled = Sentences(text), MOJIBAKE.search(text) is not None
    numerals = []
    for found in _inherit(plain.text, list(_Scan(plain).found())):
        form, unit = found.form, found.unit
        start, end = plain.span(form.start, form.end)
        kind, note = found.kind, ""
        if plain.is_cut(form.start, form.end):
            note = NOTES["invisible"]
        if spoiled and (MOJIBAKE.match(plain.text, form.end) or MOJIBAKE.match(plain.text, max(0, form.start - 1))):
            kind, note = OTHER, NOTES["mojibake"]
        numerals.append(
            Numeral(
                len(numerals) + 1, start, end, text[start:end], None if form.shape == "code" else form.value, form.sign or form.unit or unit.word, found.hedge, kind,
                sentences.of(start, end), form.decimals, form.scale, unit.group in ("measured", "money"), form.script, note,
            )  # fmt: skip
        )
    return numerals


class _Scan:
    """One pass over a plain text."""

    def __init__(self, plain: Plain):
        self._text = text = plain.text
        self._contexts = Contexts(text)
        masked = list(text)
        for start, end in uncounted_spans(text):
            masked[start:end] = BLANKED * (end - start)
        self._masked = "".join(masked)
        self._last_end = -1

    def found(self) -> Iterator[_Found]:
        """Return the numerals in reading order."""
        place = 0
        while match := _START.search(self._masked, place):
            place = match.start()
            dotted = _DOTTED.match(self._text, place)
            if dotted:
                # A date, or the number of a version or an address.
                kind = DATE if FULL_YEAR.match(dotted[0]) else NAME
                for part in _DIGITS.finditer(dotted[0]):
                    yield replace(self._settled(self._digits(place + part.start())), kind=kind)
                place = dotted.end()
                continue
            form = self._form(place)
            if form is None:
                run = _RUN.match(self._masked, place)
                place = run.end() if run else place + 1
                continue
            settled = self._settled(self._signed(form))
            yield settled
            # The 千 of 千瓦 is no number.
            self._last_end = form.end
            place = max(form.end, settled.unit.end)

    def _form(self, place: int) -> Form | None:
        """Return the number that begins at this place, if it is one that is told."""
        if self._text[place].isascii():
            return self._digits(place) if place in self._contexts.dates else read_arabic(self._text, place)
        form = read_word(self._masked, place) if self._masked[place] in _WORDS or self._masked.startswith("一半", place) else None
        form = form or read_chinese(self._masked, place)
        return form if form and self._states_number(form) else None

    def _digits(self, place: int) -> Form:
        match = _DIGITS.match(self._text, place)
        if match.end() - place > 40:
            return Form(place, match.end(), Fraction(0), shape="code")
        return Form(place, match.end(), Fraction(int(match[0])))

    def _signed(self, form: Form) -> Form:
        """Return the form with the minus sign or the word for it that stands before."""
        start = form.start
        previous = self._text[start - 1 : start]
        if previous == "-" and form.script == "arabic" and start - 1 > self._last_end:
            before = self._text[start - 2 : start - 1]
            # 歼-35 is a type, 增速为-3.2% a number below zero.
            if not _NO_SIGN_BEFORE.match(before) and before != "-" and (form.sign or form.decimals or not _DESIGNATION.match(before)):
                return replace(form, start=start - 1, value=-form.value)
        word = _NEGATIVE_WORD.search(self._text, max(0, start - 3), start)
        if word and form.shape in ("plain", "fraction"):
            return replace(form, start=word.start(), value=-form.value)
        return form

    def _states_number(self, form: Form) -> bool:
        """Return whether the Chinese numeral states a number, an ordinal or a date, by what stands around it."""
        text, start, end = self._masked, form.start, form.end
        if form.sign or form.unit or form.shape in ("fraction", "multiple", "half") or (form.hedge and form.hedge != APPROXIMATE):
            return True
        if is_set_name(text, start) or is_label_number(text, start) or is_title_number(text, start, end) or is_session(text, start, end):
            return True
        unit = read_unit(text, end)
        after_digits, after = hedge_after_digits(text, end)
        if form.shape == "bare":
            return self._bare_states_number(form, unit, bool(after_digits))
        single = end - start == 1
        if after_digits and (not single or read_unit(text, after).word):
            return True
        if unit.word and text[unit.end : unit.end + 1] != "半":
            if unit.group == "weak" and single and unit.word not in _CLASSES:
                return False
            return not (unit.word == "大" and text[start:end] == "一")
        return self._in_range(form) or self._stands_alone(form)

    def _stands_alone(self, form: Form) -> bool:
        """Return whether nothing but blanks and punctuation stands beside a numeral of several characters, as in the cell of a table."""
        text, printed = self._text, self._text[form.start : form.end]
        if form.shape != "plain" or len(printed) < 3 or not (form.decimals or _BY_UNITS.search(printed)):
            return False
        return bool(_ALONE_BEFORE.search(text, max(0, form.start - 1), form.start) or not form.start) and bool(_ALONE_AFTER.match(text, form.end))

    def _bare_states_number(self, form: Form, unit: Unit, is_hedged: bool) -> bool:
        """Return whether a scale without digits counts: 超百万, 亿元以上, 百余家, 万亿元; not 百家, 千家万户."""
        text, end = self._masked, form.end
        if is_hedged or hedge_before(self._text, form.start, bare=True):
            return True
        if hedge_after(text, unit.end, unit.word, is_share=False)[0]:
            return True
        if len(text[form.start : end]) > 2 and form.value % 10**4 and unit.word:
            return True
        large = "亿" in text[form.start : end] or form.value >= 10**6
        return unit.group == "money" and large and not _NO_SUM.match(text, unit.end)

    def _in_range(self, form: Form) -> bool:
        """Return whether the numeral is an end of a range (三至五家, 百分之五十至六十) of which the other end states a number."""
        following = _RANGE.match(self._masked, form.end)
        if following:
            place = following.end()
            if self._masked[place].isdigit() and self._masked[place].isascii():
                return True
            other = read_chinese(self._masked, place)
            return other is not None and self._states_number(other)
        connected = _RANGE.match(self._text, self._last_end) if self._last_end >= 0 else None
        return bool(connected) and connected.end() == form.start

    def _settled(self, form: Form) -> _Found:
        """Return the numeral with its unit, hedge and kind."""
        text = self._text
        hedge = hedge_before(text, form.start, bare=form.shape == "bare") or form.hedge
        if form.hedge and form.hedge != APPROXIMATE:
            hedge = form.hedge
        is_share = bool(form.sign) or form.shape in ("fraction", "half", "multiple", "ratio")
        after_digits, end = hedge_after_digits(text, form.end) if not is_share else ("", form.end)
        unit = Unit("", "", form.end) if is_share or form.unit else read_unit(text, end)
        after, _ = hedge_after(text, unit.end, unit.word or form.unit, is_share=is_share)
        if is_last_period(hedge, unit.word) and not form.hedge:
            hedge = ""
        kind = kind_of(text, form, unit, self._contexts)
        if kind in (COUNT, MONEY) and unit.group in ("measured", "money", "strong") and unit.word not in ("倍", "大"):
            base = base_before(text, form.start)
            if base and "/" not in unit.word:
                unit = replace(unit, word=f"{unit.word}/{base}")
        if kind not in STATISTICAL and not unit.group:
            return _Found(form, unit, "", kind)
        return _Found(form, unit, hedge or after_digits or unit.hedge or after, kind)


def _inherit(text: str, found: list[_Found]) -> list[_Found]:
    """Return the numerals, of which the ends of a range and the members of a list share unit, sign and scale (20—30万元, 百分之五十至六十)."""
    # From the last to the first, so that all of a list get the unit of its last.
    for index in range(len(found) - 2, -1, -1):
        one, other = found[index], found[index + 1]
        joined = _joined(text, one.form.end, other.form.start)
        if (joined or _listed(text, one, other)) and not one.unit.word and not one.form.sign:
            found[index] = _with_unit_of(one, other, share_scale=joined)
        elif joined and one.form.sign and not other.form.sign and not other.unit.word:
            found[index + 1] = replace(other, form=replace(other.form, sign=one.form.sign), kind=one.kind)
    return found


def _joined(text: str, end: int, start: int) -> bool:
    match = _RANGE.match(text, end)
    return bool(match) and match.end() == start


def _listed(text: str, one: _Found, other: _Found) -> bool:
    """Return whether two numbers of a list share the unit that only the last one has: 分别提高15、22个百分点."""
    return (
        text[one.form.end : other.form.start] == "、" and one.kind == COUNT and other.kind in STATISTICAL
        and not other.form.sign and one.form.script == other.form.script == "arabic"
    )  # fmt: skip


def _with_unit_of(one: _Found, other: _Found, *, share_scale: bool) -> _Found:
    form = one.form
    if other.form.sign:
        return replace(one, form=replace(form, sign=other.form.sign), kind=other.kind)
    if share_scale and form.scale == 1 and other.form.scale > 1 and form.value < other.form.value / other.form.scale and other.kind in STATISTICAL:
        form = replace(form, value=form.value * other.form.scale, scale=other.form.scale)
    kind = other.kind if one.kind == COUNT or other.kind not in (COUNT, MONEY) else one.kind
    return replace(one, form=form, unit=other.unit, kind=kind)
