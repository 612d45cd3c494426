"""Serves the built site to this machine only, with a small script put into each page on its way out.

The files on disk stay as they are: what is published never holds the script.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from liandong.findings import messages
from liandong.preview.rebuilding import Preview
from liandong.site.reading import read_site_file

HOST = "127.0.0.1"
SITE = Path("_build") / "html"
OWN = "/__liandong/"
PROOF, ANSWERS = f"{OWN}proof/", f"{OWN}answers/"
FOLDER = Path(__file__).resolve().parent
SCRIPT_TAG = f'<script src="{OWN}preview.js" defer></script>'.encode("ascii")
# Fixed, because Windows takes its answers from the registry, where any program may have changed them.
TYPES = {
    ".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8", ".csv": "text/csv; charset=utf-8", ".txt": "text/plain; charset=utf-8",
    ".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".ico": "image/x-icon", ".woff": "font/woff",
    ".woff2": "font/woff2", ".ttf": "font/ttf", ".otf": "font/otf", ".map": "application/json",
}
MESSAGES = messages(__name__)


class PreviewServer(ThreadingHTTPServer):
    """A server of one project's site; it listens on 127.0.0.1 and nowhere else."""

    daemon_threads = True
    # Elsewhere this only frees a port that was closed a moment ago;
    # Windows would let a second server take a port in use.
    allow_reuse_address = os.name != "nt"

    def __init__(self, preview: Preview, port: int, proof_page: Any = None, answers_page: Any = None) -> None:
        """Take the port.

        Args:
            preview: The project and its state.
            port: The port; 0 takes any that is free.
            proof_page: Answers by `get` and `post` for the addresses below `PROOF`; there are none without it.
            answers_page: The same for those below `ANSWERS`.

        Raises:
            OSError: The port is taken.
        """
        self.preview = preview
        self.proof_page = proof_page
        self.answers_page = answers_page
        super().__init__((HOST, port), _Handler)

    @property
    def address(self) -> str:
        """The address to open in a browser."""
        return f"http://{HOST}:{self.server_address[1]}/"


class _Handler(BaseHTTPRequestHandler):
    """Answers GET and HEAD, and POST of a draft to proof or of answers; the base class refuses every other method."""

    server: PreviewServer
    server_version = "liandong"
    sys_version = ""

    def do_GET(self) -> None:
        """Send a file of the site, or the preview's own answers."""
        self._answer(body=True)

    def do_HEAD(self) -> None:
        """Send the head of the same answer."""
        self._answer(body=False)

    def do_POST(self) -> None:
        """Send the report on the draft in the request; every other address takes none."""
        # What was not read of a body must not be taken for the next request.
        self.close_connection = True
        proof, answers = self.server.proof_page, self.server.answers_page
        own = f"http://{self.headers['Host']}"
        if self._is_own_host() and proof and self.path == f"{PROOF}report":
            answer = proof.post(own, self.headers, self.rfile)
        elif self._is_own_host() and answers and self.path.startswith(ANSWERS):
            answer = answers.post(unquote(self.path.removeprefix(ANSWERS)), own, self.headers, self.rfile)
        else:
            status = HTTPStatus.NOT_IMPLEMENTED if self._is_own_host() else HTTPStatus.FORBIDDEN
            self._send(status, MESSAGES["refused"].encode(), TYPES[".txt"], True)
            return
        self._send(answer.status, answer.content, answer.kind, True, answer.headers)

    def log_message(self, *_arguments: object) -> None:
        """Keep the terminal for what the builds say."""

    def _answer(self, body: bool) -> None:
        if not self._is_own_host():
            self._send(HTTPStatus.FORBIDDEN, MESSAGES["refused"].encode(), TYPES[".txt"], body)
            return
        path = unquote(urlsplit(self.path).path)
        own = next((place for place in ((PROOF, self.server.proof_page), (ANSWERS, self.server.answers_page))
                    if place[1] and path.startswith(place[0])), None)
        if own:
            answer = own[1].get(path.removeprefix(own[0]))
            self._send(answer.status, answer.content, answer.kind, body, answer.headers)
        elif path == f"{OWN}state":
            self._send(HTTPStatus.OK, json.dumps(self.server.preview.data(), ensure_ascii=False).encode(),
                       TYPES[".json"], body)
        elif path == f"{OWN}preview.js":
            self._send(HTTPStatus.OK, (FOLDER / "preview.js").read_bytes(), TYPES[".js"], body)
        else:
            self._send_file(path, body)

    def _is_own_host(self) -> bool:
        """Return whether the request is for this server by its own name.

        A name from elsewhere that was made to point here must not read it.
        """
        port = self.server.server_address[1]
        return self.headers.get("Host") in (f"{HOST}:{port}", f"localhost:{port}")

    def _send_file(self, path: str, body: bool) -> None:
        name = path.lstrip("/") + ("index.html" if path.endswith("/") else "")
        content = read_site_file(self.server.preview.root / SITE, name)
        if content is None and path == "/":
            content = (FOLDER / "waiting.html").read_bytes()
        if content is None:
            self._send(HTTPStatus.NOT_FOUND, MESSAGES["not_found"].encode(), TYPES[".txt"], body)
            return
        suffix = Path(name).suffix.lower()
        if suffix == ".html":
            content = with_script(content)
        self._send(HTTPStatus.OK, content, TYPES.get(suffix, "application/octet-stream"), body)

    def _send(
        self, status: HTTPStatus, content: bytes, kind: str, body: bool, headers: Mapping[str, str] | None = None
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        if body:
            try:
                self.wfile.write(content)
            except (BrokenPipeError, ConnectionResetError):
                # The browser went on to another page.
                self.close_connection = True


def with_script(page: bytes) -> bytes:
    """Return a page with the preview's script at the end of its body."""
    head, mark, tail = page.rpartition(b"</body>")
    return head + SCRIPT_TAG + mark + tail if mark else page + SCRIPT_TAG
