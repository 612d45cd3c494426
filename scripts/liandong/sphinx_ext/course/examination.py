"""The directives ``{examination}`` and ``{marking-guide}``: a paper by its number, and its answers with their points, sealed, for whoever marks."""

from __future__ import annotations

from pathlib import Path

from docutils import nodes
from markupsafe import Markup
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from liandong.course.questions.bank import Kind, Question, read_bank
from liandong.course.questions.examination import TOTAL, Part, draw_paper, read_blueprint
from liandong.course.questions.markup import answers_entry, structural, words
from liandong.course.questions.sealing import seal
from liandong.course.questions.variants import Variant
from liandong.findings import Finding, messages, quote
from liandong.sphinx_ext import store
from liandong.sphinx_ext.course.questions import MORE, SCRIPTS, Renderer, Shown, question_place
from liandong.sphinx_ext.markup import macros

PAPER, GUIDE = "examination", "marking-guide"
LETTERS = "ABCDEFGHIJ"
LABELS = messages(__name__, "labels")


class ExaminationDirective(SphinxDirective):
    """``{examination} number``: the paper of a number, to be printed."""

    required_arguments = 1
    kind = PAPER

    def run(self) -> list[nodes.Node]:
        """Return the place; the paper is drawn when all pages are read."""
        number, root = self.arguments[0], Path(self.env.srcdir)
        # Read here, so that the page is read again when they change.
        for read in (read_bank, read_blueprint):
            read(root)
        if not (number.isascii() and number.isdigit()):
            store.add(self.env, store.PROBLEMS, self.env.docname, Finding(
                "E910", f"{self.env.docname}.md", self.lineno, found=quote(number), expected=LABELS["number_expected"]))
            return []
        store.add(self.env, store.QUIZZES, self.env.docname, Shown(self.kind, number, self.lineno))
        return [question_place(kind=self.kind, module=number)]


class MarkingGuideDirective(ExaminationDirective):
    """``{marking-guide} number``: the answers of the same paper."""

    kind = GUIDE


def paper_html(renderer: Renderer, number: str) -> str:
    """Return a paper as it is printed: nothing in it says what is right."""
    blueprint = read_blueprint(Path(renderer.app.srcdir))
    parts, place = [], 0
    for part, questions in draw_paper(renderer.bank, blueprint, int(number)):
        asked = []
        for question in questions:
            place += 1
            variant = variant_of(renderer, question, number)
            answer = variant.answer
            hint = "" if answer is None else LABELS["decimals" if answer.decimals else "whole"].format(decimals=answer.decimals)
            asked.append({
                "number": _structural(LABELS["number"].format(number=place)), "stem": Markup(words(variant.stem)), "kind": str(question.kind),
                "choices": [Markup(words(choice.text)) for choice in variant.choices], "unit": answer.unit if answer else "", "hint": _structural(hint),
            })
        parts.append({"head": _structural(_part_head(renderer, part)), "questions": asked})
    head = LABELS["head"].format(count=place, total=TOTAL, minutes=blueprint.minutes, passing=blueprint.passing)
    return str(macros("course/examination.html", LABELS).paper(_structural(head), parts))


def guide_html(renderer: Renderer, number: str) -> str:
    """Return the sealed answers of a paper: letters and points, then right answers, reasons, explanation and passage of each question."""
    bank, entries, place = renderer.bank, [], 0
    for part, questions in draw_paper(bank, read_blueprint(Path(renderer.app.srcdir)), int(number)):
        entries.append(f'<p class="rubric">{structural(_part_head(renderer, part))}</p>')
        for question in questions:
            place += 1
            variant = variant_of(renderer, question, number)
            key = LABELS["key"].format(points=part.points, letters=letters_of(question, variant))
            entries.append(f'<p class="answer-key">{structural(LABELS["number"].format(number=place) + key)}</p>')
            entries.append(answers_entry(question, [variant], place, bank.kinds[question.kind], renderer.address, renderer.passage(question)))
    key = f"paper-{number}"
    return str(macros("course/examination.html", LABELS).guide(key, seal("".join(entries), key)))


def variant_of(renderer: Renderer, question: Question, number: str) -> Variant:
    """Return the variant in which a paper asks a question."""
    variants = renderer.variants(question)
    return variants[int(number) % len(variants)]


def letters_of(question: Question, variant: Variant) -> str:
    """Return the right answer in the letters of the printed options: those that are right, the order of steps, the wrong sentence."""
    if variant.answer is not None:
        return variant.answer.printed + variant.answer.unit
    if question.kind == Kind.ORDER:
        ranks = [choice.rank for choice in variant.choices]
        return " ".join(LETTERS[ranks.index(rank)] for rank in sorted(ranks))
    letters = LABELS["joined"].join(LETTERS[place] for place, choice in enumerate(variant.choices) if choice.right)
    return letters + (f"　{variant.errors[variant.error]}" if variant.errors else "")


def _part_head(renderer: Renderer, part: Part) -> str:
    return LABELS["part"].format(kind=renderer.bank.kinds[part.kind], count=part.count, points=part.points, rule=part.rule)


def _structural(text: str) -> Markup:
    return Markup(structural(text)) if text else Markup()


def setup(app: Sphinx) -> None:
    """Register the directives; ``questions`` puts them in their places."""
    app.add_directive(PAPER, ExaminationDirective)
    app.add_directive(GUIDE, MarkingGuideDirective)
    MORE.update({PAPER: paper_html, GUIDE: guide_html})
    SCRIPTS.update({PAPER: (), GUIDE: ("quiz-marking.js", "examination.js")})
