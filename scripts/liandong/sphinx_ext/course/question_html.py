"""The HTML of questions: on a page before the script takes over, as data for the script, as a list of answers."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import NamedTuple

from markupsafe import Markup

from liandong.course.questions.bank import Question, QuestionKind
from liandong.course.questions.sealing import seal
from liandong.course.questions.variants import FIGURE, Segment, Segments, Variant
from liandong.findings import messages
from liandong.sphinx_ext.elements import macros

LABELS = messages(__name__, "labels")
TEMPLATE = "course/questions.html"
# Where a figure was computed or an article stands; empty where the site has no such place.
Address = Callable[[Segment], str]


class ModuleEntry(NamedTuple):
    """A module of the overview: id, name, address of its self-test, ids of its questions."""

    id: str
    name: str
    address: str
    questions: list[str]


def words(segments: Segments, address: Address | None = None) -> Markup:
    """Return a text as HTML; figures and articles link to where they stand, if ``address`` says where."""
    html = Markup()
    for segment in segments:
        text, href = segment.text, _href(segment, address)
        if segment.kind == FIGURE:
            html += Markup('<a class="statistic" href="{}">{}</a>' if href
                           else '<span class="statistic">{1}</span>').format(href, text)
        elif segment.kind:
            text = Markup('<a class="law-article" href="{}">{}</a>').format(href, text) if href else text
            html += Markup('<span class="exempt exempt-{0}" data-kind="{0}">{1}</span>').format(segment.kind, text)
        else:
            html += text
    return html


def _href(segment: Segment, address: Address | None) -> str:
    return address(segment) if address and (segment.figure or segment.article) else ""


def structural(text: str) -> Markup:
    """Return words with a number that only counts what stands on the page."""
    return macros(TEMPLATE, LABELS).structural(text)


def question_form(question: Question, variant: Variant, number: int, kind_label: str) -> Markup:
    """Return a question as it stands on the page without a script: everything to read, nothing to answer with."""
    return macros(TEMPLATE, LABELS).form(question, variant, number, kind_label, words)


def question_data(question: Question, variants: list[Variant], address: Address, reread: tuple[str, str]) -> str:
    """Return all variants of a question, sealed for the page's script, with address and title of what to reread.

    ``address`` says where a figure was computed or an article stands; only what is shown after the answer links there.
    """
    texts: dict[str, int] = {}
    choices: dict[str, int] = {}

    def text(segments: Segments, linked: bool = False) -> int:
        parts = [
            [segment.text, segment.kind, *filter(None, [_href(segment, address if linked else None)])] if segment.kind
            else segment.text
            for segment in segments
        ]
        return texts.setdefault(_json(parts), len(texts))

    listed = []
    for variant in variants:
        stem = text(variant.stem)
        shown = [_json([text(one.text), text(one.why, True), int(one.right), one.rank]) for one in variant.choices]
        answer = variant.answer and [variant.answer.printed, variant.answer.decimals, variant.answer.exact,
                                     variant.answer.unit]
        extra = answer or ([list(variant.errors), variant.error] if variant.errors else None)
        chosen = [choices.setdefault(one, len(choices)) for one in shown]
        listed.append([stem, chosen, text(variant.explanation, True), extra])
    return seal({"texts": [*map(json.loads, texts)], "choices": [*map(json.loads, choices)], "variants": listed,
                 "reread": list(reread)}, question.id)


def answers_entry(
    question: Question, variants: list[Variant], number: int, kind_label: str, address: Address, reread: tuple[str, str]
) -> Markup:
    """Return a question with its answers, explanation and passage, for instructors."""
    page, is_order, is_number = (
        macros(TEMPLATE, LABELS), question.kind == QuestionKind.ORDER, question.kind == QuestionKind.NUMBER)
    right, wrong = (
        Markup().join(dict.fromkeys(
            page.reason(choice, words, address) for variant in (variants[:1] if is_order else variants)
            for choice in sorted(variant.choices, key=lambda choice: choice.rank) if is_order or choice.right is kept
        )) for kept in (True, False)
    )
    explanations = () if is_number else dict.fromkeys(words(variant.explanation, address) for variant in variants)
    return page.answers(question, variants, number, kind_label, right, wrong, explanations, reread, words, address)


def quiz_section(module: str, forms: list[Markup], data: dict[str, str]) -> Markup:
    """Return the self-test of a module: its questions and the data for the script."""
    return macros(TEMPLATE, LABELS).test(module, Markup().join(forms), Markup(_json(data)))


def progress_section(modules: list[ModuleEntry]) -> Markup:
    """Return the overview; its numbers are filled in by the page's script."""
    data = {"modules": [{"id": module.id, "questions": module.questions} for module in modules]}
    return macros(TEMPLATE, LABELS).progress(modules, sum(len(module.questions) for module in modules),
                                             Markup(_json(data)))


def _json(content: object) -> str:
    """Return JSON that can stand in a script element: no tag can begin in it."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
