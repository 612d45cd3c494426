"""The whole course in a real browser: every question right and wrong, with reloads, and once more with the keyboard alone.

What is right is worked out here from the bank and the figures, never asked of the page's script.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest
from browsing import open_page
from bs4 import BeautifulSoup
from conftest import ROOT
from playwright.sync_api import expect

from liandong.course.questions.bank import Question, QuestionKind, read_bank
from liandong.course.questions.figures import Figures
from liandong.course.questions.sealing import unseal
from liandong.course.questions.variants import Variant, make_variants
from liandong.data.bulletins import default_bulletin
from liandong.run.book import run_book

pytestmark = pytest.mark.thorough
BANK = read_bank(ROOT)
TRAINING = ROOT / "book" / "training"
DIRECTIVE = re.compile(r"^```\{(questions|progress)\}[ \t]*([a-z-]*)$", re.MULTILINE)
PLACES = [(kind, module, page.relative_to(ROOT).with_suffix(".html").as_posix())
          for page in sorted(TRAINING.glob("*.md")) for kind, module in DIRECTIVE.findall(page.read_text(encoding="utf-8"))]
FOUND = {module: page for kind, module, page in PLACES if kind == "questions"}
PAGES = {module: FOUND[module] for module in BANK.modules if module in FOUND}
FRONT = next((page for kind, _, page in PLACES if kind == "progress"), "")
FOCUS = """() => {
    const element = document.activeElement;
    return {tag: element.tagName, name: element.name || '', label: element.getAttribute('aria-label') || '', href: element.href || '',
            type: element.type || '', form: element.form ? element.form.id : '', className: element.className,
            question: (element.closest('form.question') || {}).id || ''};
}"""
MOST_TABS = 400
# Answers all variants of a question in the page itself: the same forms, without a journey to the browser for each click.
ANSWER_ALL = """([id, answers]) => {
    const form = document.getElementById('question-' + id);
    return answers.map(() => {
        const number = Number(form.dataset.variant);
        const {places, text, error, order} = answers[number];
        const check = (name, place) => { form.querySelectorAll('input[name="' + name + id + '"]')[place].checked = true; };
        places.forEach((place) => check('q-', place));
        if (text !== null) form.querySelector('input').value = text;
        if (error >= 0) check('e-', error);
        order.forEach((words, place) => {
            const steps = Array.from(form.querySelectorAll('.steps li'));
            const step = steps.find((item) => item.querySelector('.step-text').textContent === words);
            for (let at = steps.indexOf(step); at > place; at -= 1) step.querySelector('.step-up').click();
        });
        form.requestSubmit();
        const words = form.querySelector('.question-result').textContent;
        form.querySelector('.question-again').click();
        return [number, words];
    });
}"""


@dataclass(frozen=True)
class Asked:
    """A question with all its variants."""

    question: Question
    variants: list[Variant]

    def now(self, form) -> Variant:
        """Returns the variant that a form shows."""
        return self.variants[int(form.get_attribute("data-variant"))]


@pytest.fixture(scope="module")
def asked() -> dict[str, list[Asked]]:
    """Returns the course's questions by module."""
    figures = Figures(run_book(ROOT).statistics, default_bulletin(ROOT))
    return {module: [Asked(question, make_variants(question, figures)) for question in BANK.of_module(module)] for module in PAGES}


def right_places(variant: Variant) -> list[int]:
    """Returns the places of the right options, or of the wrong sentence."""
    return [place for place, choice in enumerate(variant.choices) if choice.right]


def fill(form, asked: Asked, right: bool) -> None:
    """Answers the variant that a form shows, with the mouse."""
    variant, kind, key = asked.now(form), asked.question.kind, asked.question.id
    choose = f'input[name="q-{key}"]'
    if kind == QuestionKind.NUMBER:
        digits = Decimal(variant.answer.printed)
        form.locator("input").fill(str(digits if right else digits + 10))
    elif kind == QuestionKind.ORDER and right:
        for place in range(len(variant.choices)):
            steps = [variant.choices[place] for place in order_of(form, variant)]
            target = sorted(steps, key=lambda choice: choice.rank)[place]
            for _ in range(steps.index(target) - place):
                form.locator("li").nth([variant.choices[at] for at in order_of(form, variant)].index(target)).locator(".step-up").click()
    elif kind == QuestionKind.MULTIPLE:
        wanted = right_places(variant) if right else [next(place for place in range(len(variant.choices)) if place not in right_places(variant))]
        for place in wanted:
            form.locator(choose).nth(place).check()
    elif kind != QuestionKind.ORDER:
        place = right_places(variant)[0]
        form.locator(choose).nth(place if right else (place + 1) % len(variant.choices)).check()
        if kind == QuestionKind.WRONG_NUMBER:
            form.locator(f'input[name="e-{key}"]').nth(variant.error).check()


def answer_of(variant: Variant) -> dict:
    """Returns the right answer of a variant as ``ANSWER_ALL`` takes it."""
    steps = sorted(variant.choices, key=lambda choice: choice.rank) if not variant.answer and not any(c.right for c in variant.choices) else []
    return {
        "places": right_places(variant), "text": variant.answer.printed if variant.answer else None, "error": variant.error,
        "order": ["".join(segment.text for segment in step.text) for step in steps],
    }


def order_of(form, variant: Variant) -> list[int]:
    """Returns the steps as they stand now, as places in the variant."""
    texts = ["".join(segment.text for segment in choice.text) for choice in variant.choices]
    return [texts.index(words) for words in form.locator(".step-text").all_text_contents()]


def answer(form, asked: Asked, right: bool) -> None:
    """Answers and asserts the verdict, the explanation and the link to reread."""
    variant = asked.now(form)
    fill(form, asked, right)
    form.locator("button[type=submit]").click()
    result = form.locator(".question-result")
    words = result.text_content()
    place = f"{asked.question.id}, variant {asked.variants.index(variant)}, {'right' if right else 'wrong'}: {words}"
    assert ("✓" in words) is right and ("✗" in words) is not right, place
    assert "".join(segment.text for segment in variant.explanation) in words, place
    assert result.locator(".question-reread a").count() == 1, place
    if not right and asked.question.kind in (QuestionKind.SINGLE, QuestionKind.MULTIPLE):
        wrong = [choice for choice in variant.choices if not choice.right]
        assert any("".join(segment.text for segment in choice.why) in words for choice in wrong), place


def test_every_module_has_a_self_test():
    """The nine modules have a page with questions each, the course has a front page with the progress, and sixty questions at least."""
    assert list(BANK.modules) == [module for module in BANK.modules if module in PAGES]
    assert FRONT
    assert len(BANK.questions) >= 60
    assert {question.kind for question in BANK.questions} == set(QuestionKind)


@pytest.mark.parametrize("module", PAGES)
def test_every_question_wrong_and_right(module, browser, site_address, asked):
    """Each question answered wrong, the page reloaded, answered right: marked so, explained, counted, and kept over the reload."""
    with open_page(browser) as (page, watch):
        page.goto(f"{site_address}/{PAGES[module]}")
        questions = asked[module]
        forms = {one.question.id: page.locator(f"#question-{one.question.id}") for one in questions}
        score = page.locator(".quiz-score")
        for one in questions:
            answer(forms[one.question.id], one, right=False)
        assert f"做过 {len(questions)} 题，最近做对 0 题" in score.inner_text()
        page.reload()
        assert f"做过 {len(questions)} 题，最近做对 0 题" in score.inner_text()
        for one in questions:
            # Another variant than the first time, where there are several.
            assert forms[one.question.id].locator(".question-last").count() == 1
            answer(forms[one.question.id], one, right=True)
        page.reload()
        assert f"做过 {len(questions)} 题，最近做对 {len(questions)} 题" in score.inner_text()
        assert watch.foreign == []


def test_every_variant_can_be_right(browser, site_address, asked):
    """Each variant of each question, one after another, takes the answer that the bank says is right."""
    with open_page(browser) as (page, _):
        for module, questions in asked.items():
            page.goto(f"{site_address}/{PAGES[module]}")
            for one in questions:
                told = page.evaluate(ANSWER_ALL, [one.question.id, [answer_of(variant) for variant in one.variants]])
                assert sorted(number for number, _ in told) == list(range(len(one.variants))), one.question.id
                assert [(number, words) for number, words in told if "✓" not in words] == [], one.question.id


def test_progress_of_the_whole_course(browser, site, site_address, asked, tmp_path):
    """Answers of two modules are counted on the front page, go to a file, are erased, and come back from the file; from disk too."""
    modules = list(PAGES)[:2]
    with open_page(browser) as (page, _):
        for module in modules:
            page.goto((site / PAGES[module]).as_uri())
            answer(page.locator(f"#question-{asked[module][0].question.id}"), asked[module][0], right=True)
        page.goto((site / FRONT).as_uri())
        counts = [page.locator(f"[data-module={module}] [data-count=right]") for module in modules]
        assert [count.inner_text() for count in counts] == ["1", "1"]
        with page.expect_download() as download:
            page.locator("[data-action=export]").click()
        file = tmp_path / "progress.json"
        download.value.save_as(file)
        page.locator("[data-action=erase]").click()
        page.locator("[data-action=really-erase]").click()
        assert [count.inner_text() for count in counts] == ["0", "0"]
    # Another browser, over http.
    with open_page(browser) as (page, _):
        page.goto(f"{site_address}/{FRONT}")
        page.locator("input[type=file]").set_input_files(file)
        expect(page.locator("[data-module=all] [data-count=right]")).to_have_text("2")


def test_passages_to_reread_are_there(site, asked):
    """Each link to reread leads to an element of a page of the site."""
    checked = 0
    anchors: dict[Path, set[str]] = {}
    for module, page in PAGES.items():
        data = json.loads(BeautifulSoup((site / page).read_text(encoding="utf-8"), "html.parser").find("script", class_="quiz-data").string)
        for one in asked[module]:
            address = unseal(data[one.question.id], one.question.id)["reread"][0]
            file, _, anchor = address.partition("#")
            target = ((site / page).parent / file).resolve() if file else site / page
            if target not in anchors:
                anchors[target] = {element["id"] for element in BeautifulSoup(target.read_text(encoding="utf-8"), "html.parser").find_all(id=True)}
            assert not anchor or anchor in anchors[target], (one.question.id, address)
            checked += 1
    assert checked == sum(len(BANK.of_module(module)) for module in PAGES)


class Keyboard:
    """Nothing but keys: tabs to things, chooses, moves, types, sends off."""

    def __init__(self, page):
        self.page = page

    def focus(self) -> dict:
        """Returns what has the focus."""
        return self.page.evaluate(FOCUS)

    def tab_to(self, wanted, key: str = "Tab") -> dict:
        """Presses Tab until what has the focus is wanted; not at all if it is there already."""
        for _ in range(MOST_TABS):
            focus = self.focus()
            if wanted(focus):
                return focus
            self.page.keyboard.press(key)
        raise AssertionError(f"not reached: {focus}")

    def choose(self, name: str, places: list[int], count: int, several: bool) -> None:
        """Chooses options of a group; arrows go through radio buttons, Tab through check boxes."""
        self.tab_to(lambda focus: focus["name"] == name)
        if several:
            for place in range(count):
                if place:
                    self.page.keyboard.press("Tab")
                if place in places:
                    self.page.keyboard.press("Space")
        else:
            self.page.keyboard.press("Space")
            for _ in range(places[0]):
                self.page.keyboard.press("ArrowDown")

    def put_in_order(self, form, variant: Variant) -> None:
        """Puts steps in order: each one, from above, is moved up to its place."""
        order = list(order_of(form, variant))
        for at in range(1, len(order)):
            step = order[at]
            rank = variant.choices[step].rank
            higher = sum(variant.choices[other].rank > rank for other in order[:at])
            if not higher:
                continue
            words = "".join(segment.text for segment in variant.choices[step].text)
            self.tab_to(lambda focus, words=words: focus["className"] == "step-up" and focus["label"].endswith(words))
            for _ in range(higher):
                self.page.keyboard.press("Enter")
            order.insert(at - higher, order.pop(at))
            # Back before the list, so that the next step is ahead.
            self.tab_to(lambda focus, words=words: focus["className"] == "step-down" and focus["label"].endswith(words))

    def answer(self, form, asked: Asked) -> str:
        """Answers a question right and sends it off; returns what is told, which then has the focus."""
        variant, kind, key = asked.now(form), asked.question.kind, asked.question.id
        if kind == QuestionKind.NUMBER:
            self.tab_to(lambda focus: focus["name"] == f"q-{key}")
            self.page.keyboard.type(variant.answer.printed)
            self.page.keyboard.press("Enter")
        else:
            if kind == QuestionKind.ORDER:
                self.put_in_order(form, variant)
            else:
                self.choose(f"q-{key}", right_places(variant), len(variant.choices), kind == QuestionKind.MULTIPLE)
            if kind == QuestionKind.WRONG_NUMBER:
                self.choose(f"e-{key}", [variant.error], len(variant.errors), several=False)
            self.tab_to(lambda focus: focus["type"] == "submit" and focus["form"] == f"question-{key}")
            self.page.keyboard.press("Enter")
        assert self.focus()["className"].startswith("question-result")
        return form.locator(".question-result").inner_text()


def through_course(page, keyboard: Keyboard, asked: dict) -> Iterator[tuple[str, str]]:
    """Yields each question's id and what was told; the course is gone through from the front page, by keys alone."""
    for module, questions in asked.items():
        address = page.url
        keyboard.tab_to(lambda focus, name=PAGES[module]: focus["tag"] == "A" and focus["href"].partition("#")[0].endswith(name))
        keyboard.page.keyboard.press("Enter")
        page.wait_for_url(lambda url, address=address: url != address)
        page.wait_for_selector(".quiz-score:not(:empty)")
        for one in questions:
            yield one.question.id, keyboard.answer(page.locator(f"#question-{one.question.id}"), one)
        if module == next(iter(asked)):
            keyboard.tab_to(lambda focus: focus["className"] == "question-again")
            page.keyboard.press("Enter")
            assert keyboard.focus()["question"] == f"question-{questions[-1].question.id}"


def test_the_whole_course_by_keyboard(browser, site, asked):
    """From the front page through every module's questions, with keys alone: every answer right, and all of it counted."""
    with open_page(browser, viewport={"width": 1280, "height": 1000}) as (page, _):
        page.goto((site / FRONT).as_uri())
        told = list(through_course(page, Keyboard(page), asked))
        assert [key for key, words in told if "✓" not in words] == []
        assert len(told) == sum(len(questions) for questions in asked.values())
        page.goto((site / FRONT).as_uri())
        assert page.locator("[data-module=all] [data-count=right]").inner_text() == str(len(told))
