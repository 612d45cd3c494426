"""The reader's words, kept as plain data: measure words, place names, set names, words in which a numeral counts nothing."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from zhproof.reading.chinese import NUMERAL_CHARS

_FOLDER = Path(__file__).parent
_NUMERAL = re.compile(f"[{NUMERAL_CHARS}]")
# What a list of words cannot say.
_PATTERNS = re.compile(
    # A five-year plan; a party congress.
    "(?<!第)十[一二三四五]五(?![个年十百千万亿项家人名次])"
    "|党的(?:[一二]?十[一二三四五六七八九]?|[一二三四五六七八九])大"
    "|(?<![一二])(?:十[一二三四五六七八九]?|二十)大(?=报告|精神|以来|召开|代表|胜利|闭幕|部署|作出|提出|确定|关于|擘画|描绘|和|及|后|前|[，。、；）)”])"
    # One for each: 一村一策, 一人一档.
    f"|(?<![{NUMERAL_CHARS}])一(?![{NUMERAL_CHARS}])[\u4e00-\u9fff]一(?!次|年|天|个|名|项|票)[\u4e00-\u9fff]"
    # A quantity without a number: 数百, 几十万, 上千, 成百.
    "|(?:几|(?<![人户总次个件倍参基指函少多系])数)[十百千万亿]+(?!分)|十[几数](?![百千万亿])|(?<![以网线迈跃站登])[上成][百千万亿]+(?!分)|好几|数十"
    # A day of the week, not 每周一次.
    "|(?:周|星期|礼拜)[一二三四五六](?![次个期回场篇天名位件项年百十至到—])"
    # One place name made of a distance or a number of houses.
    "|[一二两三四五六七八九十]{1,3}里(?=[河屯桥铺营堡沟店岗香长坪湾])|[一二两三四五六七八九十]{1,3}(?=家子|道沟|道河|棵树|里庄)"
)


@dataclass(frozen=True)
class _Word:
    before: str
    after: str
    barred_before: str
    barred_after: tuple[str, ...]
    whole: str


def _lines(name: str) -> list[str]:
    text = (_FOLDER / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@cache
def _uncounted() -> dict[str, list[_Word]]:
    """Return the uncounted words by their first numeral character, the longest first."""
    entries = [line.split(" ") for line in _lines("uncounted_words.txt") if line[0] != "["]
    names = [word for line in _lines("place_names.txt") for word in line.split()]
    entries += [[name.rstrip("*")] for name in names]
    entries += [[re.sub("(?:特区|林区|[省市县区])$", "", name.rstrip("*"))] for name in names if name.endswith("*")]
    words = defaultdict(list)
    for word, *barred in sorted(entries, key=lambda entry: -len(entry[0])):
        place = _NUMERAL.search(word).start()
        before, after = (barred + ["-", "-"])[:2]
        words[word[place]].append(
            _Word(word[:place], word[place:], before.strip("-"), tuple(part for part in after.strip("-").split("|") if part), word)
        )
    return words


def uncounted_spans(text: str) -> list[tuple[int, int]]:
    """Return the places of words in which a Chinese numeral counts nothing, place names among them."""
    words, spans = _uncounted(), [match.span() for match in _PATTERNS.finditer(text)]
    for match in _NUMERAL.finditer(text):
        place = match.start()
        for word in words.get(match[0], ()):
            start = place - len(word.before)
            if start < 0 or not text.startswith(word.whole, start):
                continue
            previous = text[start - 1 : start]
            # 九十分 is no 十分, 第六代 no 六代: a word that begins with a numeral is not cut out of a longer one.
            if (not word.before and previous and previous in NUMERAL_CHARS + "第") or (previous and previous in word.barred_before):
                continue
            end = start + len(word.whole)
            if word.barred_after and text.startswith(word.barred_after, end):
                continue
            spans.append((start, end))
            break
    return spans


@cache
def _names() -> dict[str, tuple[str, ...]]:
    names = defaultdict(list)
    for line in _lines("set_names.txt"):
        for word in line.split():
            names[word[0]].append(word)
    return {char: tuple(words) for char, words in names.items()}


def is_set_name(text: str, start: int) -> bool:
    """Return whether a set name such as 三个代表 begins at this place."""
    return text.startswith(_names().get(text[start], ()) or "\n\n", start)


@dataclass(frozen=True)
class Measure:
    """A measure word.

    Attributes:
        word: The word.
        group: ``measured``, ``money``, ``time``, ``strong`` or ``weak``.
    """

    word: str
    group: str


@cache
def _measures() -> dict[str, list[tuple[str, str, str]]]:
    """Return the measure words by their first character, the longest first: word, characters that must not follow, group."""
    measures, group = defaultdict(list), ""
    for line in _lines("measure_words.txt"):
        if line[0] == "[":
            group = line.strip("[]")
            continue
        for entry in line.split():
            word, _, barred = entry.partition("/")
            measures[word[0]].append((word, barred, group))
    # The first entry of a word holds, whatever a later section says.
    return {char: sorted(entries, key=lambda entry: -len(entry[0])) for char, entries in measures.items()}


def _is_barred(text: str, place: int, barred: str) -> bool:
    """Return whether one of the barred characters, or one of the barred words after a bar, stands at this place."""
    characters, *words = barred.split("|")
    return text[place] in characters or any(text.startswith(word, place) for word in words)


def measure_at(text: str, place: int) -> Measure | None:
    """Return the longest measure word at this place, unless what follows makes it another word."""
    for word, barred, group in _measures().get(text[place : place + 1], ()):
        if not text.startswith(word, place):
            continue
        following = text[place + len(word) : place + len(word) + 1]
        if following and _is_barred(text, place + len(word), barred):
            # 29 项目标 is twenty-nine 项 of 目标.
            if word == "项" and text.startswith("目标", place + 1):
                return Measure(word, group)
            continue
        if word.isascii() and following.isascii() and following.isalnum():
            continue
        return Measure(word, group)
    return None
