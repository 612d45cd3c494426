"""The register of law: the laws that the book cites, the texts of each with their days in force, their articles."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path

from liandong.data.documents import read_yaml
from liandong.data.text_files import read_text
from zhproof.printed import NumeralError, parse_printed

LAWS = Path("data") / "law"
REGISTER = LAWS / "laws.yml"
HELD_FULL, HELD_PART, HELD_NONE = "full", "part", "none"
NO_DAY = date(1, 1, 1)

ARTICLE_HEAD = re.compile(r"^(?:\*\*)?第(?P<number>[〇零一二三四五六七八九十百]+)条(?:\*\*)?[ \u3000]+")
CHAPTER_HEAD = re.compile(r"^#")
# A heading that the stored copy does not mark as one: no sentence of a law ends without these.
SENTENCE_ENDS = ("。", "；", "：")
NOT_TEXT = re.compile(r"\A---\n.*?\n---\n|<!--.*?-->", re.DOTALL)
ITEM = re.compile(r"^[（(][一二三四五六七八九十]+[）)]")
BLANK = re.compile(r"\s+")


@dataclass(frozen=True)
class LawText:
    """One text of a law.

    Attributes:
        id: its id in the register; the page that shows it has the same name.
        version: how a page states which text it cites, such as 2024年修正.
        start: the first day on which it is in force.
        end: the last day on which it is in force, ``None`` while it is.
        held: HELD_FULL, HELD_PART or HELD_NONE: how much of it is among the data.
        articles: the lines of each article, by its number; items （一） are lines of their own.
        details: what the register says besides, as strings: source, address, read, replaced_by, note, file.
    """

    id: str
    version: str
    start: date = NO_DAY
    end: date | None = None
    held: str = HELD_FULL
    articles: dict[int, tuple[str, ...]] = field(default_factory=dict)
    details: dict[str, str] = field(default_factory=dict)

    @property
    def year(self) -> str:
        """The year by which pages tell the law's texts apart."""
        return self.version[:4]

    def in_force(self, first: date, last: date | None = None) -> bool:
        """Return whether it is in force on a day, or on any day of a period."""
        return self.start <= (last or first) and (self.end is None or first <= self.end)

    def paragraphs(self, article: int) -> list[str]:
        """Return the paragraphs (款) of an article, each with its items."""
        found: list[str] = []
        for line in self.articles.get(article, ()):
            if ITEM.match(line) and found:
                found[-1] += line
            else:
                found.append(line)
        return found

    def items(self, article: int) -> int:
        """Return how many items （一）（二） … an article has."""
        return sum(bool(ITEM.match(line)) for line in self.articles.get(article, ()))


@dataclass(frozen=True)
class Law:
    """A law: its full title, the names by which pages call it besides, and its texts from the earliest on."""

    title: str
    names: tuple[str, ...]
    texts: tuple[LawText, ...]

    def of_year(self, year: str) -> LawText | None:
        """Return the text that a page means by a year, ``None`` if the register has none."""
        return next((text for text in self.texts if text.year == year), None)

    def in_force(self, first: date, last: date | None = None) -> LawText | None:
        """Return the text in force on a day, or the last one of a period; ``None`` if there is none."""
        return next((text for text in reversed(self.texts) if text.in_force(first, last)), None)


@dataclass(frozen=True)
class TextComparison:
    """Which articles of two texts answer to each other: the topic and both numbers, 0 where one has none."""

    old: LawText
    new: LawText
    pairs: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True)
class Register:
    """The register of law.

    Attributes:
        day: the day of the law's state: what is in force on it is 现行.
        then: the first and the last of the days that 当时 speaks of.
        laws: the laws in the order of the file.
        comparisons: pairs of texts that are shown side by side.
    """

    day: date = NO_DAY
    then: tuple[date, date] = (NO_DAY, NO_DAY)
    laws: tuple[Law, ...] = ()
    comparisons: tuple[TextComparison, ...] = ()

    def find(self, name: str) -> Law | None:
        """Return the law that a page names, ``None`` if it is not in the register."""
        names = {name, name.replace("〈", "《").replace("〉", "》")}
        return next((law for law in self.laws if names & {law.title, *law.names}), None)

    def text(self, key: str) -> LawText | None:
        """Return the text of an id, ``None`` if there is none."""
        return next((text for law in self.laws for text in law.texts if text.id == key), None)

    def law_of(self, text: LawText) -> Law:
        """Return the law of a text."""
        return next(law for law in self.laws if text in law.texts)


def read_register(root: Path) -> Register:
    """Return the register of ``data/law``, an empty one where the project has none.

    `register_check.check_register` says what is wrong with a register; here it is taken to be right.
    """
    if not (root / REGISTER).is_file():
        return Register()
    content = read_yaml(root / REGISTER, root)
    # Read each time, so that the page that cites it is known to depend on the file; parsed once.
    laws = tuple(
        Law(entry["title"], tuple(entry["names"]), tuple(_text(text, root) for text in entry["texts"]))
        for entry in content["laws"]
    )
    texts = {text.id: text for law in laws for text in law.texts}
    compared = tuple(
        TextComparison(texts[entry["old"]], texts[entry["new"]],
                       tuple((pair["topic"], pair.get("old", 0), pair.get("new", 0)) for pair in entry["pairs"]))
        for entry in content.get("comparisons", ())
    )
    return Register(content["day"], (content["then"]["from"], content["then"]["until"]), laws, compared)


def _text(entry: dict, root: Path) -> LawText:
    articles = parse_articles(read_text(root / LAWS / entry["file"], root).text) if entry.get("file") else {}
    details = {key: str(entry.get(key, "")) for key in ("source", "address", "read", "replaced_by", "note", "file")}
    return LawText(entry["id"], entry["version"], entry["from"], entry.get("until"), entry["held"], articles, details)


@lru_cache(maxsize=16)
def parse_articles(text: str) -> dict[int, tuple[str, ...]]:
    """Return the lines of each article of a law's text without its number; headings of chapters are no article's."""
    articles: dict[int, list[str]] = {}
    for number, line in parse_lines(text):
        if number:
            articles.setdefault(number, []).append(line)
    return {number: tuple(found) for number, found in articles.items()}


@lru_cache(maxsize=16)
def parse_lines(text: str) -> tuple[tuple[int, str], ...]:
    """Return the lines of a law's text, each with the number of its article, 0 for headings and notes of adoption."""
    found: list[tuple[int, str]] = []
    number = 0
    for line in filter(str.strip, NOT_TEXT.sub("", text).splitlines()):
        head = ARTICLE_HEAD.match(line)
        if head:
            number, line = number_of(head["number"]), line[head.end():]
        elif CHAPTER_HEAD.match(line):
            number = 0
        found.append((number if line.strip().endswith(SENTENCE_ENDS) else 0, line.lstrip("# ").strip()))
    return tuple(found)


def number_of(printed: str) -> int:
    """Return the number of an article, printed in Chinese or Arabic numerals; 0 if it is none."""
    try:
        quantity = parse_printed(printed)
        return int(quantity.digits * quantity.scale)
    except NumeralError:
        return 0


def squeezed(text: str) -> str:
    """Return a text without white space, which the comparison of quotations leaves out."""
    return BLANK.sub("", text)
