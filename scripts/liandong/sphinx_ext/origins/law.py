"""The law on the site: citations as links, whole texts, the register, earlier and later articles side by side.

``{law-text}`` shows a text with an anchor for each article, ``{law-register}`` the register, ``{law-comparison}`` two
texts of a law.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from difflib import SequenceMatcher

from docutils import nodes
from sphinx.builders import Builder

from liandong.data.text_files import read_text
from liandong.findings import messages, quote
from liandong.pages.marking.citations import Citation, day_words
from liandong.pages.marking.laws import (
    HELD_NONE,
    LAWS,
    REGISTER,
    LawText,
    Register,
    TextComparison,
    parse_lines,
    read_register,
)
from liandong.pages.tracing.html import COMPUTED, FILE
from liandong.sphinx_ext.directives import BookDirective, FillPlaces, Made, directive, place_in_text
from liandong.sphinx_ext.elements import element, printed
from liandong.sphinx_ext.origins.word_cards import WordCard
from liandong.sphinx_ext.statistics import build

PAGES = "book/law"
LABELS = messages(__name__, "labels")
# A clause ends with its punctuation: what changed is shown clause by clause.
CLAUSE = re.compile(r"[^，。；：、]*[，。；：、]?")
NUMERALS = "零一二三四五六七八九"


def link_articles(mark: nodes.TextElement, citation: Citation, register: Register) -> None:
    """Make links of the articles that a citation names, where the site has the text."""
    if not citation.links:
        return
    words, end = mark["written"], 0
    mark.clear()
    for link in citation.links:
        text, period, card = link.text, period_words(link.text, register.day), None
        title = LABELS["then" if link.then else "cited"].format(version=text.version, period=period)
        if link.article in text.articles:
            card = article_card(register.law_of(text).title, text, link.article, title, then=link.then)
        mark += nodes.Text(words[end:link.start])
        mark += article_link(words[link.start:link.end], text, link.article, title, card)
        end = link.end
    mark += nodes.Text(words[end:])


def article_link(words: str, text: LawText, article: int = 0, title: str = "", card: WordCard
                 | None = None) -> place_in_text:
    """Return the place of a link to an article of a text, or to the whole for 0; ``title`` says when it is in force."""
    return place_in_text("", words, fill=fill_link, edition=text.id, article=article, title=title, card=card)


def fill_link(at: FillPlaces, here: place_in_text) -> nodes.Node:
    """Return the link; the words alone where the site has no page of the text."""
    target = article_uri(*at.page, here["edition"], here["article"])
    if not target:
        return nodes.Text(here.astext())
    return element("", here.astext(), tag="a", html={"href": target, "title": here["title"]}, classes=["law-article"],
                   card=here["card"])


def article_card(title: str, text: LawText, article: int, note: str, *, then: bool) -> WordCard:
    """Return the card of an article; cited as what was in force then it says so, and is a card of its own."""
    return WordCard(
        key=f"{text.id}-{article}{'-then' if then else ''}",
        name=LABELS["card"].format(title=title, version=text.version, article=chinese(article)),
        note=note, lines=text.articles[article], source=(LAWS / text.details["file"]).as_posix(),
        page=f"{PAGES}/{text.id}", anchor=article_anchor(article), link=LABELS["whole"],
    )


def period_words(text: LawText, day: date) -> str:
    """Return from when and until when a text is in force."""
    end = LABELS["until"].format(end=day_words(text.end)) if text.end else LABELS["now"].format(day=day_words(day))
    return LABELS["period"].format(start=day_words(text.start), end=end)


def article_anchor(article: int) -> str:
    """Return the anchor of an article on the page of its text."""
    return f"article-{article}"


@directive("law-text", arguments=1)
def show_text(page: BookDirective) -> list[nodes.Node]:
    """Return a text of the register as it is stored: period, headings, articles, each article with its anchor."""
    register = read_register(page.root)
    text = register.text(page.arguments[0])
    if text is None or not text.details["file"]:
        return _unknown(page)
    file = (LAWS / text.details["file"]).as_posix()
    period = printed(period_words(text, register.day), COMPUTED, REGISTER.as_posix())
    result: list[nodes.Node] = [build.paragraph(period)]
    before, headings = 0, []
    for number, line in parse_lines(read_text(page.root / file, page.root).text):
        if not number:
            # The title stands above already.
            headings += [line] if line not in register.law_of(text).title else []
            continue
        # A heading may be cut into lines; what stands before the first article are the notes of adoption, a line each.
        result += [nodes.rubric("", "", printed("".join(headings), FILE, file))] if before and headings else []
        result += [build.paragraph(printed(note, FILE, file)) for note in headings if not before]
        paragraph = nodes.paragraph(classes=["law-line"])
        if number != before:
            paragraph["ids"] = [article_anchor(number)]
            paragraph += printed(f"第{chinese(number)}条　", FILE, file, **{"class": "law-head"})
        paragraph += printed(line, FILE, file)
        result.append(paragraph)
        before, headings = number, []
    return result


@directive("law-register")
def show_register(page: BookDirective) -> nodes.table:
    """Return the register of law: every text with its days, its source, and whether it is here."""
    rows = []
    for law in read_register(page.root).laws:
        for text in law.texts:
            period = LABELS["ended" if text.end else "still"].format(start=text.start, end=text.end)
            version = nodes.Text(text.version) if text.held == HELD_NONE else article_link(text.version, text)
            named = build.paragraph(nodes.Text(f"{law.title}　"), version)
            rows.append([named, period, LABELS["held"][text.held], LABELS["source"].format(**text.details)])
    return build.table(LABELS["register"], rows, FILE, REGISTER.as_posix(), classes=["law-register"])


@directive("law-comparison", arguments=1)
def show_comparison(page: BookDirective) -> Made:
    """Return the articles of an earlier and a later text side by side; the argument is the earlier text's id."""
    found = next((comparison for comparison in read_register(page.root).comparisons
                  if comparison.old.id == page.arguments[0]), None)
    if found is None:
        return _unknown(page)
    texts = [LAWS / text.details["file"] for text in (found.old, found.new) if text.details["file"]]
    files = " ".join(path.as_posix() for path in (REGISTER, *texts))
    heading, *sides = LABELS["comparison"]
    headings = [heading, *(side.format(version=text.version)
                           for side, text in zip(sides, (found.old, found.new), strict=True))]
    return build.table(headings, list(_compared(found)), FILE, files, classes=["law-comparison"])


def _unknown(page: BookDirective) -> list[nodes.Node]:
    page.note_problem("E534", quote(page.arguments[0]), LABELS["unknown_expected"])
    return []


def _compared(comparison: TextComparison) -> Iterator[list]:
    """Yield the rows: topic, the earlier article, the later one, with the clauses that only one of them has marked."""
    for topic, old_article, new_article in comparison.pairs:
        old, new = _whole(comparison.old, old_article), _whole(comparison.new, new_article)
        yield [topic, _side(comparison.old, old_article, old, new, "law-removed"),
               _side(comparison.new, new_article, new, old, "law-added")]


def _whole(text: LawText, article: int) -> str:
    return "\n".join(text.articles.get(article, ()))


def _side(text: LawText, article: int, words: str, other: str, changed: str) -> nodes.Node:
    if text.held == HELD_NONE:
        return build.paragraph(nodes.Text(LABELS["not_held"].format(address=text.details["address"])))
    if not article:
        return build.paragraph(nodes.Text(LABELS["no_article"]))
    cell = build.paragraph(article_link(f"第{chinese(article)}条", text, article), nodes.Text("　"))
    clauses, others = _clauses(words), _clauses(other)
    for tag, start, end, _, _ in SequenceMatcher(None, clauses, others, autojunk=False).get_opcodes():
        part = "".join(clauses[start:end]).replace("\n", "　")
        # A later paragraph stands after a space, which belongs to neither text.
        cell += nodes.Text("　") if part.startswith("　") else []
        part = part.removeprefix("　")
        cell += nodes.Text(part) if tag == "equal" or not other else nodes.inline("", part, classes=[changed])
    return cell


def _clauses(words: str) -> list[str]:
    return [clause for clause in CLAUSE.findall(words) if clause]


def chinese(number: int) -> str:
    """Return the number of an article, below 200, as a law prints it."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    head = f"{NUMERALS[hundreds]}百" if hundreds else ""
    middle = f"{NUMERALS[tens] if tens > 1 or hundreds else ''}十" if tens else "零" if hundreds and ones else ""
    return head + middle + (NUMERALS[ones] if ones else "")


def article_uri(builder: Builder, here: str, edition: str, article: int) -> str:
    """Return the address of an article, of the whole text for 0, relative to a page; empty if no page has the text."""
    page = f"{PAGES}/{edition}"
    if page not in builder.env.found_docs:
        return ""
    anchor = f"#{article_anchor(article)}" if article else ""
    return builder.get_relative_uri(here, page) + anchor or "#"
