"""The same Word document with a comment at each finding; every other part keeps its bytes.

Only the body (marks of the comments), the part with the comments, the list of content types and the body's
relationships change. The paragraphs and their styles stay: a run that holds more than the commented numeral is cut in
runs of the same format.
"""

from __future__ import annotations

import copy
import io
import posixpath
import zipfile
from bisect import bisect_right
from datetime import UTC, datetime

from lxml import etree

from liandong.findings import messages
from liandong.proofing import table_totals
from liandong.proofing.refusals import refused
from liandong.proofing.report import Report
from liandong.proofing.word_parts import LIMIT_UNPACKED, RELATIONSHIPS, Package
from liandong.proofing.word_reading import Anchor, WordText, child_of, local_name, namespace_of, value_of
from zhproof.findings import Finding

LABELS = messages(__name__, "labels")
CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
CONTENT_TYPES = "[Content_Types].xml"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_TRANSITIONAL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
# What XML 1.0 has no room for.
_UNWRITABLE = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])


def add_comments(content: bytes, report: Report) -> bytes:
    """Return the bytes of a .docx file, those that the report is on, with a comment at each 矛盾 and 存疑."""
    word = WordText(report.draft.name, content)
    package = word.package
    if word.draft.text != report.draft.text:
        raise refused("changed", report.draft.name)
    alerts = [finding for finding in report.findings if finding.is_alert]
    if not alerts:
        return content
    namespace = namespace_of(word.root)
    strict = "purl.oclc.org" in namespace
    existing = next(iter(package.related("comments", package.main)), None)
    new = etree.Element(f"{namespace}comments", nsmap={"w": namespace[1:-1]})
    comments = package.parse(existing) if existing else new
    ids = [value_of(comment, "id") or "" for comment in comments]
    number = max((int(identifier) for identifier in ids if identifier.isdecimal()), default=-1) + 1
    marker = _Marker(namespace, word.anchors)
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    for finding in alerts:
        numerals = sorted(report.numerals_of(finding), key=lambda numeral: numeral.start)
        # The total of a table mostly closes what it sums; in a text the first number opens it.
        place = -1 if finding.rule == table_totals.RULE else 0
        if numerals and marker.mark(numerals[place].start, numerals[place].end, number):
            comments.append(_comment(namespace, number, now, finding, report.title_of(finding)))
            number += 1
    changed = {package.main: _serialise(word.root)}
    part = existing or _free_name(package)
    changed[part] = _serialise(comments)
    if not existing:
        changed[CONTENT_TYPES] = _with_content_type(package, part)
        folder, file = posixpath.split(package.main)
        relationships = posixpath.join(folder, "_rels", f"{file}.rels")
        changed[relationships] = _with_relationship(package, relationships, part, _STRICT if strict else _TRANSITIONAL)
    return _write(package, changed)


class _Marker:
    """Puts the marks of comments into the body, cutting runs where a numeral begins and ends inside one."""

    def __init__(self, namespace: str, anchors: list[Anchor]) -> None:
        self.namespace = namespace
        self.anchors = anchors
        self.starts = [anchor.start for anchor in anchors]
        # Of each text element that was cut, its pieces as offset and element, in order.
        self.pieces: dict[etree._Element, list[tuple[int, etree._Element]]] = {}

    def mark(self, start: int, end: int, number: int) -> bool:
        """Mark the text from `start` to `end` with comment `number`; whether there was a place for it."""
        first = self._run_at(start, before=False)
        last = self._run_at(end, before=True)
        if first is None or last is None:
            return False
        # Marks stand beside runs in the paragraph; a range may span elements such as hyperlinks.
        reference = etree.Element(f"{self.namespace}r")
        reference.append(self._numbered("commentReference", number))
        first.addprevious(self._numbered("commentRangeStart", number))
        last.addnext(reference)
        last.addnext(self._numbered("commentRangeEnd", number))
        return True

    def _numbered(self, name: str, number: int) -> etree._Element:
        return etree.Element(f"{self.namespace}{name}", {f"{self.namespace}id": str(number)})

    def _run_at(self, offset: int, *, before: bool) -> etree._Element | None:
        """Return the run that begins (or, `before`, ends) at an offset, after cutting the one around it."""
        index = bisect_right(self.starts, offset - 1 if before else offset) - 1
        if index < 0:
            return None
        anchor = self.anchors[index]
        if anchor.text is None or anchor.run is None:
            # A formula, or a break between paragraphs of a cell, has no run of its own: the one before it is taken.
            near = [*self.anchors[index::-1], *self.anchors[index:]]
            return next((anchor.run for anchor in near if anchor.run is not None), None)
        pieces = self.pieces.setdefault(anchor.text, [(anchor.start, anchor.text)])
        place = bisect_right([start for start, _ in pieces], offset - 1 if before else offset) - 1
        start, element = pieces[place]
        end = pieces[place + 1][0] if place + 1 < len(pieces) else anchor.end
        if start < offset < end:
            right = self._split(element, offset - start)
            pieces.insert(place + 1, (offset, right))
            element = element if before else right
        return self._cut_after(element) if before else self._cut_before(element)

    def _split(self, element: etree._Element, at: int) -> etree._Element:
        """Cut a text element, and its run, at a character; returns the text element of the right half."""
        words = element.text or ""
        right = etree.Element(element.tag)
        element.text, right.text = words[:at], words[at:]
        element.set(_SPACE, "preserve")
        right.set(_SPACE, "preserve")
        self._cut_run(element.getparent(), element.getparent().index(element) + 1, right)
        return right

    def _cut_before(self, element: etree._Element) -> etree._Element:
        """Return the run that begins with a text element."""
        run = element.getparent()
        at = run.index(element)
        if all(local_name(child) in ("rPr", "lastRenderedPageBreak") for child in run[:at]):
            return run
        return self._cut_run(run, at)

    def _cut_after(self, element: etree._Element) -> etree._Element:
        """Return the run that ends with a text element."""
        run = element.getparent()
        at = run.index(element) + 1
        if at < len(run):
            self._cut_run(run, at)
        return run

    def _cut_run(self, run: etree._Element, at: int, first: etree._Element | None = None) -> etree._Element:
        """Move what a run holds from a position on into a new run of the same format behind it, `first` before it."""
        new = etree.Element(run.tag, dict(run.attrib))
        form = child_of(run, "rPr")
        if form is not None:
            new.append(copy.deepcopy(form))
        if first is not None:
            new.append(first)
        for child in list(run)[at:]:
            new.append(child)
        new.tail, run.tail = run.tail, None
        run.addnext(new)
        return new


def _comment(namespace: str, number: int, now: str, finding: Finding, title: str) -> etree._Element:
    lines = [LABELS["head"].format(severity=finding.severity, title=title), finding.explanation]
    lines.append(LABELS["arithmetic"].format(finding.arithmetic))
    lines += [LABELS["suggestion"].format(finding.suggestion)] if finding.suggestion else []
    names = {"id": str(number), "author": LABELS["author"], "date": now, "initials": LABELS["initials"]}
    comment = etree.Element(f"{namespace}comment", {f"{namespace}{name}": value for name, value in names.items()})
    for line in lines:
        run = etree.SubElement(etree.SubElement(comment, f"{namespace}p"), f"{namespace}r")
        words = etree.SubElement(run, f"{namespace}t", {_SPACE: "preserve"})
        words.text = line.translate(_UNWRITABLE)
    return comment


def _with_content_type(package: Package, part: str) -> bytes:
    types = package.parse(CONTENT_TYPES)
    etree.SubElement(types, f"{_TYPES}Override", {"PartName": f"/{part}", "ContentType": CONTENT_TYPE})
    return _serialise(types)


def _with_relationship(package: Package, relationships: str, part: str, kind: str) -> bytes:
    if package.has(relationships):
        root = package.parse(relationships)
    else:
        root = etree.Element(f"{RELATIONSHIPS}Relationships", nsmap={None: RELATIONSHIPS[1:-1]})
    taken = {relationship.get("Id") for relationship in root}
    name = next(name for name in (f"rId{number}" for number in range(1, len(taken) + 2)) if name not in taken)
    target = posixpath.relpath(part, posixpath.dirname(package.main) or ".")
    etree.SubElement(root, f"{RELATIONSHIPS}Relationship", {"Id": name, "Type": f"{kind}/comments", "Target": target})
    return _serialise(root)


def _free_name(package: Package) -> str:
    folder = posixpath.dirname(package.main)
    names = ["comments.xml", *(f"comments{number}.xml" for number in range(2, 1000))]
    return next(posixpath.join(folder, name) for name in names if not package.has(posixpath.join(folder, name)))


def _serialise(root: etree._Element) -> bytes:
    return etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True)


def _write(package: Package, changed: dict[str, bytes]) -> bytes:
    """Return the archive with the changed parts; the others keep their bytes, their order and their dates."""
    target = io.BytesIO()
    room = LIMIT_UNPACKED
    with zipfile.ZipFile(target, "w") as archive:
        for info in package.archive.infolist():
            try:
                content = changed.pop(info.filename, None) if info.filename in changed else package.archive.read(info)
            except Exception:  # zlib, lzma and zipfile each raise errors of their own for damaged content
                raise package.damaged(info.filename) from None
            room -= len(content)
            if room < 0:
                raise refused("bomb", package.name, size=LIMIT_UNPACKED // 2**20)
            archive.writestr(info, content)
        for name, content in changed.items():
            archive.writestr(zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()
