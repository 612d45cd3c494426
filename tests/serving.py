"""A server of the preview that runs beside the test, and its answers."""

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from liandong.preview import PreviewServer


@contextmanager
def running(server: PreviewServer) -> Iterator[PreviewServer]:
    """Let a server answer until the block ends."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def ask(server: PreviewServer, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Return status, headers and body of an answer; an underscore in a header's name stands for a hyphen."""
    connection = http.client.HTTPConnection("127.0.0.1", server.server_address[1], timeout=30)
    connection.request(method, path, body or None, {name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.status, dict(answer.getheaders()), content
