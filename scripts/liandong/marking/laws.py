"""The texts of the law that the book cites: which there are, and their articles paragraph by paragraph."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from liandong.data.documents import read_yaml
from liandong.data.text_files import read_text
from zhproof.numerals import NumeralError, parse_printed

LAWS = Path("data") / "law"
INDEX = LAWS / "laws.yml"

ARTICLE_HEAD = re.compile(r"^(?:\*\*)?第(?P<number>[〇零一二三四五六七八九十百]+)条(?:\*\*)?[ \u3000]+")
CHAPTER_HEAD = re.compile(r"^#")
NOT_TEXT = re.compile(r"\A---\n.*?\n---\n|<!--.*?-->", re.DOTALL)
ITEM = re.compile(r"^[（(][一二三四五六七八九十]+[）)]")
BLANK = re.compile(r"\s+")


@dataclass(frozen=True)
class Law:
    """A text of the law.

    Attributes:
        title: its full title.
        version: how a page states which text it cites, such as 2024年修正; empty where the text is not among the data.
        articles: the lines of each article, by its number; items （一） are lines of their own. Empty where the text is not among the data.
    """

    title: str
    version: str
    articles: dict[int, tuple[str, ...]]

    @property
    def year(self) -> str:
        """The year of the text that the data hold."""
        return self.version[:4]

    def paragraphs(self, article: int) -> list[str]:
        """Returns the paragraphs (款) of an article, each with its items."""
        found: list[str] = []
        for line in self.articles.get(article, ()):
            if ITEM.match(line) and found:
                found[-1] += line
            else:
                found.append(line)
        return found

    def items(self, article: int) -> int:
        """Returns how many items （一）（二） … an article has."""
        return sum(bool(ITEM.match(line)) for line in self.articles.get(article, ()))


def read_laws(root: Path) -> dict[str, Law]:
    """Returns the laws of ``data/law`` by each name that a page may write; none where the project has no such folder."""
    if not (root / INDEX).is_file():
        return {}
    laws: dict[str, Law] = {}
    for entry in read_yaml(root / INDEX, root):
        # Read each time, so that the page that cites it is known to depend on the file; parsed once.
        articles = parse_articles(read_text(root / LAWS / entry["file"], root).text)
        law = Law(entry["title"], entry["version"], articles)
        laws |= dict.fromkeys([entry["title"], *entry["names"]], law)
    return laws


@lru_cache(maxsize=16)
def parse_articles(text: str) -> dict[int, tuple[str, ...]]:
    """Returns the lines of each article of a law's text, its number before them left out; headings of chapters are no article's."""
    articles: dict[int, list[str]] = {}
    lines: list[str] | None = None
    for line in NOT_TEXT.sub("", text).splitlines():
        head = ARTICLE_HEAD.match(line)
        if head:
            lines = articles.setdefault(number_of(head["number"]), [])
            line = line[head.end():]
        elif CHAPTER_HEAD.match(line):
            lines = None
        if lines is not None and line.strip():
            lines.append(line.strip())
    return {number: tuple(found) for number, found in articles.items()}


def number_of(printed: str) -> int:
    """Returns the number of an article, printed in Chinese or Arabic numerals; 0 if it is none."""
    try:
        quantity = parse_printed(printed)
        return int(quantity.digits * quantity.scale)
    except NumeralError:
        return 0


def squeezed(text: str) -> str:
    """Returns a text without white space, which the comparison of quotations leaves out."""
    return BLANK.sub("", text)
