"""A bulletin's data as a schema.org Dataset, for search engines and other programs."""

from __future__ import annotations

import json
from html import escape

from liandong.findings import messages
from liandong.model import Statistic
from liandong.model.bulletin import Bulletin
from liandong.releases.edition import Edition

LABELS = messages(__name__, "labels")
FORMATS = {"csv": "text/csv", "json": "application/json", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def describe_dataset(bulletin: Bulletin, edition: Edition, downloads: dict[str, str], page: str, modified: str, statistics: list[Statistic]) -> dict:
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
            "datePublished": bulletin.published.isoformat(), "author": {"@type": "Organization", "name": info.get("issuer", "")},
        },
        "distribution": [
            {"@type": "DataDownload", "name": name, "encodingFormat": FORMATS[name.rpartition(".")[2]], "contentUrl": address}
            for name, address in downloads.items()
        ],
        "variableMeasured": [
            {"@type": "PropertyValue", "propertyID": one.id, "name": one.name_zh, "unitText": one.unit, "value": one.text} for one in statistics
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
    return f'<link rel="{escape(relation, quote=True)}" type="{escape(media_type, quote=True)}" href="{escape(address, quote=True)}">'
