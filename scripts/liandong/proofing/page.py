"""The page of ``serve`` on which a draft is proofed: a file is dropped, the report is read, nothing is kept.

A draft comes in a request and its report goes back in the answer. Only this machine's own page may ask: the server
listens on loopback, and here the request must come from that page and be of a kind that no other site's page can send
without being asked first.
"""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path, PurePosixPath
from typing import BinaryIO
from urllib.parse import unquote

from liandong.findings import DataError, messages, render_findings
from liandong.proofing.opening import read_content
from liandong.proofing.refusals import LIMIT_BYTES, refused

# A header of our own makes a browser ask before it sends a request from another site; this server never allows it.
NAME_HEADER = "X-Liandong-File"
FOLDER = Path(__file__).resolve().parent
KINDS = {
    "page.html": "text/html; charset=utf-8", "page.js": "text/javascript; charset=utf-8",
    "page.css": "text/css; charset=utf-8",
}  # fmt: skip
# The report lies in a frame that inherits this policy and runs nothing; its style stands inside it.
POLICY = (
    "default-src 'none'; script-src 'self'; img-src data:; style-src 'self' 'unsafe-inline'; connect-src 'self'; "
    "frame-src blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY, "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin",
}  # fmt: skip
MESSAGES = messages(__name__)


@dataclass(frozen=True)
class Answer:
    """An answer of the page: its status, its content and the content's type."""

    status: HTTPStatus
    content: bytes
    kind: str
    headers = HEADERS


class ProofPage:
    """Answers what the page asks for."""

    def __init__(self) -> None:
        # One draft at a time: a large one takes seconds and hundreds of megabytes.
        self._lock = threading.Lock()

    def get(self, name: str) -> Answer:
        """Return the page (an empty name), its script or its style."""
        return page_part(FOLDER, name) or complain(HTTPStatus.NOT_FOUND, MESSAGES["no_page"])

    def post(self, address: str, headers: Mapping[str, str], body: BinaryIO) -> Answer:
        """Return the report on the draft in the body of a request to the page's address (without a path), as JSON.

        It holds ``html`` and ``alerts``, of a .docx with findings ``docx`` (base64); or ``error``.
        """
        if not is_own_request(address, headers):
            return complain(HTTPStatus.FORBIDDEN, MESSAGES["refused"])
        length = headers.get("Content-Length", "")
        if not (length.isascii() and length.isdecimal()):
            return complain(HTTPStatus.LENGTH_REQUIRED, MESSAGES["length"])
        name = PurePosixPath(unquote(headers[NAME_HEADER]).replace("\\", "/")).name or "?"
        if int(length) > LIMIT_BYTES:
            too_large = refused("large", name, size=int(length) // 2**20)
            return complain(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, render_findings(too_large.findings))
        with self._lock:
            content = body.read(int(length))
            if len(content) < int(length):
                return complain(HTTPStatus.BAD_REQUEST, MESSAGES["cut"])
            # Of an error only the kind: its words may quote the draft.
            return answer(lambda: proof_content(name, content), MESSAGES["crashed"], lambda error: type(error).__name__)


def page_part(folder: Path, name: str) -> Answer | None:
    """Return a page of a folder (an empty name), its script or its style, behind the site's colours; else None."""
    from liandong.proofing.html_report import TOKENS

    path = folder / (name or "page.html")
    if name not in ("", "page.js", "page.css"):
        return None
    parts = dict.fromkeys((TOKENS, FOLDER / "page.css", path)) if name == "page.css" else (path,)
    return Answer(HTTPStatus.OK, b"".join(part.read_bytes() for part in parts), KINDS[path.name])


def is_own_request(address: str, headers: Mapping[str, str]) -> bool:
    """Return whether a request comes from the page at this machine's own address, and from its script."""
    is_same_site = headers.get("Origin") == address and headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
    return is_same_site and NAME_HEADER in headers


def proof_content(name: str, content: bytes) -> dict:
    """Return the report on the bytes of a file, for the page."""
    from liandong.proofing.html_report import render_html
    from liandong.proofing.report import proof_draft

    report = proof_draft(read_content(name, content))
    data = {"html": render_html([report]), "alerts": len(report.alerts)}
    if report.draft.form == "docx" and report.alerts:
        from liandong.proofing.word_comments import add_comments

        data["docx"] = base64.b64encode(add_comments(content, report)).decode("ascii")
    return data


def answer(ask: Callable[[], dict], crashed: str, tell: Callable[[Exception], str]) -> Answer:
    """Return what was asked for as JSON, or what is wrong: the words of the findings, `crashed` with the error told."""
    try:
        return answer_data(ask())
    except DataError as error:
        return complain(HTTPStatus.UNPROCESSABLE_ENTITY, render_findings(error.findings))
    except Exception as error:
        return complain(HTTPStatus.INTERNAL_SERVER_ERROR, crashed.format(error=tell(error)))


def answer_data(data: dict, status: HTTPStatus = HTTPStatus.OK) -> Answer:
    """Return data as JSON."""
    return Answer(status, json.dumps(data, ensure_ascii=False).encode(), "application/json; charset=utf-8")


def complain(status: HTTPStatus, words: str) -> Answer:
    """Return what is wrong, for a page to show."""
    return answer_data({"error": words}, status)
