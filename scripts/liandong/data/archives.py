"""Zips whose bytes depend on their files alone: names sorted, times and permissions fixed, nothing compressed.

Compressed bytes differ between versions of zlib, and on Windows Python has used another library since 3.14.
"""

import io
import stat
import zipfile
from collections.abc import Mapping

# The oldest time that a zip can hold, and the permissions of a file on Unix.
_TIME = (1980, 1, 1, 0, 0, 0)
_UNIX, _FILE_MODE = 3, (stat.S_IFREG | 0o644) << 16


def zip_bytes(contents: Mapping[str, bytes]) -> bytes:
    """Return a zip of files by their path, the same bytes on every machine."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as package:
        for path in sorted(contents):
            entry = zipfile.ZipInfo(path, _TIME)
            entry.create_system, entry.external_attr = _UNIX, _FILE_MODE
            package.writestr(entry, contents[path])
    return target.getvalue()
