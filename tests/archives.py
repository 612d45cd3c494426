"""Zips, as office documents are: their members, and a zip of others."""

import io
import zipfile


def members(content: bytes) -> dict[str, bytes]:
    """Returns a zip's members."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: dict[str, bytes]) -> bytes:
    """Returns a zip of the members."""
    result = io.BytesIO()
    with zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return result.getvalue()
