"""All numerals of a text in reading order, each with its value, unit, hedge and kind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from zhproof.quantities import COUNT, DATE, MONEY, NAME, OTHER, STATISTICAL, Numeral
from zhproof.reading.chinese import WORDS
from zhproof.reading.forms import APPROXIMATE, Form, read_arabic, read_chinese, read_digits, read_word
from zhproof.reading.hedges import hedge_after, hedge_after_digits, hedge_before, is_last_period
from zhproof.reading.kinds import Contexts, fits, kind_of
from zhproof.reading.text import BLANKED, Plain, Sentences, make_plain
from zhproof.reading.units import Unit, base_before, read_unit
from zhproof.reading.words import is_set_name, uncounted_spans
from zhproof.tables import table

_NOTES = table("messages.toml")["reading"]
_WORD_STARTS = "翻过半对"
# After 级, 星级, 等奖 and 号 a single Chinese numeral is read too, as a class or an ordinal.
_CLASSES = frozenset({"级", "星级", "等奖", "号", "层级"})
_MEASURED = ("measured", "money")


@dataclass(frozen=True)
class _Found:
    """A numeral in the plain text before it is settled."""

    form: Form
    unit: Unit
    hedge: str
    kind: str = ""


def read_numerals(text: str) -> list[Numeral]:
    """Return all numerals of the text in reading order.

    Every Arabic numeral outside addresses and tags is found, and every Chinese one that states a number, an ordinal or
    a date. Not found are enumerators (一、 （二） 三是), place names and words in which the numeral counts nothing;
    ``words`` holds them. The two ends of a range are two numerals, a fraction, a ratio and a percentage in words are
    one. A unit is never read across a line break.
    """
    plain = make_plain(text)
    if not WORDS.start.search(plain.text):
        return []  # three of four blocks of a page
    sentences, spoiled = Sentences(text), WORDS.mojibake.search(text) is not None
    numerals = []
    for found in _inherit(plain.text, list(_Scan(plain).found())):
        form, unit, kind = found.form, found.unit, found.kind
        start, end = plain.span(form.start, form.end)
        note = _NOTES["invisible"] if plain.is_cut(form.start, form.end) else ""
        if spoiled and any(WORDS.mojibake.match(plain.text, place) for place in (form.end, max(0, form.start - 1))):
            kind, note = OTHER, _NOTES["mojibake"]
        numerals.append(Numeral(
            len(numerals) + 1, start, end, text[start:end], None if form.shape == "code" else form.value,
            form.sign or form.unit or unit.word, found.hedge, kind, sentences.of(start, end), form.decimals, form.scale,
            unit.group in _MEASURED, form.script, note,
        ))  # fmt: skip
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
        while match := WORDS.start.search(self._masked, place):
            place = match.start()
            dotted = WORDS.dotted.match(self._text, place)
            if dotted:
                # A date, or the number of a version or an address.
                kind = DATE if WORDS.full_year.match(dotted[0]) else NAME
                for part in WORDS.digits.finditer(self._text, *dotted.span()):
                    yield replace(self._settled(read_digits(self._text, part.start())), kind=kind)
                place = dotted.end()
                continue
            form = self._form(place)
            if form is None:
                run = WORDS.run.match(self._masked, place)
                place = run.end() if run else place + 1
                continue
            settled = self._settled(self._signed(form))
            yield settled
            # The 千 of 千瓦 is no number.
            self._last_end = form.end
            place = max(form.end, settled.unit.end)

    def _form(self, place: int) -> Form | None:
        """Return the number that begins at this place, if it is one that is told."""
        text = self._masked
        if self._text[place].isascii():
            return (read_digits if place in self._contexts.dates else read_arabic)(self._text, place)
        form = read_word(text, place) if text[place] in _WORD_STARTS or text.startswith("一半", place) else None
        form = form or read_chinese(text, place)
        return form if form and self._states_number(form) else None

    def _signed(self, form: Form) -> Form:
        """Return the form with the minus sign or the word for it that stands before."""
        text, start = self._text, form.start
        if text[start - 1 : start] == "-" and form.script == "arabic" and start - 1 > self._last_end:
            before = text[start - 2 : start - 1]
            # 歼-35 is a type, 增速为-3.2% a number below zero.
            is_amount = form.sign or form.decimals or not WORDS.designation.match(before)
            if is_amount and before != "-" and not WORDS.no_sign_before.match(before):
                return replace(form, start=start - 1, value=-form.value)
        word = WORDS.negative_word.search(text, max(0, start - 3), start)
        if word and form.shape in ("plain", "fraction"):
            return replace(form, start=word.start(), value=-form.value)
        return form

    def _states_number(self, form: Form) -> bool:
        """Return whether the Chinese numeral states a number, an ordinal or a date, by what stands around it."""
        text, start, end = self._masked, form.start, form.end
        if form.sign or form.unit or form.hedge not in ("", APPROXIMATE):
            return True
        if form.shape in ("fraction", "multiple", "half"):
            return True
        unit = read_unit(text, end)
        if is_set_name(text, start) or fits("label", text, form, unit):
            return True
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
        """Return whether only blanks and punctuation stand beside a numeral of several characters, as in a cell."""
        text, printed = self._text, self._text[form.start : form.end]
        if form.shape != "plain" or len(printed) < 3 or not (form.decimals or WORDS.by_units.search(printed)):
            return False
        before = not form.start or WORDS.alone_before.match(text, form.start - 1)
        return bool(before and WORDS.alone_after.match(text, form.end))

    def _bare_states_number(self, form: Form, unit: Unit, is_hedged: bool) -> bool:
        """Return whether a scale without digits counts: 超百万, 亿元以上, 百余家, 万亿元; not 百家, 千家万户."""
        text, printed = self._masked, self._masked[form.start : form.end]
        if is_hedged or hedge_before(self._text, form.start, bare=True):
            return True
        if hedge_after(text, unit.end, unit.word, is_share=False):
            return True
        if len(printed) > 2 and form.value % 10**4 and unit.word:
            return True
        large = "亿" in printed or form.value >= 10**6
        # 单位：亿元, （亿元）: the unit of other numbers.
        is_sum = not WORDS.no_sum.match(text, unit.end) and not WORDS.unit_label.search(text, 0, form.start)
        return unit.group == "money" and large and is_sum

    def _in_range(self, form: Form) -> bool:
        """Return whether the numeral is an end of a range (三至五家, 百分之五十至六十) of which the other end states a number."""
        following = WORDS.range.match(self._masked, form.end)
        if following:
            if following["next"].isdigit() and following["next"].isascii():
                return True
            other = read_chinese(self._masked, following.end())
            return other is not None and self._states_number(other)
        return self._last_end >= 0 and _joined(self._text, self._last_end, form.start)

    def _settled(self, form: Form) -> _Found:
        """Return the numeral with its unit, hedge and kind."""
        text = self._text
        is_inside = form.hedge not in ("", APPROXIMATE)
        hedge = form.hedge if is_inside else hedge_before(text, form.start, bare=form.shape == "bare") or form.hedge
        is_share = bool(form.sign) or form.shape in ("fraction", "half", "multiple", "ratio")
        after_digits, end = ("", form.end) if is_share else hedge_after_digits(text, form.end)
        unit = Unit("", "", form.end) if is_share or form.unit else read_unit(text, end)
        after = hedge_after(text, unit.end, unit.word or form.unit, is_share=is_share)
        if is_last_period(hedge, unit.word) and not form.hedge:
            hedge = ""
        kind = kind_of(text, form, unit, self._contexts)
        if kind in (COUNT, MONEY) and unit.group in (*_MEASURED, "strong") and unit.word not in ("倍", "大"):
            base = base_before(text, form.start)
            if base and "/" not in unit.word:
                unit = replace(unit, word=f"{unit.word}/{base}")
        if kind not in STATISTICAL and not unit.group:
            return _Found(form, unit, "", kind)
        return _Found(form, unit, hedge or after_digits or unit.hedge or after, kind)


def _inherit(text: str, found: list[_Found]) -> list[_Found]:
    """Return the numerals; the ends of a range and the members of a list share unit, sign and scale: 20—30万元."""
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
    match = WORDS.range.match(text, end)
    return match is not None and match.end() == start


def _listed(text: str, one: _Found, other: _Found) -> bool:
    """Return whether two numbers of a list share the unit that only the last one has: 分别提高15、22个百分点."""
    return (
        text[one.form.end : other.form.start] == "、" and one.kind == COUNT and other.kind in STATISTICAL
        and not other.form.sign and one.form.script == other.form.script == "arabic"
    )  # fmt: skip


def _with_unit_of(one: _Found, other: _Found, *, share_scale: bool) -> _Found:
    form, scale = one.form, other.form.scale
    if other.form.sign:
        return replace(one, form=replace(form, sign=other.form.sign), kind=other.kind)
    is_smaller = form.scale == 1 < scale and form.value < other.form.value / scale
    if share_scale and is_smaller and other.kind in STATISTICAL:
        form = replace(form, value=form.value * scale, scale=scale)
    kind = other.kind if one.kind == COUNT or other.kind not in (COUNT, MONEY) else one.kind
    return replace(one, form=form, unit=other.unit, kind=kind)
