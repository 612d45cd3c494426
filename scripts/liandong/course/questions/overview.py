"""The HTML of the course's overview: progress by module, the file to export and import it, and the record to print."""

from __future__ import annotations

import json
from html import escape
from typing import NamedTuple

from liandong.findings import messages

LABELS = messages(__name__, "labels")
COUNTS = ("tried", "right", "first")


class ModuleEntry(NamedTuple):
    """A module of the overview: id, name, address of its self-test, ids of its questions."""

    id: str
    name: str
    address: str
    questions: list[str]


def progress_section(modules: list[ModuleEntry]) -> str:
    """Return the overview; its numbers are filled in by the page's script."""
    heads = "".join(f'<th scope="col">{heading}</th>' for heading in LABELS["headings"])
    rows = "".join(
        _row(module.id, f'<a href="{escape(module.address, quote=True)}">{escape(module.name)}</a>', len(module.questions)) for module in modules
    )
    total = _row("all", LABELS["all"], sum(len(module.questions) for module in modules))
    # A tag cannot begin in ids, but nothing is left to that.
    data = json.dumps({"modules": [{"id": module.id, "questions": module.questions} for module in modules]}).replace("<", "\\u003c")
    return (
        f'<section class="course-progress"><noscript><p class="quiz-note">{LABELS["no_script"]}</p></noscript>'
        '<p class="course-notice" role="status"></p>'
        f'<div class="course-record"><p class="course-title">{LABELS["title"]}</p>'
        f'<p>{LABELS["name"]}：<span data-record="name"></span></p><p>{LABELS["date"]}：<span data-record="date"></span></p></div>'
        f'<table class="course-table table"><caption>{LABELS["caption"]}</caption><thead><tr>{heads}</tr></thead>'
        f'<tbody>{rows}</tbody><tfoot>{total}</tfoot></table>'
        f'<p class="course-record">{LABELS["note"]}</p>'
        f'<div class="course-actions" data-live hidden><p>{LABELS["kept"]}</p><p>'
        f'{_button("export")}{_button("import")}{_button("erase")}'
        f'<input type="file" accept=".json,application/json" aria-label="{LABELS["file"]}" hidden></p>'
        f'<p class="course-confirm" hidden>{LABELS["sure"]} {_button("really-erase")}{_button("keep")}</p>'
        f'<p><label>{LABELS["name"]} <input class="course-name" type="text" maxlength="40" autocomplete="off"></label>{_button("print")}</p></div>'
        f'<p class="course-status" role="status"></p><script type="application/json" class="course-data">{data}</script></section>'
    )


def _row(module: str, name: str, questions: int) -> str:
    counts = "".join(f'<td data-count="{count}">{LABELS["untried"]}</td>' for count in COUNTS)
    number = f'<span class="exempt exempt-structure" data-kind="structure">{questions}</span>'
    return f'<tr data-module="{escape(module, quote=True)}"><th scope="row">{name}</th><td>{number}</td>{counts}</tr>'


def _button(action: str) -> str:
    return f'<button type="button" data-action="{action}">{LABELS[action]}</button>'
