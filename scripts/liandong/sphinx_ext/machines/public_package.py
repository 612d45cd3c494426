"""A bulletin's tables as they are published: a valid Data Package with the size and checksum of each file, private columns left out."""

from __future__ import annotations

import copy
import csv
import hashlib
import io
import json
from collections.abc import Collection

from liandong.data.tables import as_names, private_columns, read_rows
from liandong.data.text_files import path_inside
from liandong.model.data_package import DESCRIPTION, DataPackage
from liandong.releases.edition import Edition

SOURCE = "{issuer}《{document}》{number}：{title}"


def public_files(bulletin: DataPackage, edition: Edition, leave_out: Collection[str] = ()) -> dict[str, bytes]:
    """Return the files of the package by their path in it, ``datapackage.json`` among them.

    Tables are UTF-8 with its mark and line feeds whatever they were saved as, so that size and checksum (Data Package ``bytes`` and ``hash``) are
    the same on every machine.

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
        and not private.get(key["reference"]["resource"] or name, frozenset()) & set(as_names(key["reference"]["fields"]))
    ]
    if "foreignKeys" in result:
        result["foreignKeys"] = keys
    return result


def _names_private(total: dict, private: dict[str, frozenset[str]]) -> bool:
    """Tell whether a total is over a private column, or chosen by one."""
    return any(
        private.get(side["resource"], frozenset()) & {side.get("field"), *side.get("where", {})} for side in (total["total"], total["parts"])
    )
