"""Citations of the law: the grammar of ``{law}``, which text each cites, and whether that is in force and says so.

A name with a year in brackets means the text of that year, 当时的《…》 the one of the days that the book tells of, a name
alone the one in force today. A text that is no longer in force may only be cited as what was in force then.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from liandong.findings import messages
from liandong.pages.marking.laws import HELD_NONE, Law, LawText, Register, number_of, squeezed
from zhproof.reading import read_numerals
from zhproof.reading.chinese import NUMERAL_CHARS

MESSAGES = messages(__name__)
NUMBER = rf"[0-9０-９{NUMERAL_CHARS}]+"
TOKEN = re.compile(
    rf"(?P<day>当时的|现行的?)?《(?P<name>[^《》]+)》"
    rf"|(?P<range>(?:至|到|[—–~～－-]{{1,2}}))?第(?P<article>{NUMBER})条(?:之(?P<sub>{NUMBER}))?"
    rf"|第[（(]?(?P<part>{NUMBER})[）)]?(?P<unit>[款项])"
    rf"|第{NUMBER}[编章节]"
    rf"|“(?P<quote>[^”]*)”"
    rf"|[（(](?P<bracket>[^（）()]*)[）)]"
)
YEAR = re.compile(r"(?P<year>(?:19|20)[0-9]{2})年")
THEN, NOW = "当时", "现行"


@dataclass(frozen=True)
class Cited:
    """What the citations of a section have named so far: later ones may leave the law or the article out.

    Attributes:
        name: the law's name as it was written last; empty before the first.
        law: the law, ``None`` where it is not in the register or no law was named.
        text: the text of it that is cited, ``None`` where there is none.
        articles: the articles named last, in order.
        paragraph: the paragraph (款) of the last article that was named last, 0 for the whole article.
        quoted: whether words were quoted since; a further article then begins a new list.
        then: whether the text is cited as what was in force then.
    """

    name: str = ""
    law: Law | None = None
    text: LawText | None = None
    articles: tuple[int, ...] = ()
    paragraph: int = 0
    quoted: bool = False
    then: bool = False


@dataclass(frozen=True)
class CitationProblem:
    """What is wrong with a mark: the code of the finding, what was found, what is expected."""

    code: str
    found: str
    expected: str


@dataclass(frozen=True)
class Link:
    """Characters ``start`` to ``end`` of a mark that name an article of a text which is among the data."""

    start: int
    end: int
    text: LawText
    article: int
    then: bool


@dataclass
class Citation:
    """The reading of one mark: what it left named, what is wrong with it, and the articles that it names."""

    cited: Cited
    problems: list[CitationProblem] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)

    def add(self, code: str, message: str, expected: str = "expected", **words: object) -> None:
        """Note a problem."""
        self.problems.append(CitationProblem(code, MESSAGES[message].format(**words), MESSAGES.get(expected, expected)))


def read_citation(text: str, register: Register, before: Cited | None = None) -> Citation:
    """Return the reading of what ``{law}`` marks, by the laws known and what the section named before."""
    result = Citation(before or Cited())
    # Words alone go on from the article cited before.
    has_article = bool(result.cited.articles) and text.strip().startswith("“")
    rest, end = [], 0
    for match in TOKEN.finditer(text):
        rest.append(text[end : match.start()])
        end = match.end()
        if match["name"]:
            has_article |= _name(result, text, match, register)
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
        result.add("E521", "neither")
    for numeral in read_numerals("\n".join(rest)):
        result.add("E521", "stray", numeral=numeral.printed)
    return result


def _name(result: Citation, text: str, match: re.Match, register: Register) -> bool:
    """Note a law's name and the text of it that is meant; tells whether the name says which."""
    name, before = match["name"], result.cited
    law = register.find(name)
    following = text[match.end() :]
    bracket = following[1:].partition("）")[0] if following.startswith("（") else ""
    year = YEAR.search(bracket)
    then = THEN in bracket or match["day"] == f"{THEN}的"
    if law is None:
        same = name == before.name
        result.cited = Cited(name, articles=before.articles if same else ())
        if not year and not same:
            result.add("E521", "no_year", name=name)
        return bool(year)
    found = law.of_year(year["year"]) if year else law.in_force(*register.then) if then else law.in_force(register.day)
    if year and found is None:
        versions = MESSAGES["joined"].join(one.version for one in law.texts)
        result.add("E521", "other_year", name=name, year=year["year"], versions=versions)
    _check_force(result, name, law, found, then, register)
    same = found is not None and found is before.text
    result.cited = replace(before, name=name, quoted=True, then=then) if same else Cited(name, law, found, then=then)
    return bool(year) or bool(match["day"])


def _check_force(result: Citation, name: str, law: Law, found: LawText | None, then: bool, register: Register) -> None:
    """Note a text that is cited as in force on a day on which it is not."""
    first, last = register.then if then else (register.day, register.day)
    text, right = found or law.texts[-1], law.in_force(first, last)
    # A year of which there is no text has been noted.
    is_right = found.in_force(first, last) if found else not then or right
    if is_right:
        return
    words = {"name": name, "version": text.version, "start": day_words(text.start), "until": day_words(text.end),
             "first": day_words(first), "last": day_words(last)}
    if then:
        of_then = MESSAGES["then"].format(name=name, version=right.version) if right else ""
        result.add("E532", "not_then" if found else "no_text_then", MESSAGES["expected_then"].format(then=of_then),
                   **words)
    else:
        now = MESSAGES["now"].format(name=name, version=right.version) if right else MESSAGES["no_now"]
        expected = MESSAGES["expected_now"].format(now=now, name=name, version=text.version)
        result.add("E531", "not_yet" if text.start > register.day else "not_in_force", expected, **words)


def day_words(day: object) -> str:
    """Return a day as Chinese prose writes it."""
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def _article(result: Citation, match: re.Match) -> None:
    cited, number = result.cited, number_of(match["article"])
    if not cited.name:
        result.add("E521", "no_law", number=match["article"])
    elif cited.text is not None and cited.text.held == HELD_NONE:
        result.add("E533", "not_held", "expected_not_held", name=cited.name, version=cited.text.version)
    elif cited.text is not None and number not in cited.text.articles:
        result.add("E521", "no_article", name=cited.name, version=cited.text.version, number=match["article"])
    elif cited.text is not None:
        start = match.start() + len(match["range"] or "")
        result.links.append(Link(start, match.end(), cited.text, number, cited.then))
    listed = () if cited.quoted else cited.articles
    if match["range"] and listed:
        listed += tuple(range(listed[-1] + 1, number))
    result.cited = replace(cited, articles=(*listed, number), paragraph=0, quoted=False)


def _part(result: Citation, match: re.Match) -> None:
    cited, number = result.cited, number_of(match["part"])
    if cited.text is None or not cited.articles or cited.articles[-1] not in cited.text.articles:
        return
    article = cited.articles[-1]
    there = len(cited.text.paragraphs(article)) if match["unit"] == "款" else cited.text.items(article)
    if not 0 < number <= there:
        result.add("E521", "no_paragraph", name=cited.name, article=article, number=match["part"], unit=match["unit"])
    elif match["unit"] == "款":
        result.cited = replace(cited, paragraph=number)


def _quote(result: Citation, words: str) -> None:
    cited = result.cited
    if not cited.articles:
        result.add("E522", "quote_nowhere", "expected_quote", words=words)
    elif cited.text is None or cited.text.held == HELD_NONE:
        result.add("E522", "quote_unknown", "expected_quote", words=words, name=cited.name)
    elif squeezed(words) not in _quotable(cited):
        places = MESSAGES["joined"].join(MESSAGES["article"].format(number=number) for number in cited.articles)
        result.add("E522", "quote_differs", "expected_quote", words=words, name=cited.name, article=places)
    result.cited = replace(cited, quoted=True)


def _quotable(cited: Cited) -> str:
    """Return the text that a quotation may come from: the paragraph named, else all articles named last."""
    if cited.paragraph:
        return squeezed(cited.text.paragraphs(cited.articles[-1])[cited.paragraph - 1])
    return "\0".join(squeezed("".join(cited.text.articles.get(number, ()))) for number in cited.articles)
