"""The page of ``serve`` on which a clerk confirms what was read of a new bulletin.

It shows the rows of the workbook, saved into the same answers.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import BinaryIO

from liandong.data.bulletins import bulletin_slugs
from liandong.findings import messages
from liandong.proofing.page import Answer, answer, answer_data, complain, is_own_request, page_part
from liandong.scaffold.answers import open_answers, take_answers
from liandong.scaffold.files import FACTS
from liandong.scaffold.given import Given, GivenRow
from liandong.scaffold.placing import data_folder
from liandong.scaffold.ties import propose_ties
from liandong.scaffold.workbook import ANSWERED, CHOICES, HEADINGS, list_rows

FOLDER = Path(__file__).resolve().parent
LIMIT_BYTES = 8 * 1024 * 1024
MESSAGES = messages(__name__)


class AnswersPage:
    """Answers what the page asks for."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def get(self, name: str) -> Answer:
        """Return the page (an empty name), its script, its style, the bulletins or the rows of one."""
        part = page_part(FOLDER, name)
        if part:
            return part
        if name == "data":
            return answer_data({"bulletins": self.slugs()})
        slug = name.removeprefix("data/")
        if slug == name or slug not in self.slugs():
            return complain(HTTPStatus.NOT_FOUND, MESSAGES["no_page"])
        return _told(lambda: self._rows(slug))

    def post(self, name: str, address: str, headers: Mapping[str, str], body: BinaryIO) -> Answer:
        """Take in the answers of a request's body and return as JSON what came of them: ``said`` or ``error``.

        Args:
            name: What the address says below the page's own.
            address: The page's own address, without a path.
            headers: The request's headers.
            body: What follows them.
        """
        if not is_own_request(address, headers):
            return complain(HTTPStatus.FORBIDDEN, MESSAGES["refused"])
        slug, length = name.removeprefix("save/"), headers.get("Content-Length", "")
        if slug == name or slug not in self.slugs():
            return complain(HTTPStatus.NOT_FOUND, MESSAGES["no_page"])
        if not (length.isascii() and length.isdecimal() and int(length) <= LIMIT_BYTES):
            return complain(HTTPStatus.BAD_REQUEST, MESSAGES["broken"])
        try:
            given = _given(slug, json.loads(body.read(int(length))))
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return complain(HTTPStatus.BAD_REQUEST, MESSAGES["broken"])
        return _told(lambda: self._take(slug, given))

    def slugs(self) -> list[str]:
        """Return the bulletins that `new` made."""
        return [slug for slug in bulletin_slugs(self._root) if (data_folder(self._root, slug) / FACTS).is_file()]

    def _rows(self, slug: str) -> dict:
        asked = open_answers(self._root, slug)
        reading = asked.reading()
        rows = list_rows(reading, propose_ties(reading), asked.source.notes)
        sheets = [
            {"name": sheet, "headings": headings, "answered": list(ANSWERED.get(sheet, ())),
             "rows": [{"key": row.key, "cells": row.cells, "uncertain": row.uncertain}
                      for row in rows if row.sheet == sheet]}
            for sheet, headings in HEADINGS.items()
        ]  # fmt: skip
        return {
            "slug": slug, "digest": reading.digest,
            "choices": CHOICES, "waiting": len(reading.doubtful), "sheets": sheets,
        }

    def _take(self, slug: str, given: Given) -> dict:
        taken = take_answers(self._root, slug, given)
        said = MESSAGES["saved"].format(changed=len(taken.changed), waiting=taken.waiting, slug=slug)
        said += MESSAGES["reread"].format(lines=MESSAGES["joined"].join(taken.reread)) * bool(taken.reread)
        return {"said": said + MESSAGES["kept"].format(pages=MESSAGES["joined"].join(taken.kept)) * bool(taken.kept)}


def _given(slug: str, data: dict) -> Given:
    """Return the answers of a request; whatever is no such thing raises."""
    rows = []
    for row in data["rows"]:
        texts, shown = (
            {heading: str(row[name][heading]).strip() for heading in ANSWERED[row["sheet"]] if heading in row[name]}
            for name in ("texts", "shown")
        )
        rows.append(GivenRow(row["sheet"], None, str(int(row["key"])), texts, shown))
    return Given(MESSAGES["name"], slug, str(data["digest"]), tuple(rows))


def _told(ask: Callable[[], dict]) -> Answer:
    return answer(ask, MESSAGES["crashed"], lambda error: f"{type(error).__name__}: {error}")
