"""How the search cuts text into terms, in Python for the index and in JavaScript for the query: both must give the same.

Chinese is written without spaces, so that a run of characters becomes its single characters and all pairs of neighbours; a query finds
the pages that hold all its pairs. Latin words and numbers stay whole; 79.3 is one term. Full-width forms and capitals are folded first.
"""

import re
import unicodedata

from sphinx.search import SearchLanguage

# CJK ideographs with their first extension, the compatibility block and the written zero.
CHINESE = "\u3400-\u9fff\uf900-\ufaff\u3007"
TERM = re.compile(rf"[0-9]+(?:\.[0-9]+)+|[a-z0-9]+|[{CHINESE}]+")
IS_CHINESE = re.compile(rf"[{CHINESE}]")

SPLITTER = r"""
function splitQuery(query) {
    var found = query.normalize("NFKC").toLowerCase().match(/[0-9]+(?:\.[0-9]+)+|[a-z0-9]+|[\u3400-\u9fff\uf900-\ufaff\u3007]+/g) || [];
    var terms = [];
    found.forEach(function (run) {
        if (!/[\u3400-\u9fff\uf900-\ufaff\u3007]/.test(run)) { terms.push(run); return; }
        for (var at = 0; at < run.length; at++) {
            terms.push(run[at]);
            if (at + 1 < run.length) { terms.push(run.slice(at, at + 2)); }
        }
    });
    return Array.from(new Set(terms));
}
"""


def fold(text: str) -> str:
    """Returns text with full-width and other compatibility forms replaced and letters in lower case."""
    return unicodedata.normalize("NFKC", text).lower()


def split(text: str) -> list[str]:
    """Returns the terms of a text, each once, in the order in which they begin."""
    terms: dict[str, None] = {}
    for run in TERM.findall(fold(text)):
        if not IS_CHINESE.match(run):
            terms[run] = None
            continue
        for at in range(len(run)):
            terms[run[at]] = None
            if at + 1 < len(run):
                terms[run[at:at + 2]] = None
    return list(terms)


class SearchChinese(SearchLanguage):
    """Sphinx's hook: the language of the index and of ``language_data.js``."""

    lang = "zh"
    language_name = "Chinese"
    js_splitter_code = SPLITTER

    def split(self, input: str) -> list[str]:
        """Returns the terms of a piece of text."""
        return split(input)

    def word_filter(self, word: str) -> bool:
        """Keeps every term: a single character is one, and no word of a query is dropped."""
        return bool(word)
