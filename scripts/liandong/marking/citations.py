"""Citations of the law: the grammar of what ``{law}`` marks, and whether the articles and the quoted words are the law's."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from liandong.marking.laws import Law, number_of, squeezed
from zhproof.numerals import scan
from zhproof.numerals.chinese import NUMERAL_CHARS

MESSAGES = {
    "neither": "没有条号，也没有带年份的法律名称",
    "no_law": "第{number}条没有写明是哪部法",
    "no_year": "《{name}》没有写年份，本书也没有收它的全文",
    "other_year": "《{name}》写的是 {year} 年，本书收的是{version}的文本",
    "no_article": "《{name}》（{version}）没有第{number}条",
    "no_paragraph": "《{name}》第{article}条没有第{number}{unit}",
    "stray": "数字“{numeral}”不是条号，也不在引号里",
    "quote_differs": "“{words}”不在《{name}》{article}里",
    "quote_nowhere": "“{words}”前面没有条号",
    "quote_unknown": "“{words}”无法核对：本书没有收《{name}》的全文",
    "article": "第{number}条",
    "expected": "第几条，法律名称带年份，例如“《监督法》（2024年修正）第三十四条第二款”",
    "expected_quote": "条文原文照录（空格和换行不计）",
    "joined": "、",
}
NUMBER = rf"[0-9０-９{NUMERAL_CHARS}]+"
TOKEN = re.compile(
    rf"《(?P<name>[^《》]+)》"
    rf"|(?P<range>(?:至|到|[—–~～－-]{{1,2}}))?第(?P<article>{NUMBER})条(?:之(?P<sub>{NUMBER}))?"
    rf"|第[（(]?(?P<part>{NUMBER})[）)]?(?P<unit>[款项])"
    rf"|第{NUMBER}[编章节]"
    rf"|“(?P<quote>[^”]*)”"
    rf"|[（(](?P<bracket>[^（）()]*)[）)]"
)
YEAR = re.compile(r"(?P<year>(?:19|20)[0-9]{2})年")


@dataclass(frozen=True)
class Cited:
    """What the citations of a section have named so far: later ones may leave the law or the article out.

    Attributes:
        name: the law's name as it was written last; empty before the first.
        law: its text, ``None`` where the text is not among the data or no law was named.
        articles: the articles named last, in order.
        paragraph: the paragraph (款) of the last article that was named last, 0 for the whole article.
        quoted: whether words were quoted since; a further article then begins a new list.
    """

    name: str = ""
    law: Law | None = None
    articles: tuple[int, ...] = ()
    paragraph: int = 0
    quoted: bool = False


@dataclass
class Citation:
    """The reading of one mark: what it left named, and what is wrong with it: pairs of what was found and what is expected."""

    cited: Cited
    problems: list[tuple[str, str]] = field(default_factory=list)
    wrong_quotes: list[tuple[str, str]] = field(default_factory=list)


def read_citation(text: str, laws: dict[str, Law], before: Cited | None = None) -> Citation:
    """Returns the reading of a mark's text.

    Args:
        text: what ``{law}`` marks.
        laws: the laws whose texts are known, by each name.
        before: what the section's earlier citations named.
    """
    result = Citation(before or Cited())
    # Words alone go on from the article cited before.
    has_article = bool(result.cited.articles) and text.strip().startswith("“")
    rest, end = [], 0
    for match in TOKEN.finditer(text):
        rest.append(text[end : match.start()])
        end = match.end()
        if match["name"]:
            has_article |= _name(result, text, match, laws)
        elif match["article"]:
            has_article = True
            _article(result, match)
        elif match["part"]:
            _part(result, match)
        elif match["quote"] is not None:
            _quote(result, match["quote"])
        elif match["bracket"] is not None and not YEAR.search(match["bracket"]):
            rest.append(match["bracket"])
    rest.append(text[end:])
    if not has_article:
        result.problems.append((MESSAGES["neither"], MESSAGES["expected"]))
    for numeral in scan("\n".join(rest)):
        result.problems.append((MESSAGES["stray"].format(numeral=numeral.printed), MESSAGES["expected"]))
    return result


def _name(result: Citation, text: str, match: re.Match, laws: dict[str, Law]) -> bool:
    """Notes a law's name and tells whether the name has its year."""
    name = match["name"]
    law = laws.get(name) or laws.get(name.replace("〈", "《").replace("〉", "》"))
    following = text[match.end() :]
    bracket = following[1:].partition("）")[0] if following.startswith("（") else ""
    year = YEAR.search(bracket)
    same = name == result.cited.name or (law is not None and law is result.cited.law)
    result.cited = Cited(name, law) if not same or law is None else replace(result.cited, name=name, quoted=True)
    if law is None and not year and not same:
        result.problems.append((MESSAGES["no_year"].format(name=name), MESSAGES["expected"]))
    if law is not None and year and year["year"] != law.year:
        found = MESSAGES["other_year"].format(name=name, year=year["year"], version=law.version)
        result.problems.append((found, MESSAGES["expected"]))
    return bool(year)


def _article(result: Citation, match: re.Match) -> None:
    cited, number = result.cited, number_of(match["article"])
    if not cited.name:
        result.problems.append((MESSAGES["no_law"].format(number=match["article"]), MESSAGES["expected"]))
    elif cited.law is not None and number not in cited.law.articles:
        found = MESSAGES["no_article"].format(name=cited.name, version=cited.law.version, number=match["article"])
        result.problems.append((found, MESSAGES["expected"]))
    listed = () if cited.quoted else cited.articles
    if match["range"] and listed:
        listed += tuple(range(listed[-1] + 1, number))
    result.cited = replace(cited, articles=(*listed, number), paragraph=0, quoted=False)


def _part(result: Citation, match: re.Match) -> None:
    cited, number = result.cited, number_of(match["part"])
    if cited.law is None or not cited.articles or cited.articles[-1] not in cited.law.articles:
        return
    article = cited.articles[-1]
    there = len(cited.law.paragraphs(article)) if match["unit"] == "款" else cited.law.items(article)
    if not 0 < number <= there:
        words = {"name": cited.name, "article": article, "number": match["part"], "unit": match["unit"]}
        result.problems.append((MESSAGES["no_paragraph"].format(**words), MESSAGES["expected"]))
    elif match["unit"] == "款":
        result.cited = replace(cited, paragraph=number)


def _quote(result: Citation, words: str) -> None:
    cited = result.cited
    if not cited.articles:
        result.wrong_quotes.append((MESSAGES["quote_nowhere"].format(words=words), MESSAGES["expected_quote"]))
    elif cited.law is None:
        result.wrong_quotes.append((MESSAGES["quote_unknown"].format(words=words, name=cited.name), MESSAGES["expected_quote"]))
    elif squeezed(words) not in _quotable(cited):
        places = MESSAGES["joined"].join(MESSAGES["article"].format(number=number) for number in cited.articles)
        found = MESSAGES["quote_differs"].format(words=words, name=cited.name, article=places)
        result.wrong_quotes.append((found, MESSAGES["expected_quote"]))
    result.cited = replace(cited, quoted=True)


def _quotable(cited: Cited) -> str:
    """Returns the text that a quotation may come from: the paragraph named, else all articles named last."""
    if cited.paragraph:
        return squeezed(cited.law.paragraphs(cited.articles[-1])[cited.paragraph - 1])
    return "\0".join(squeezed("".join(cited.law.articles.get(number, ()))) for number in cited.articles)
