"""Office files without a clock: the same content gives the same bytes on every machine."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime

_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_CORE = "docProps/core.xml"


def without_clock(content: bytes, moment: datetime) -> bytes:
    """Return the same Office file with one fixed time wherever the writer put the clock's.

    Args:
        content: A .xlsx or .docx file.
        moment: The time that the file is said to be of.
    """
    stamp = moment.strftime("%Y-%m-%dT%H:%M:%SZ").encode("ascii")
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(result, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == _CORE:
                data = re.sub(rb"(<dcterms:(created|modified)[^>]*>)[^<]*", rb"\g<1>" + stamp, data)
            info = zipfile.ZipInfo(name, _ZIP_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 0  # else the zip tells on which system it was made
            target.writestr(info, data)
    return result.getvalue()
