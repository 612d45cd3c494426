"""Vega-Lite to SVG by vl-convert, in this process or in one converter process that many others ask.

Starting vl-convert's engine takes longer than drawing several charts. Pages that run in processes of their own would each start
it; instead one process starts it early and answers all of them. The SVG is the same either way.
"""

from __future__ import annotations

import contextlib
import os
from functools import cache
from multiprocessing.connection import Client, Connection, Listener, wait
from pathlib import Path

FONT_DIRECTORY = Path(__file__).resolve().parent.parent / "fonts"
ADDRESS = "LIANDONG_CONVERTER"
ORPHAN_CHECK_S = 2
_WARM_UP = {"data": {"values": [{"a": "养老"}]}, "mark": "bar", "encoding": {"x": {"field": "a", "type": "nominal"}}}


def vegalite_to_svg(specification: dict, version: str) -> str:
    """Return the raw SVG of a Vega-Lite specification.

    Args:
        specification: Vega-Lite as plain data; remote data is refused.
        version: The version of Vega-Lite, such as "6.1".
    """
    connection = _connect()
    if connection is None:
        return _convert(specification, version)
    connection.send((specification, version))
    svg, error = connection.recv()
    if error:
        raise ValueError(error)
    return svg


def open_listener(address: str) -> Listener:
    """Return the local socket at which conversions are asked for; who asks before anybody serves waits.

    Args:
        address: Path of the socket, in a folder that only this user can enter.
    """
    return Listener(address, "AF_UNIX", backlog=64)


def serve(listener: Listener) -> None:
    """Answer conversions until this process or its parent is ended; the engine is started first."""
    with listener:
        socket = listener._listener._socket  # the only way to wait for callers and requests at once
        callers: list[Connection] = []
        _convert(_WARM_UP, "6.1")
        parent = os.getppid()
        # A converter whose parent was killed ends by itself.
        while os.getppid() == parent:
            for ready in wait([socket, *callers], timeout=ORPHAN_CHECK_S):
                if ready is socket:
                    callers.append(listener.accept())
                elif not _answer(ready):
                    callers.remove(ready)


def _answer(caller: Connection) -> bool:
    """Answer one request; False when the caller is gone."""
    try:
        specification, version = caller.recv()
    except (EOFError, OSError):
        caller.close()
        return False
    try:
        answer = (_convert(specification, version), "")
    except ValueError as error:
        answer = ("", str(error))
    with contextlib.suppress(OSError):
        caller.send(answer)
    return True


@cache
def _connect() -> Connection | None:
    """Return the connection to the converter that the environment names, None where there is none or it does not answer."""
    address = os.environ.get(ADDRESS)
    if not address:
        return None
    try:
        return Client(address, "AF_UNIX")
    except OSError:
        return None


def _convert(specification: dict, version: str) -> str:
    import vl_convert

    _register_fonts()
    # No base address is allowed: a chart that names remote data fails instead of fetching it.
    return vl_convert.vegalite_to_svg(specification, vl_version=version, allowed_base_urls=[])


@cache
def _register_fonts() -> None:
    """Make the font known, once in a process."""
    import vl_convert

    vl_convert.register_font_directory(str(FONT_DIRECTORY))
