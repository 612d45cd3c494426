"""The parts of a Word document in memory, unpacked within limits."""

from __future__ import annotations

import io
import posixpath
import zipfile
from dataclasses import dataclass

from lxml import etree

from liandong.proofing.refusals import LIMIT_BYTES, refused

# All parts together; one part of XML takes about eight times its size in memory.
LIMIT_UNPACKED = 512 * 2**20
LIMIT_PART = 64 * 2**20
RELATIONSHIPS = "{http://schemas.openxmlformats.org/package/2006/relationships}"


@dataclass
class Package:
    """A Word document's archive, in memory."""

    name: str  # the file's
    archive: zipfile.ZipFile
    main: str  # the name of the part with the body

    def has(self, part: str) -> bool:
        """Return whether there is such a part."""
        return part in self.archive.NameToInfo

    def read(self, part: str) -> bytes:
        """Return the bytes of a part.

        Raises:
            DataError: E983 where it is too large, E986 where it is damaged.
        """
        if not self.has(part):
            raise self.damaged(part)
        info = self.archive.getinfo(part)
        if info.flag_bits & 1:
            raise refused("encrypted", self.name)
        try:
            with self.archive.open(info) as stream:
                # What the archive states as the size may be wrong.
                content = stream.read(LIMIT_PART + 1)
        except Exception:  # zlib, lzma and zipfile each raise errors of their own for damaged content
            raise self.damaged(part) from None
        if len(content) > LIMIT_PART:
            raise refused("bomb", self.name, size=LIMIT_PART // 2**20)
        return content

    def parse(self, part: str) -> etree._Element:
        """Return the root element of an XML part, read without entities and without the network."""
        content = self.read(part)
        try:
            root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
        except (etree.XMLSyntaxError, ValueError):
            raise self.damaged(part) from None
        if root.getroottree().docinfo.doctype:
            raise refused("doctype", self.name, part=part)
        return root

    def related(self, kind: str, owner: str | None = None) -> list[str]:
        """Return the parts to which `owner` (the package if None) has a relationship of a kind, as ``footnotes``."""
        folder, file = posixpath.split(owner or "")
        part = posixpath.join(folder, "_rels", f"{file}.rels")
        if not self.has(part):
            return []
        targets = []
        for relationship in self.parse(part).iter(f"{RELATIONSHIPS}Relationship"):
            target = relationship.get("Target", "")
            if relationship.get("Type", "").endswith(f"/{kind}") and relationship.get("TargetMode") != "External":
                inside = posixpath.normpath(posixpath.join(folder, target))
                path = target.lstrip("/") if target.startswith("/") else inside
                targets += [path] if self.has(path) else []
        return targets

    def damaged(self, part: str) -> Exception:
        """Return the error of a part that cannot be read."""
        return refused("part", self.name, part=part)


def open_package(name: str, content: bytes) -> Package:
    """Return the archive of a Word document.

    Raises:
        DataError: E983 for one that unpacks to too much, E986 for a damaged one or one without a body.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except Exception:  # zipfile raises errors of many kinds for damaged archives
        raise refused("damaged", name) from None
    infos = archive.infolist()
    if len(content) > LIMIT_BYTES or sum(info.file_size for info in infos) > LIMIT_UNPACKED:
        raise refused("bomb", name, size=LIMIT_UNPACKED // 2**20)
    if len({info.filename for info in infos}) != len(infos):
        repeated = next(info.filename for info in infos if [other.filename for other in infos].count(info.filename) > 1)
        raise refused("twice", name, part=repeated)
    package = Package(name, archive, "")
    package.main = next(iter(package.related("officeDocument")), "word/document.xml")
    if not package.has(package.main):
        raise refused("no_main", name)
    return package
