"""Keeps answers out of plain sight in the page: a code that the page's script undoes, no secret.

The only aim is that nobody reads an answer by accident, in the page's source or through a search, before trying.
"""

from __future__ import annotations

import base64
import json
from itertools import cycle


def seal(content: object, key: str) -> str:
    """Return JSON content in the code: its UTF-8 bytes, each combined with the key's by exclusive or, in base64."""
    plain = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    return base64.b64encode(_combine(plain, key)).decode("ascii")


def unseal(sealed: str, key: str) -> object:
    """Return the content again."""
    return json.loads(_combine(base64.b64decode(sealed), key))


def _combine(plain: bytes, key: str) -> bytes:
    return bytes(byte ^ other for byte, other in zip(plain, cycle(key.encode()), strict=False))
