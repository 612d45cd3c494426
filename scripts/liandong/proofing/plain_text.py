"""Plain text and Markdown: the encoding found for certain, the text kept as it is, marks of the format blanked."""

from __future__ import annotations

import re
from contextlib import suppress

from liandong.data.text_files import is_damaged_utf8, is_gbk_in_utf8, read_as_big5, with_line_feeds
from liandong.findings import messages
from liandong.proofing.draft import Draft, Place
from liandong.proofing.refusals import refused
from liandong.proofing.wrapping import CUT_DIGITS, find_wrapped, join, note_joined

MESSAGES = messages(__name__)
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
# What Chinese office texts are written with: ASCII, general punctuation, CJK marks, ideographs, full-width forms.
_COMMON = re.compile(
    r"[\t\n\r -~\u00a0-\u00ff\u2000-\u22ff\u2460-\u27bf\u3000-\u303f\u4e00-\u9fff\ufe30-\ufe4f\uff00-\uffef]"
)
_CERTAIN = 0.98
# What a page of the web leaves in a text that was copied from it; the reader of numbers passes over tags and entities
# by itself, not over what stands between these.
_UNSEEN = re.compile(
    r"<!--.{0,5000}?-->|<(?:script|style)\b[^<>]{0,300}>.{0,20000}?</(?:script|style)>", re.DOTALL | re.IGNORECASE
)
_MARK = re.compile(r"</?[A-Za-z][^<>\n]{0,300}>|<!\w[^<>\n]{0,300}>|&(?:[A-Za-z]{2,8}|#\d{1,7}|#[xX][0-9A-Fa-f]{1,6});")
_CODE = re.compile(r"^(```+|~~~+)[^\n]{0,80}\n.{0,20000}?^\1[^\n]{0,80}$", re.DOTALL | re.MULTILINE)
# What a link leads to, a footnote's label.
_LABEL = re.compile(r"(?<=\])\([^()\s]*(?:\s\"[^\"\n]*\")?\)|(?<=\])\[[^\[\]\n]*\]|\[\^[^\[\]\n]+\]:?")
_LIST_NUMBER = re.compile(r"^[ \t]*\d{1,3}[.)](?=[ \t])", re.MULTILINE)
_ROW = re.compile(r"^[ \t]*\|.*\|[ \t]*$")
_RULE = re.compile(r"^[ \t|:-]+$")
_CELL = re.compile(r"(?:^[ \t]*|(?<!\\))\|([^|\n]*)(?=\|)")
LINES_SHOWN = 5


def decode(name: str, content: bytes) -> str:
    """Return the text of bytes in UTF-8, UTF-16, GB 18030 or Big5, with line breaks as line feeds.

    A byte-order mark decides; without one valid UTF-8 is UTF-8. UTF-16 is taken only where nearly every character is
    one that Chinese texts are written with; the rest is Big5 where that gives clearly more common characters, else
    GB 18030.

    Raises:
        DataError: E986 for damaged UTF-8, E984 for anything else.
    """
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            try:
                return with_line_feeds(content[len(mark) :].decode(encoding))
            except UnicodeDecodeError as error:
                raise _undecodable(name, content, error) from None
    try:
        text = content.decode("utf-8")
        if is_gbk_in_utf8(text, content):
            return with_line_feeds(content.decode("gb18030"))
        if "\0" not in text:
            return with_line_feeds(text)
        failed = None
    except UnicodeDecodeError as error:
        failed = error
    candidates = {}
    for encoding in ("gb18030", "utf-16-le", "utf-16-be"):
        with suppress(UnicodeDecodeError):
            candidates[encoding] = content.decode(encoding)
    if failed is not None and is_damaged_utf8(content):
        raise _undecodable(name, content, failed)
    traditional = read_as_big5(content)
    if traditional:
        return with_line_feeds(traditional)
    likeliest = max(candidates.values(), key=_common_share, default="")
    if likeliest and _common_share(likeliest) >= _CERTAIN and "\0" not in likeliest:
        return with_line_feeds(likeliest)
    # Rare characters of GB 18030 outside the common ranges are text as well; control characters are not.
    if "gb18030" in candidates and not re.search(r"[\x00-\x08\x0e-\x1f]", candidates["gb18030"]):
        return with_line_feeds(candidates["gb18030"])
    if b"\0" in content:
        raise refused("binary", name)
    raise refused("undecodable", name, byte=(failed.start if failed else 0) + 1)


def read_plain(name: str, content: bytes, form: str) -> Draft:
    """Return the draft in a plain text (`form` txt) or Markdown (md).

    Each line that is not blank is a piece, each cell of a Markdown table too.
    """
    draft = Draft(name, form)
    _join_lines(decode(name, content).split("\n"), draft)
    text = draft.text
    unseen = [match.span() for match in _UNSEEN.finditer(text)]
    _note_marks(draft, sorted(unseen + [match.span() for match in _MARK.finditer(text)])[: LINES_SHOWN + 1])
    if form == "md":
        unseen += [match.span() for pattern in (_CODE, _LABEL, _LIST_NUMBER) for match in pattern.finditer(text)]
    return draft.finish(unseen)


def _join_lines(lines: list[str], draft: Draft) -> None:
    """Add the lines; those that the width of a page cut are joined, and the numbers that were cut are noted."""
    paragraph = table = row = 0
    heads: list[str] = []
    wrapped = find_wrapped(lines)
    for number, line in enumerate(lines, 1):
        goes_on = number - 2 in wrapped
        line = line.lstrip() if goes_on else line
        paragraph += bool(line.strip()) and not goes_on
        if draft.form == "md" and _ROW.match(line):
            cells = list(_CELL.finditer(line))
            texts = [cell[1].strip() for cell in cells]
            if not row:
                table, heads = table + 1, texts
            if not _RULE.match(line):
                row += 1
                for column, cell in enumerate(cells, 1):
                    first = next(filter(None, texts[: column - 1]), "")
                    names = [first, heads[column - 1] if row > 1 and column <= len(heads) else ""]
                    place = {"table": table, "row": row, "column": column, "heads": tuple(filter(None, names))}
                    draft.begin(draft.length + cell.start(1), Place(paragraph, line=number, **place))
        else:
            row = 0
            if line.strip():
                draft.begin(draft.length, Place(paragraph, line=number))
        if number - 1 in wrapped:
            line, after = line.rstrip(), lines[number].lstrip()
            if CUT_DIGITS.search(line) and after[0].isdigit():
                draft.notes.append(note_joined(line, after, Place(paragraph, line=number)))
            line += join(line, after)
        elif number < len(lines):
            line += "\n"
        draft.extend(line)


def _note_marks(draft: Draft, spans: list[tuple[int, int]]) -> None:
    """Note all tags and entities of the text at once."""
    if not spans:
        return
    lines = list(dict.fromkeys(draft.place_at(start).line for start, _ in spans))
    more = MESSAGES["more"] if len(spans) > LINES_SHOWN else ""
    shown = MESSAGES["joined"].join(map(str, lines[:LINES_SHOWN])) + more
    example = draft.text[slice(*spans[0])][:40].replace("\n", " ")
    draft.note("markup", MESSAGES["tags"].format(lines=shown, example=example), Place(line=lines[0]))


def _common_share(text: str) -> float:
    return len(_COMMON.findall(text)) / len(text)


def _undecodable(name: str, content: bytes, error: UnicodeDecodeError) -> Exception:
    return refused("damaged_text", name, line=content.count(b"\n", 0, error.start) + 1)
