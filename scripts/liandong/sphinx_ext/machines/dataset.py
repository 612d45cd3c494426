"""A bulletin's data for other programs: a Data Package with sizes and checksums, and a schema.org Dataset."""

from __future__ import annotations

import copy
import csv
import hashlib
import io
import json
from collections.abc import Collection
from html import escape

from liandong.data.tables import as_names, private_columns, read_rows
from liandong.data.text_files import path_inside
from liandong.findings import messages
from liandong.model import Statistic
from liandong.model.bulletin import Bulletin
from liandong.model.data_package import DESCRIPTION, DataPackage
from liandong.releases.edition import Edition

SOURCE = "{issuer}《{document}》{number}：{title}"
LABELS = messages(__name__, "labels")
FORMATS = {"csv": "text/csv", "json": "application/json",
           "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def describe_dataset(bulletin: Bulletin, edition: Edition, downloads: dict[str, str], page: str, modified: str,
                     statistics: list[Statistic]) -> dict:
    """Return the JSON-LD of a bulletin's data.

    Args:
        bulletin: the bulletin.
        edition: the site's version, maker and licence.
        downloads: addresses of the files by name, as the page that carries the description leads to them.
        page: address of the index of statistics.
        modified: newest date of the data.
        statistics: what is named as measured variables; none on pages that only point to the data.
    """
    info = bulletin.info
    dataset = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": LABELS["name"].format(**{"title": "", "document": "", "number": ""} | info),
        "description": bulletin.package.get("description", ""),
        "inLanguage": "zh-CN",
        "url": page,
        "version": edition.version or bulletin.package.get("version", ""),
        "license": edition.licence_address,
        "datePublished": bulletin.published.isoformat(),
        "dateModified": modified,
        "spatialCoverage": info.get("place", ""),
        "keywords": [info["topic"]] if info.get("topic") else [],
        "isAccessibleForFree": True,
        "creator": {"@type": "Organization", "name": edition.authors} if edition.authors else "",
        "publisher": {"@type": "Organization", "name": edition.title} if edition.title else "",
        "isBasedOn": {
            "@type": "Report", "name": info.get("title", ""), "reportNumber": info.get("number", ""),
            "datePublished": bulletin.published.isoformat(),
            "author": {"@type": "Organization", "name": info.get("issuer", "")},
        },
        "distribution": [
            {"@type": "DataDownload", "name": name, "encodingFormat": FORMATS[name.rpartition(".")[2]],
             "contentUrl": address}
            for name, address in downloads.items()
        ],
        "variableMeasured": [
            {"@type": "PropertyValue", "propertyID": one.id, "name": one.name_zh, "unitText": one.unit,
             "value": one.text} for one in statistics
        ],
    }
    return {key: value for key, value in dataset.items() if value not in ("", [])}


def script_element(data: dict) -> str:
    """Return a JSON-LD element; no text in it can end the element or begin another."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return f'<script type="application/ld+json">{text}</script>'


def link_element(relation: str, address: str, media_type: str) -> str:
    """Return a link element of a page's head."""
    return f'<link rel="{escape(relation)}" type="{escape(media_type)}" href="{escape(address)}">'


def public_files(bulletin: DataPackage, edition: Edition, leave_out: Collection[str] = ()) -> dict[str, bytes]:
    """Return the files of the package by their path in it, ``datapackage.json`` among them.

    Tables are UTF-8 with its mark and line feeds whatever they were saved as, so that size and checksum (Data Package
    ``bytes`` and ``hash``) are the same on every machine.

    Args:
        bulletin: the bulletin, or the teaching ledger.
        edition: the site's version, makers and licence, which are the published package's.
        leave_out: tables that are not published, by name.

    Raises:
        DataError: if a table cannot be read.
    """
    package = copy.deepcopy(bulletin.package) | _stated_by(edition, bulletin)
    package["resources"] = [resource for resource in package["resources"] if resource["name"] not in leave_out]
    files: dict[str, bytes] = {}
    private = {resource["name"]: private_columns(resource["schema"]) for resource in package["resources"]}
    for resource in package["resources"]:
        content = _table(bulletin, resource, private[resource["name"]])
        files[resource["path"]] = content
        resource["schema"] = _public_schema(resource["schema"], private, resource["name"])
        resource["bytes"] = len(content)
        resource["hash"] = f"sha256:{hashlib.sha256(content).hexdigest()}"
    package["totals"] = [total for total in package.get("totals", ()) if not _names_private(total, private)]
    if not package["totals"]:
        del package["totals"]
    files[DESCRIPTION] = (json.dumps(package, ensure_ascii=False, indent=1) + "\n").encode("utf-8")
    return dict(sorted(files.items()))


def _stated_by(edition: Edition, package: DataPackage) -> dict:
    """Return what the published description says of version, licence, makers and sources, as Data Package names it."""
    info = package.info
    # A fictional ledger has no source.
    source = SOURCE.format(**{"issuer": "", "number": "", "title": ""} | info) if info.get("document") else ""
    stated = {
        "version": edition.version,
        "licenses": [{"name": edition.licence, "path": edition.licence_address}] if edition.licence else [],
        "contributors": [{"title": edition.authors, "role": "publisher"}] if edition.authors else [],
        "sources": [{"title": source}] if source else [],
    }
    return {key: value for key, value in stated.items() if value}


def _table(bulletin: DataPackage, resource: dict, private: frozenset[str]) -> bytes:
    table = read_rows(path_inside(bulletin.folder, resource["path"]), bulletin.root)
    kept = [place for place, name in enumerate(table.header) if name not in private]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    for cells in (table.header, *(row.cells for row in table.rows)):
        writer.writerow([cells[place] for place in kept])
    # With its mark Excel reads the file as UTF-8; without it Chinese Windows takes it for GBK.
    return text.getvalue().encode("utf-8-sig")


def _public_schema(schema: dict, private: dict[str, frozenset[str]], name: str) -> dict:
    """Return a schema without private fields and without keys that name one, here or in the table referred to."""
    hidden = private[name]
    result = {**schema, "fields": [field for field in schema["fields"] if field["name"] not in hidden]}
    if hidden & set(as_names(schema.get("primaryKey", []))):
        del result["primaryKey"]
    keys = [
        key for key in schema.get("foreignKeys", ())
        if not hidden & set(as_names(key["fields"]))
        and not private.get(key["reference"]["resource"] or name, set()) & set(as_names(key["reference"]["fields"]))
    ]
    if "foreignKeys" in result:
        result["foreignKeys"] = keys
    return result


def _names_private(total: dict, private: dict[str, frozenset[str]]) -> bool:
    """Tell whether a total is over a private column, or chosen by one."""
    return any(
        private.get(side["resource"], set()) & {side.get("field"), *side.get("where", {})}
        for side in (total["total"], total["parts"])
    )
