"""The HTML of questions: as they stand on a page before the script takes over, as data for the script, and as a list of answers."""

from __future__ import annotations

import json
from collections.abc import Callable
from html import escape

from liandong.course.questions.bank import Kind, Question
from liandong.course.questions.sealing import seal
from liandong.course.questions.variants import FIGURE, Choice, Segment, Segments, Variant, text_of
from liandong.findings import messages

LABELS = messages(__name__, "labels")
# What the search leaves out: answers, and statements that are wrong on purpose.
NOT_SEARCHED = "no-search"
# Where a figure was computed or an article stands; empty where the site has no such place.
Address = Callable[[Segment], str]


def words(segments: Segments, address: Address | None = None) -> str:
    """Return a text as HTML; figures link to where they were computed, articles to their text, if ``address`` says where."""
    html = []
    for segment in segments:
        text, href = escape(segment.text), _href(segment, address)
        if segment.kind == FIGURE and href:
            html.append(f'<a class="statistic" href="{escape(href, quote=True)}">{text}</a>')
        elif segment.kind == FIGURE:
            html.append(f'<span class="statistic">{text}</span>')
        elif segment.kind:
            text = f'<a class="law-article" href="{escape(href, quote=True)}">{text}</a>' if href else text
            html.append(f'<span class="exempt exempt-{segment.kind}" data-kind="{segment.kind}">{text}</span>')
        else:
            html.append(text)
    return "".join(html)


def _href(segment: Segment, address: Address | None) -> str:
    return address(segment) if address and (segment.figure or segment.article) else ""


def structural(text: str) -> str:
    """Return words with a number that only counts what stands on the page."""
    return f'<span class="exempt exempt-structure" data-kind="structure">{escape(text)}</span>'


def question_form(question: Question, variant: Variant, number: int, kind_label: str) -> str:
    """Return a question as it stands on the page without a script: everything to read, nothing to answer with."""
    name = escape(question.id, quote=True)
    body = {Kind.NUMBER: _number_body, Kind.ORDER: _steps_body}.get(question.kind, _choices_body)(question, variant)
    return (
        f'<form class="question" id="question-{name}" data-question="{name}" data-kind="{question.kind}" autocomplete="off">'
        f'<fieldset disabled><legend>{structural(LABELS["number"].format(number=number))}'
        f'<span class="question-kind">{escape(LABELS["kind"].format(kind=kind_label))}</span>'
        f'<span class="question-stem">{words(variant.stem)}</span></legend>'
        f'<div class="question-body">{body}</div></fieldset>'
        '<div class="question-actions"></div><div class="question-live" role="status"></div>'
        '<div class="question-result" tabindex="-1"></div></form>'
    )


def question_data(question: Question, variants: list[Variant], address: Address, reread: tuple[str, str]) -> str:
    """Return all variants of a question in the code that the page's script undoes, with address and title of the passage to reread.

    ``address`` says where a figure was computed or an article stands; only what is shown after the answer links there.
    """
    texts: dict[str, int] = {}
    choices: dict[str, int] = {}

    def text(segments: Segments, linked: bool = False) -> int:
        parts = [
            [segment.text, segment.kind, *filter(None, [_href(segment, address if linked else None)])] if segment.kind else segment.text
            for segment in segments
        ]
        return texts.setdefault(_json(parts), len(texts))

    def choice(one: Choice) -> int:
        return choices.setdefault(_json([text(one.text), text(one.why, True), int(one.right), one.rank]), len(choices))

    listed = [
        [text(variant.stem), [choice(one) for one in variant.choices], text(variant.explanation, True), _extra(variant)] for variant in variants
    ]
    return seal({"texts": [json.loads(one) for one in texts], "choices": [json.loads(one) for one in choices],
                 "variants": listed, "reread": list(reread)}, question.id)


def answers_entry(question: Question, variants: list[Variant], number: int, kind_label: str, address: Address, reread: tuple[str, str]) -> str:
    """Return a question with its answers, explanation and passage, for instructors."""
    parts = [
        f'<section class="answer {NOT_SEARCHED}"><p class="answer-question">{structural(LABELS["number"].format(number=number))}'
        f'<span class="question-kind">{escape(LABELS["kind"].format(kind=kind_label))}</span>{words(variants[0].stem)}</p>',
    ]
    if question.kind == Kind.NUMBER:
        parts += [_number_answer(variant, address) for variant in variants]
    elif question.kind == Kind.WRONG_NUMBER:
        parts += [_draft_answer(variant, address) for variant in variants]
    elif question.kind == Kind.ORDER:
        steps = sorted(variants[0].choices, key=lambda choice: choice.rank)
        parts.append(f'<ol>{"".join(_with_why(choice, address) for choice in steps)}</ol>')
    else:
        parts += _option_answers(variants, address)
    if question.kind != Kind.NUMBER:
        for explanation in dict.fromkeys(words(variant.explanation, address) for variant in variants):
            parts.append(f'<p>{LABELS["explanation"]}{explanation}</p>')
    uri, title = reread
    parts.append(f'<p>{LABELS["reread"]}<a href="{escape(uri, quote=True)}">{escape(title)}</a></p></section>')
    return "".join(parts)


def quiz_section(module: str, forms: list[str], data: dict[str, str]) -> str:
    """Return the self-test of a module: its questions and the data for the script."""
    return (
        f'<section class="quiz {NOT_SEARCHED}" data-module="{escape(module, quote=True)}"><noscript><p class="quiz-note">{LABELS["no_script"]}</p></noscript>'
        f'<p class="quiz-score" role="status"></p>{"".join(forms)}'
        f'<script type="application/json" class="quiz-data">{_json(data)}</script></section>'
    )


def _choices_body(question: Question, variant: Variant) -> str:
    kind = "checkbox" if question.kind == Kind.MULTIPLE else "radio"
    name = escape(f"q-{question.id}", quote=True)
    items = "".join(f'<li><label><input type="{kind}" name="{name}"><span>{words(choice.text)}</span></label></li>' for choice in variant.choices)
    return f'<ul class="choices">{items}</ul>'


def _number_body(question: Question, variant: Variant) -> str:
    decimals = variant.answer.decimals
    hint = LABELS["digits"].format(decimals=decimals) if decimals else LABELS["whole"]
    return (f'<label class="number-field">{LABELS["answer"]} <input type="text" inputmode="decimal"> '
            f'<span class="number-unit">{escape(variant.answer.unit)}</span> <span class="number-hint">{structural(hint)}</span></label>')


def _steps_body(question: Question, variant: Variant) -> str:
    return f'<ol class="steps">{"".join(f"<li><span class=step-text>{words(choice.text)}</span></li>" for choice in variant.choices)}</ol>'


def _extra(variant: Variant) -> list | None:
    if variant.answer:
        return [variant.answer.printed, variant.answer.decimals, variant.answer.exact, variant.answer.unit]
    return [list(variant.errors), variant.error] if variant.errors else None


def _number_answer(variant: Variant, address: Address) -> str:
    answer = words(variant.solution, address)
    return f'<p>{words(variant.stem, address)} <strong>{LABELS["right"]}{answer}</strong> {words(variant.explanation, address)}</p>'


def _draft_answer(variant: Variant, address: Address) -> str:
    wrong = next(choice for choice in variant.choices if choice.right)
    return (f'<p>{LABELS["sentence"]}{words(wrong.text)} <strong>{escape(LABELS["error"].format(name=variant.errors[variant.error]))}</strong>'
            f'{LABELS["joined"]}{words(wrong.why, address)}</p>')


def _option_answers(variants: list[Variant], address: Address) -> list[str]:
    """Return the right and the wrong options of all variants, each once."""
    parts = []
    for right, heading in ((True, LABELS["right"]), (False, LABELS["wrong_options"])):
        items = dict.fromkeys(_with_why(choice, address) for variant in variants for choice in _in_order(variant) if choice.right is right)
        if items:
            parts.append(f'<p>{heading}</p><ul>{"".join(items)}</ul>')
    return parts


def _in_order(variant: Variant) -> list[Choice]:
    return sorted(variant.choices, key=lambda choice: choice.rank)


def _with_why(choice: Choice, address: Address) -> str:
    why = f'<br><span class="answer-why">{words(choice.why, address)}</span>' if text_of(choice.why) else ""
    return f"<li>{words(choice.text)}{why}</li>"


def _json(content: object) -> str:
    """Return JSON that can stand in a script element: no tag can begin in it."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
