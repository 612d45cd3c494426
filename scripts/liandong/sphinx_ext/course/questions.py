"""The questions of the course on pages: self-tests, answers for instructors, overview of progress, examinations.

A page notes which module it shows; what it shows is put together when all pages are read, because the figures come from
other pages. None of it goes into the search index: the nodes hold no text, only their HTML.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from liandong.course.questions.bank import QUESTIONS, TRAINING, Bank, Question, QuestionKind, has_bank, read_bank
from liandong.course.questions.checking import check_bank
from liandong.course.questions.citations import linked_citations
from liandong.course.questions.examination import TOTAL, Part, draw_paper, read_blueprint
from liandong.course.questions.figure_checking import check_figures
from liandong.course.questions.figures import Figures
from liandong.course.questions.places import BOOK, plain_heading
from liandong.course.questions.sealing import seal
from liandong.course.questions.variants import Segment, Variant, make_variants
from liandong.findings import Finding, errors_among, messages, quote
from liandong.model import Statistic
from liandong.pages.marking.laws import LAWS, read_register
from liandong.run.inputs import file_digests
from liandong.run.processes import checked_beside
from liandong.sphinx_ext import store
from liandong.sphinx_ext.building import keep, load_where, read_kept, shows
from liandong.sphinx_ext.course import question_html
from liandong.sphinx_ext.course.question_html import answers_entry, question_data, question_form, structural, words
from liandong.sphinx_ext.directives import BookDirective, FillPlaces, directive, place
from liandong.sphinx_ext.elements import macros, written
from liandong.sphinx_ext.origins.law import article_uri
from liandong.sphinx_ext.statistics import build

TEST = "questions"
LETTERS = "ABCDEFGHIJ"
KEPT = "liandong-questions.json"
MESSAGES, LABELS = messages(__name__), messages(__name__, "labels")
load_where('class="quiz ', "quiz.css", "progress.js", "quiz-marking.js", "quiz.js")
load_where('class="course-progress"', "quiz.css", "progress.js", "course.js")
load_where('class="answer ', "quiz.css")
load_where('class="paper ', "quiz.css")
load_where('class="marking-guide ', "quiz.css", "quiz-marking.js", "examination.js")


@directive(TEST, arguments=1)
@directive("answers", optional=1)
@directive("progress")
def show_module(page: BookDirective) -> list[nodes.Node]:
    """Return the place of a module's self-test, of its or all answers, or of the progress through all modules."""
    module = page.arguments[0] if page.arguments else ""
    # Read here, so that the page is read again when the bank changes.
    bank = read_bank(page.root)
    if module and module not in bank.modules:
        expected = MESSAGES["modules"].format(names=MESSAGES["joined"].join(bank.modules))
        page.note_problem("E910", MESSAGES["no_module"].format(module=quote(module)), expected)
    elif module and not bank.of_module(module):
        page.note_problem("E910", MESSAGES["no_questions"].format(module=module),
                          MESSAGES["questions"].format(module=module))
    else:
        return _place(page, module)
    return []


@directive("examination", arguments=1)
@directive("marking-guide", arguments=1)
def show_paper(page: BookDirective) -> list[nodes.Node]:
    """Return the place of the paper of a number, to be printed, or of its answers with their points, sealed."""
    number = page.arguments[0]
    # Read here, so that the page is read again when they change.
    for read in (read_bank, read_blueprint):
        read(page.root)
    if number.isascii() and number.isdigit():
        return _place(page, number)
    page.note_problem("E910", quote(number), LABELS["number_expected"])
    return []


def _place(page: BookDirective, shown: str) -> list[place]:
    store.add(page.env, store.QUIZZES, (page.name, shown))
    return [place(fill=fill_questions, kind=page.name, shown=shown)]


def fill_questions(at: FillPlaces, here: place) -> list[nodes.Node]:
    """Return the HTML of a place, which is made and escaped in ``question_html``; other formats show nothing."""
    if at.app.builder.format != "html":
        return []
    known = getattr(at.app, "liandong_questions", {}).get(at.env.docname, {}).get((here["kind"], here["shown"]))
    return [written(known or Renderer(at.app, at.env.docname).html(here["kind"], here["shown"]))]


class Renderer:
    """Makes the HTML of one page's places."""

    def __init__(self, app: Sphinx, docname: str, bank: Bank | None = None):
        self.app, self.env, self.docname, self.root = app, app.env, docname, Path(app.srcdir)
        self.bank = bank or read_bank(self.root)
        self.statistics, self.register = store.statistics(app.env), read_register(self.root)
        self.figures = Figures(self.statistics, app.config.liandong_bulletin)
        # Made once for all pages, see ``shown``.
        self._made: dict[str, tuple[list[Variant], set[tuple[str, str]]]] = getattr(app, "liandong_variants", {})
        self.used: set[tuple[str, str]] = set()

    def html(self, kind: str, shown: str) -> str:
        """Return the HTML of a place: the name of its directive, and the module or the number that it shows."""
        by_kind: dict[str, Callable[[str], str]] = {
            TEST: self._test, "answers": self._answers, "progress": self._progress, "examination": self._paper,
            "marking-guide": self._guide,
        }
        return by_kind[kind](shown)

    def _test(self, module: str) -> str:
        forms, data = [], {}
        for number, question in enumerate(self.bank.of_module(module), start=1):
            variants = self.variants(question)
            forms.append(question_form(question, variants[0], number, self.bank.kinds[question.kind]))
            data[question.id] = question_data(question, variants, self.address, self.passage(question))
        return question_html.quiz_section(module, forms, data)

    def _answers(self, module: str) -> str:
        parts = []
        for name in [module] if module else self.bank.modules:
            questions = self.bank.of_module(name)
            if not module and questions:
                parts.append(f'<p class="rubric" id="answers-{name}">{self.bank.modules[name]}</p>')
            parts += [self._answer(question, self.variants(question), number)
                      for number, question in enumerate(questions, start=1)]
        return "".join(parts)

    def _answer(self, question: Question, variants: list[Variant], number: int) -> str:
        return answers_entry(question, variants, number, self.bank.kinds[question.kind], self.address,
                             self.passage(question))

    def _progress(self, _all: str) -> str:
        quizzes = store.entries(self.env, store.QUIZZES)
        pages = {module: docname for docname in sorted(quizzes, reverse=True)
                 for kind, module in quizzes[docname] if kind == TEST}
        return question_html.progress_section([
            question_html.ModuleEntry(module, name, self._uri(pages[module]) or "#",
                        [question.id for question in self.bank.of_module(module)])
            for module, name in self.bank.modules.items() if module in pages
        ])

    def _paper(self, number: str) -> str:
        """Return a paper as it is printed: nothing in it says what is right."""
        blueprint, parts = read_blueprint(self.root), list(self._parts(number))
        asked = sum(len(questions) for _, _, questions in parts)
        head = LABELS["head"].format(count=asked, total=TOTAL, minutes=blueprint.minutes, passing=blueprint.passing)
        return macros("course/examination.html", LABELS).paper(head, parts, structural, words)

    def _guide(self, number: str) -> str:
        """Return the sealed answers of a paper: letters and points, then the entry of each question."""
        entries = []
        for part, head, asked in self._parts(number):
            entries.append(f'<p class="rubric">{structural(head)}</p>')
            for position, question, variant in asked:
                key = LABELS["key"].format(points=part.points, letters=letters_of(question, variant))
                entries.append(
                    f'<p class="answer-key">{structural(LABELS["number"].format(number=position) + key)}</p>')
                entries.append(self._answer(question, [variant], position))
        key = f"paper-{number}"
        return macros("course/examination.html", LABELS).guide(key, seal("".join(entries), key))

    def _parts(self, number: str) -> Iterator[tuple[Part, str, list[tuple[int, Question, Variant]]]]:
        """Yield the parts of a paper: head, and place of each question with the variant in which the paper asks it."""
        places = count(1)
        for part, questions in draw_paper(self.bank, read_blueprint(self.root), int(number)):
            head = LABELS["part"].format(kind=self.bank.kinds[part.kind], count=part.count, points=part.points,
                                         rule=part.rule)
            variants = [(question, self.variants(question)) for question in questions]
            yield part, head, [(next(places), question, made[int(number) % len(made)]) for question, made in variants]

    def variants(self, question: Question) -> list[Variant]:
        """Return the variants of a question, made once, and note the figures in them."""
        if question.id not in self._made:
            figures, citations = set(), linked_citations(question, self.register)
            self._made[question.id] = make_variants(question, self.figures, figures, citations), figures
        variants, figures = self._made[question.id]
        self.used |= figures
        return variants

    def address(self, segment: Segment) -> str:
        """Return where a figure was computed or an article stands."""
        if segment.article:
            return article_uri(self.app.builder, self.docname, segment.article.text.id, segment.article.article)
        return build.uri(self.app.builder, self.docname, self.statistics[segment.figure])

    def passage(self, question: Question) -> tuple[str, str]:
        """Return address and title of the passage to reread."""
        page, _, passage = question.reread.partition("#")
        docname = f"{BOOK}/{page}"
        anchor, heading = find_passage(self.env, docname, passage)
        title = self.env.titles[docname].astext()
        if heading and heading != title:
            title = MESSAGES["title"].format(page=title, heading=heading)
        return self._uri(docname) + anchor or "#", title

    def _uri(self, docname: str) -> str:
        return "" if docname == self.docname else self.app.builder.get_relative_uri(self.docname, docname)


def letters_of(question: Question, variant: Variant) -> str:
    """Return the right answer in the letters of the printed options: the right ones, the order, the wrong sentence."""
    if variant.answer is not None:
        return variant.answer.printed + variant.answer.unit
    if question.kind == QuestionKind.ORDER:
        ranks = [choice.rank for choice in variant.choices]
        return " ".join(LETTERS[ranks.index(rank)] for rank in sorted(ranks))
    letters = LABELS["joined"].join(LETTERS[place] for place, choice in enumerate(variant.choices) if choice.right)
    return letters + (f"　{variant.errors[variant.error]}" if variant.errors else "")


def find_passage(env: BuildEnvironment, docname: str, passage: str) -> tuple[str, str]:
    """Return the anchor (``#id``, empty for the whole page) and the heading of a passage named by heading or label."""
    for reference in env.tocs[docname].findall(nodes.reference):
        heading = plain_heading(reference.astext())
        if heading == passage:
            return reference["anchorname"], heading
    labelled, anchor = env.get_domain("std").anonlabels.get(passage.lower(), ("", ""))
    return (f"#{anchor}", "") if labelled == docname else ("", "")


def check_questions(env: BuildEnvironment) -> list[Finding]:
    """Return what is wrong with the bank: form first, since figures of broken questions cannot be judged.

    Of checks that run beside only what they do not see is left to the build: a page that is not in the book.
    """
    root = Path(env.srcdir)
    if not has_bank(root):
        return []
    findings = [] if checked_beside() else errors_among(check_bank(root))
    if findings:
        return findings
    bank = read_bank(root)
    for question in bank.questions:
        page = question.reread.partition("#")[0]
        if f"{BOOK}/{page}" not in env.found_docs:
            place = (TRAINING / QUESTIONS).as_posix(), question.row, "reread"
            findings.append(Finding("E904", *place, MESSAGES["not_in_book"].format(page=page), MESSAGES["in_book"]))
    if checked_beside():
        return findings
    return findings + errors_among(check_figures(bank, Figures(store.statistics(env), env.config.liandong_bulletin)))


@shows
def shown(app: Sphinx) -> dict[str, str]:
    """Return what pages show of the bank, the figures put in; kept with all that it is made from for the next build."""
    entries, statistics = store.entries(app.env, store.QUIZZES), store.statistics(app.env)
    # All pages have reported now, so that what is made of the figures here stands for the whole build.
    app.liandong_variants = {}
    before, common = read_kept(app, KEPT), _common_inputs(app) if entries else ""
    bank = read_bank(Path(app.srcdir)) if entries else None
    now = {}
    for docname, places in entries.items():
        known = before.get(docname, {"figures": [], "inputs": ""})
        if known["inputs"] != _inputs(common, statistics, known["figures"]):
            renderer = Renderer(app, docname, bank)
            html = [(*place, renderer.html(*place)) for place in places]
            figures = sorted(renderer.used)
            known = {"figures": figures, "html": html, "inputs": _inputs(common, statistics, figures)}
        now[docname] = known
    if now != before:
        keep(app, KEPT, now)
    app.liandong_questions = {
        docname: {(kind, name): html for kind, name, html in known["html"]} for docname, known in now.items()}
    return {docname: "".join(found.values()) for docname, found in app.liandong_questions.items()}


def _common_inputs(app: Sphinx) -> str:
    """Return what the questions of all pages are made from, besides the figures that they name."""
    env, root = app.env, Path(app.srcdir)
    headings = {docname: [(node["anchorname"], node.astext()) for node in toc.findall(nodes.reference)]
                for docname, toc in sorted(env.tocs.items())}
    titles = {docname: title.astext() for docname, title in sorted(env.titles.items())}
    return repr((
        app.config.liandong_package, app.config.liandong_bulletin, app.builder.name,
        file_digests(root, (TRAINING.as_posix(), LAWS.as_posix())),
        list(store.statistics(env)), sorted(store.indexes(env).items()),
        sorted(store.entries(env, store.QUIZZES).items()), headings, titles,
        sorted(env.get_domain("std").anonlabels.items()),
    ))


def _inputs(common: str, statistics: dict[tuple[str, str], Statistic], figures: list[tuple[str, str]]) -> str:
    named = [statistics.get(tuple(key)) for key in figures]
    return hashlib.sha256(repr((common, named)).encode()).hexdigest()
