"""What a reader reads on a built page, section by section: the text that the search looks through and quotes."""

import re
from dataclasses import dataclass, field

from lxml import html

from liandong.sphinx_ext.furniture.line_breaks import CHINESE

ARTICLE = "//article[contains(concat(' ', @class, ' '), ' bd-article ')]"
# Marked by components: answers to questions, copies of what stands elsewhere; and the source of the cells, which is folded.
HIDDEN_CLASSES = {"no-search", "headerlink", "statistic-cards", "above-input"}
HIDDEN_TAGS = {"script", "style", "svg", "template", "button", "input", "select", "textarea", "noscript"}
# What has the anchor of the heading in it: a section, an entry of an index.
ANCHORED = {"section", "article"}
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
INLINE = {
    "a", "abbr", "b", "bdi", "cite", "code", "data", "dfn", "em", "i", "ins", "del", "kbd", "label", "mark", "q", "s", "samp", "small", "span",
    "strong", "sub", "sup", "time", "u", "var",
}
BETWEEN_CHINESE = re.compile(rf"(?<=[{CHINESE}，。、；：？！“”（）《》])\s+(?=[{CHINESE}，。、；：？！“”（）《》])")
SPACE = re.compile(r"\s+")


@dataclass
class Section:
    """A part of a page under one heading.

    Attributes:
        anchor: Its id, empty for the part under the page's title.
        heading: Its heading.
        lines: The text of its blocks, one line a paragraph, item or cell.
    """

    anchor: str
    heading: str
    lines: list[str] = field(default_factory=list)


def read_page(page: str) -> list[Section]:
    """Return the sections of a built page or of its article, the first one under its title; none where there is no article."""
    articles = html.document_fromstring(page).xpath(ARTICLE) if page.strip() else []
    if not articles:
        return []
    reader = _Reader()
    reader.read(articles[0])
    reader.end_line()
    return reader.sections


class _Reader:
    """Walks through an article and collects its text."""

    def __init__(self) -> None:
        self.sections = [Section("", "")]
        self._line: list[str] = []
        self._anchors = [""]
        self._depth = 0

    def read(self, element) -> None:
        """Take an element with all that is in it; its tail belongs to its parent."""
        if not isinstance(element.tag, str) or element.tag in HIDDEN_TAGS or HIDDEN_CLASSES & set(element.get("class", "").split()):
            return
        anchored = element.tag in ANCHORED and self._depth > 0
        self._depth += 1
        if anchored:
            self._anchors.append(element.get("id", ""))
        block = element.tag not in INLINE
        if block:
            self.end_line()
        self._line.append(element.text or "")
        for child in element:
            self.read(child)
            self._line.append(child.tail or "")
        if element.tag in HEADINGS:
            self._begin(tidy("".join(self._line)), top=element.tag == "h1")
        elif block:
            self.end_line()
        self._depth -= 1
        if anchored:
            self._anchors.pop()

    def end_line(self) -> None:
        """Close the block that has been read."""
        text = tidy("".join(self._line))
        self._line = []
        if text:
            self.sections[-1].lines.append(text)

    def _begin(self, heading: str, top: bool) -> None:
        self._line = []
        if top and not self.sections[0].heading:
            self.sections[0].heading = heading
        else:
            self.sections.append(Section(self._anchors[-1], heading))


def tidy(text: str) -> str:
    """Return text as it is read: spaces joined, none where a line of Chinese was only broken."""
    return BETWEEN_CHINESE.sub("", SPACE.sub(" ", text)).strip()
