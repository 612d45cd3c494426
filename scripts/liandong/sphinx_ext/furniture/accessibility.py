"""Mends what the writers of Sphinx, MyST and the theme leave out for people who see no page or use no mouse.

Works on the HTML of a page's text, since the writers have no other place for it. Everything here is about elements,
never about words.
"""

import re
from html import escape, unescape

from sphinx.application import Sphinx

from liandong.findings import messages
from liandong.sphinx_ext.building import on
from liandong.sphinx_ext.statistics.calculations import name_cells

LABELS = messages(__name__, "labels")
# A page's text is written by Sphinx alone: these forms are the only ones.
CONTAINER = re.compile(r'<div class="pst-scrollable-table-container"(?P<rest>[^>]*)>')
HEADING = re.compile(
    r"<h[1-6][^>]*>(?P<title>.*?)</h[1-6]>|<p class=\"rubric\"[^>]*>(?P<rubric>.*?)</p>"
    r"|<figcaption[^>]*>(?P<caption>.*?)</figcaption>", re.DOTALL)
CAPTION = re.compile(r"\s*<table[^>]*>\s*<caption>(?P<caption>.*?)</caption>", re.DOTALL)
LINK_MARK = re.compile(r'<a class="headerlink".*?</a>', re.DOTALL)
TAG = re.compile(r"<[^>]+>")
EMPTY_HEADING = re.compile(r'<th class="head"[^>]*>(?:<p>)?\s*(?:</p>)?</th>')
TABLE = re.compile(
    r"<table(?P<rest>[^>]*)>(?P<before>(?:(?!</table>|<tbody).)*)"
    r"<tbody>(?P<rows>(?:(?!</table>).)*)</table>", re.DOTALL)
HEAD_CELL = re.compile(r"<t[hd][^>]*>(.*?)</t[hd]>", re.DOTALL)
ROW = re.compile(r"<tr[^>]*>.*?</tr>", re.DOTALL)
CELL = re.compile(r"<td(?=[ >])")
# Tables with fewer columns fit a phone.
FEWEST_COLUMNS = 3
TASK_BOX = re.compile(r'<input class="task-list-item-checkbox"[^>]*>')


def mend(body: str) -> str:
    """Return the HTML of a page's text, mended.

    Cells of tables with several columns say their column; tables that may be wider than the screen are reached by the
    keyboard, as groups with a name; an empty head cell is a cell; the box of a checklist, which nobody can tick, is
    drawn and not announced as a control without a name.
    """
    body = TASK_BOX.sub('<span class="task-box" aria-hidden="true"></span>', body)
    body = EMPTY_HEADING.sub("<td></td>", body)
    body = TABLE.sub(_label_cells, body)
    headings = [(match.end(), next(filter(None, match.groups()), "")) for match in HEADING.finditer(body)]

    def name_container(match: re.Match) -> str:
        caption = CAPTION.match(body, match.end())
        before = (title for end, title in reversed(headings) if end <= match.start())
        words = caption["caption"] if caption else next(before, "")
        name = " ".join(unescape(TAG.sub("", LINK_MARK.sub("", words))).split())
        label = LABELS["table"].format(name=name) if name else LABELS["table_only"]
        role = f'tabindex="0" role="group" aria-label="{escape(label)}"'
        return f'<div class="pst-scrollable-table-container" {role}{match["rest"]}>'

    return CONTAINER.sub(name_container, body)


def _label_cells(table: re.Match) -> str:
    """Return a table whose cells say their column, so that a row can be a card on a phone; a small one as it was."""
    headings = [" ".join(unescape(TAG.sub("", heading)).split()) for heading in HEAD_CELL.findall(table["before"])]
    if len(headings) < FEWEST_COLUMNS:
        return table[0]

    def label_row(row: re.Match) -> str:
        # A row with a cell that spans columns has fewer of them: nobody knows what the others are.
        labels = iter(headings if len(CELL.findall(row[0])) == len(headings) else [])
        return CELL.sub(lambda _: f'<td data-label="{escape(next(labels, ""), quote=True)}"', row[0])

    return f'<table{table["rest"]} data-cards>{table["before"]}<tbody>{ROW.sub(label_row, table["rows"])}</table>'


# After those who add to the text.
@on("html-page-context", 890)
def mend_page(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    """Mend the text of a page that is about to be written, its cells named first."""
    if context.get("body"):
        context["body"] = mend(name_cells(context["body"]))
