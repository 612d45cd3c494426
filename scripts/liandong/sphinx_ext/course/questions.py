"""The directives ``{questions}``, ``{answers}`` and ``{progress}``: self-tests of the course, their answers for instructors, the overview.

A page notes which module it shows; what it shows is put together when all pages are read, because the figures come from other pages.
None of it goes into the search index: the nodes hold no text, only their HTML.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from liandong.course.questions.bank import QUESTIONS, TRAINING, Bank, Question, has_bank, read_bank
from liandong.course.questions.checking import check_bank
from liandong.course.questions.citations import linked_citations
from liandong.course.questions.figure_checking import check_figures
from liandong.course.questions.figures import Figures
from liandong.course.questions.markup import answers_entry, question_data, question_form, quiz_section
from liandong.course.questions.overview import ModuleEntry, progress_section
from liandong.course.questions.places import BOOK, plain_heading
from liandong.course.questions.variants import Segment, Variant, make_variants
from liandong.findings import Finding, errors_among, messages, quote
from liandong.pages.marking.laws import read_register
from liandong.sphinx_ext import store
from liandong.sphinx_ext.origins.law import article_uri
from liandong.sphinx_ext.statistics import build

TEST, ANSWERS, PROGRESS = "questions", "answers", "progress"
SCRIPTS = {TEST: ("progress.js", "quiz-marking.js", "quiz.js"), PROGRESS: ("progress.js", "course.js"), ANSWERS: ()}
STYLE = "quiz.css"
# What further directives of the course put in their places: by kind, what returns the HTML.
MORE: dict[str, Callable[[Renderer, str], str]] = {}
MESSAGES = messages(__name__)


class Shown(NamedTuple):
    """What a page shows of the bank: ``kind`` is the directive, ``module`` empty for all modules."""

    kind: str
    module: str
    line: int


class question_place(nodes.General, nodes.Element):
    """A place for questions, answers or the overview, until all pages are read; then their HTML. It holds no text to be searched."""


class _BankDirective(SphinxDirective):
    """What the three directives share: the page depends on the bank, and notes what it shows."""

    kind = ""
    optional_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the place; an unknown module is told when all pages are read."""
        module = self.arguments[0] if self.arguments else ""
        # Read here, so that the page is read again when the bank changes.
        bank = read_bank(Path(self.env.srcdir))
        place = {"file": f"{self.env.docname}.md", "row": self.lineno}
        if module and module not in bank.modules:
            expected = MESSAGES["modules"].format(names=MESSAGES["joined"].join(bank.modules))
            store.add(self.env, store.PROBLEMS, self.env.docname,
                      Finding("E910", **place, found=MESSAGES["no_module"].format(module=quote(module)), expected=expected))
            return []
        if module and not bank.of_module(module):
            store.add(self.env, store.PROBLEMS, self.env.docname, Finding(
                "E910", **place, found=MESSAGES["no_questions"].format(module=module), expected=MESSAGES["questions"].format(module=module)))
            return []
        store.add(self.env, store.QUIZZES, self.env.docname, Shown(self.kind, module, self.lineno))
        return [question_place(kind=self.kind, module=module)]


class QuestionsDirective(_BankDirective):
    """``{questions} module``: the self-test of a module."""

    kind = TEST
    required_arguments = 1
    optional_arguments = 0


class AnswersDirective(_BankDirective):
    """``{answers}`` or ``{answers} module``: all answers with their explanations, for instructors."""

    kind = ANSWERS


class ProgressDirective(_BankDirective):
    """``{progress}``: the reader's progress through all modules."""

    kind = PROGRESS
    optional_arguments = 0


class Renderer:
    """Makes the HTML of one page's places.

    Attributes:
        app: the builder and the environment.
        docname: the page.
    """

    def __init__(self, app: Sphinx, docname: str, bank: Bank | None = None):
        self.app, self.env, self.docname = app, app.env, docname
        self.bank = bank or read_bank(Path(app.srcdir))
        self.statistics, self.register = store.statistics(app.env), read_register(Path(app.srcdir))
        self.figures = Figures(self.statistics, app.config.liandong_bulletin)
        # Made once for all pages, see ``shown``.
        self._made: dict[str, list[Variant]] = getattr(app, "liandong_variants", {})

    def html(self, kind: str, module: str) -> str:
        """Return the HTML of a place."""
        if kind in MORE:
            return MORE[kind](self, module)
        if kind == PROGRESS:
            return progress_section(self._modules())
        parts = []
        for name in [module] if module else self.bank.modules:
            questions = self.bank.of_module(name)
            parts.append(self._test(name, questions) if kind == TEST else self._answers(name, questions, heading=not module))
        return "".join(parts)

    def _test(self, module: str, questions: list[Question]) -> str:
        forms, data = [], {}
        for number, question in enumerate(questions, start=1):
            variants = self.variants(question)
            forms.append(question_form(question, variants[0], number, self.bank.kinds[question.kind]))
            data[question.id] = question_data(question, variants, self.address, self.passage(question))
        return quiz_section(module, forms, data)

    def _answers(self, module: str, questions: list[Question], heading: bool) -> str:
        title = f'<p class="rubric" id="answers-{module}">{self.bank.modules[module]}</p>' if heading and questions else ""
        return title + "".join(
            answers_entry(question, self.variants(question), number, self.bank.kinds[question.kind], self.address, self.passage(question))
            for number, question in enumerate(questions, start=1)
        )

    def variants(self, question: Question) -> list[Variant]:
        if question.id not in self._made:
            self._made[question.id] = make_variants(question, self.figures, citations=linked_citations(question, self.register))
        return self._made[question.id]

    def _modules(self) -> list[ModuleEntry]:
        pages = {shown.module: docname for docname in sorted(store.entries(self.env, store.QUIZZES), reverse=True)
                 for shown in store.entries(self.env, store.QUIZZES)[docname] if shown.kind == TEST}
        return [
            ModuleEntry(module, name, self._uri(pages[module]) or "#", [question.id for question in self.bank.of_module(module)])
            for module, name in self.bank.modules.items() if module in pages
        ]

    def address(self, segment: Segment) -> str:
        if segment.article:
            return article_uri(self.app.builder, self.docname, segment.article.text.id, segment.article.article)
        return build.uri(self.app.builder, self.docname, self.statistics[segment.figure])

    def passage(self, question: Question) -> tuple[str, str]:
        """Return address and title of the passage to reread."""
        page, _, passage = question.reread.partition("#")
        docname = f"{BOOK}/{page}"
        anchor, heading = find_passage(self.env, docname, passage)
        title = self.env.titles[docname].astext()
        uri = self._uri(docname) + anchor
        return uri or "#", MESSAGES["title"].format(page=title, heading=heading) if heading and heading != title else title

    def _uri(self, docname: str) -> str:
        return "" if docname == self.docname else self.app.builder.get_relative_uri(self.docname, docname)


def find_passage(env: BuildEnvironment, docname: str, passage: str) -> tuple[str, str]:
    """Return the anchor (``#id``, empty for the whole page) and the heading of a passage named by heading or label."""
    for reference in env.tocs[docname].findall(nodes.reference):
        heading = plain_heading(reference.astext())
        if heading == passage:
            return reference["anchorname"], heading
    labelled, anchor = env.get_domain("std").anonlabels.get(passage.lower(), ("", ""))
    return (f"#{anchor}", "") if labelled == docname else ("", "")


def problems(env: BuildEnvironment) -> list[Finding]:
    """Return what is wrong with the bank, all figures known: form first, since figures of broken questions cannot be judged."""
    root = Path(env.srcdir)
    if not has_bank(root):
        return []
    findings = errors_among(check_bank(root))
    if findings:
        return findings
    bank = read_bank(root)
    for question in bank.questions:
        page = question.reread.partition("#")[0]
        if f"{BOOK}/{page}" not in env.found_docs:
            findings.append(Finding("E904", (TRAINING / QUESTIONS).as_posix(), question.row, "reread",
                                    MESSAGES["not_in_book"].format(page=page), MESSAGES["in_book"]))
    return findings + errors_among(check_figures(bank, Figures(store.statistics(env), env.config.liandong_bulletin)))


def shown(app: Sphinx) -> dict[str, str]:
    """Return what pages show of the bank, the figures put in."""
    entries = store.entries(app.env, store.QUIZZES)
    # All pages have reported now, so that what is made of the figures here stands for the whole build.
    app.liandong_variants = {}
    bank = read_bank(Path(app.srcdir)) if entries else None
    return {
        docname: "".join(renderer.html(place.kind, place.module) for place in places)
        for docname, places in entries.items() for renderer in [Renderer(app, docname, bank)]
    }


class FillPlaces(SphinxPostTransform):
    """Puts the questions in their places."""

    default_priority = 9

    def run(self, **kwargs) -> None:
        """Give each place its HTML; other formats get the questions' words from their own writers, which show nothing."""
        places = list(self.document.findall(question_place))
        if places and self.app.builder.format == "html":
            renderer = Renderer(self.app, self.env.docname)
            for place in places:
                place["html"] = renderer.html(place["kind"], place["module"])


def add_assets(app: Sphinx, pagename: str, templatename: str, context: dict, doctree: nodes.document | None) -> None:
    """Add the script and the style to the pages that show questions."""
    kinds = {entry.kind for entry in store.entries(app.env, store.QUIZZES).get(pagename, [])}
    if kinds:
        app.add_css_file(STYLE)
        for script in dict.fromkeys(name for kind in SCRIPTS if kind in kinds for name in SCRIPTS[kind]):
            app.add_js_file(script, loading_method="defer")


def visit_html(self, node: question_place) -> None:
    """Write the HTML, which is made and escaped in ``liandong.course.questions``."""
    self.body.append(node.get("html", ""))
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    """Register directives, node, transform and assets."""
    app.add_node(question_place, html=(visit_html, None))
    app.add_directive("questions", QuestionsDirective)
    app.add_directive("answers", AnswersDirective)
    app.add_directive("progress", ProgressDirective)
    app.add_post_transform(FillPlaces)
    app.connect("html-page-context", add_assets)
    store.SHOWN["questions"] = shown
    store.CHECKS["questions"] = problems
