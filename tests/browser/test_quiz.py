"""The self-tests and the progress in a real browser, on a small site opened from disk: marking, keeping, files to import, printing."""

import json
from datetime import date

import pytest
from browsing import open_page
from builders import CALCULATION, build_pages, notebook, tiny_statistics, write_bulletin
from playwright.sync_api import expect
from question_bank import NUMBERS, PAGE, option, question, write_bank

from liandong.course.questions.examination import BLUEPRINT
from liandong.course.questions.marking import is_right, typed_number

pytestmark = pytest.mark.thorough

KEY = "liandong-course"
QUESTIONS = [
    question("pick", "single", shown="3"),
    question("pick-all", "multiple"),
    question("value", "number", stem_zh="{case}是多少？", answer="this", cases="completion-rate wide-rate", explanation_zh="{this|formula}。"),
    question("steps", "order"),
    question("draft", "wrong-number", module="bulletin-writing"),
]
OPTIONS = [
    option("pick", 1, "{completion-rate}", "yes", "就是它。"), option("pick", 2, "{completion-rate|rest-base}", "no", "分母错了。"),
    option("pick", 3, "{completion-rate|complement}", "no", "说反了。"), option("pick", 4, "{problems}", "no", "不是率。"),
    option("pick-all", 1, "交办{problems}", "yes"), option("pick-all", 2, "办结{done}", "yes"), option("pick-all", 3, "办结{ongoing}", "no", "那是没办结的。"),
    option("steps", 1, "先交办"), option("steps", 2, "再签收", "", "签收才计时。"), option("steps", 3, "后复核"),
    option("draft", 1, "交办{problems|swapped}。", "", "是{problems}。"), option("draft", 2, "办结率{completion-rate|raised}。", "", "是{completion-rate}。"),
]
IDS = [row["id"] for row in QUESTIONS]
POLICY = "Content Security Policy"
NOW = 1_700_000_000_000
BROKEN_STORAGE = "Object.defineProperty(window, 'localStorage', {get() { throw new Error('refused'); }});"


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """Returns the addresses of the small site's pages by name."""
    root = tmp_path_factory.mktemp("quiz")
    statistics = tiny_statistics(write_bulletin(root))
    own = question("asked", "single", explanation_zh="考核的解析。", examination="yes")
    write_bank(root, [*QUESTIONS, own], [*OPTIONS, option("asked", 1, "对的", "yes"), option("asked", 2, "错的", "no", "考核的理由。")])
    (root / BLUEPRINT).write_text("minutes: 9\npass: 60\nparts:\n- {kind: single, count: 1, points: 100, rule: 全对得分。}\n", encoding="utf-8")
    pages = {"figures": "```{questions} figure-checking\n```", "bulletins": "```{questions} bulletin-writing\n```", "index": "```{progress}\n```",
             "guide": "```{marking-guide} 1\n```"}
    built = build_pages(root, {
        f"{CALCULATION}.ipynb": notebook(statistics), "book/method/step.md": PAGE,
        **{f"book/training/{name}.md": f"# 课\n\n{text}\n" for name, text in pages.items()},
    })
    return {name: (built.out / "book" / "training" / f"{name}.html").as_uri() for name in pages}


@pytest.fixture
def visit(browser, small):
    """Yields a function that opens a page of the small site in one fresh profile; at the end no script may have failed."""
    with open_page(browser) as (page, watch):

        def go(name: str):
            page.goto(small[name])
            return page

        go.page = page
        yield go
        # The plain theme of the throw-away project knows nothing of the site's policy.
        assert [error for error in watch.errors if POLICY not in error] == [] == watch.foreign


def entry(**parts) -> dict:
    """Returns a kept question, well formed unless parts say otherwise."""
    return {"tries": 2, "rights": 1, "first": False, "last": True, "at": NOW} | parts


def exported(questions: dict | None = None, **parts) -> str:
    """Returns an exported file."""
    progress = {"schema": 1, "seed": 5, "questions": {"pick": entry()} if questions is None else questions} | parts.pop("progress", {})
    return json.dumps({"kind": "liandong-course-progress", "exported": "2024-11-27", "progress": progress} | parts, ensure_ascii=False)


def kept(page) -> dict:
    """Returns what the browser keeps."""
    return json.loads(page.evaluate(f"localStorage.getItem('{KEY}')") or "null")


def keep(page, text: str) -> None:
    """Puts a text where the progress is kept, and reloads."""
    page.evaluate("([key, text]) => localStorage.setItem(key, text)", [KEY, text])
    page.reload()


def answer(page, key: str = "pick") -> None:
    """Answers a single choice somehow."""
    form = page.locator(f"#question-{key}")
    form.locator("input").first.check()
    form.locator("button[type=submit]").click()


def import_text(page, text: str | bytes) -> str:
    """Imports a file through the button, and returns what the reader is told."""
    page.evaluate("document.querySelector('.course-status').textContent = ''")
    with page.expect_file_chooser() as chooser:
        page.locator("[data-action=import]").click()
    content = text.encode() if isinstance(text, str) else text
    chooser.value.set_files({"name": "progress.json", "mimeType": "application/json", "buffer": content})
    expect(page.locator(".course-status")).not_to_be_empty()
    return page.locator(".course-status").inner_text()


def test_the_script_marks_numbers_as_described(visit):
    """Script and description agree on every typed text with every answer: same reading, same verdict."""
    page = visit("figures")
    texts = ["79.3", "７９．３％", " 79.3 %", "1,234", "１，２３４", "−5", "+5", "007", "", "八", "79.3.1", "1e3", "12,34", "NaN", ".5", "5.", "79.25", "79.35",
             "79.250001", "79.15", "79.2500", "-0", "0.5", "1.5", "2.5", "-0.3", "4300%", "9" * 99, "43.0", "Infinity", "0x10"]
    answers = {answer for answer, _, _ in NUMBERS}
    texts += [typed for _, typed, _ in NUMBERS]
    for right in answers:
        for text in texts:
            number = typed_number(text, right.unit)
            expected = None if number is None else is_right(right, number)
            got = page.evaluate("""([text, answer]) => {
                const digits = LiandongMarking.typedNumber(text, answer[3]);
                return digits === null ? null : LiandongMarking.isRight(digits, answer);
            }""", [text, [right.printed, right.decimals, right.exact, right.unit]])
            assert got == expected, (right, text)


def test_nothing_answered_is_no_answer(visit):
    """Without an answer the reader is told so, and nothing is counted."""
    page = visit("figures")
    for key in ("pick", "pick-all", "value"):
        form = page.locator(f"#question-{key}")
        form.locator("button[type=submit]").click()
        assert "还没有作答" in form.locator(".question-result").inner_text()
    page.locator("#question-value input").fill("三成")
    page.locator("#question-value button[type=submit]").click()
    assert "填一个数" in page.locator("#question-value .question-result").inner_text()
    assert kept(page)["questions"] == {}
    page = visit("bulletins")
    page.locator("#question-draft input").first.check()
    page.locator("#question-draft button[type=submit]").click()
    assert "错在哪里" in page.locator("#question-draft .question-result").inner_text()


def test_the_second_try_is_another_question(visit):
    """“再做一次” shows the next variant, with another order, other options or another case; a reload shows it again."""
    page = visit("figures")
    for key in IDS[:4]:
        form = page.locator(f"#question-{key}")
        before = form.locator("fieldset").first.inner_text()
        if key == "value":
            form.locator("input").fill("1")
        elif key != "steps":
            form.locator("input").first.check()
        form.locator("button[type=submit]").click()
        form.locator(".question-again").click()
        after = form.locator("fieldset").first.inner_text()
        assert after != before, key
        page.reload()
        assert form.locator("fieldset").first.inner_text() == after
        assert "做过 1 次" in form.locator(".question-last").inner_text()


def test_steps_are_moved_by_buttons(visit):
    """A moved step keeps the focus, its new place is announced, and at an end the button that leads out of the list is off."""
    page = visit("figures")
    form = page.locator("#question-steps")
    first = form.locator("li").first
    assert first.locator(".step-up").is_disabled() and not first.locator(".step-down").is_disabled()
    words = first.locator(".step-text").inner_text()
    first.locator(".step-down").press("Enter")
    assert form.locator("li").nth(1).locator(".step-text").inner_text() == words
    assert page.evaluate("document.activeElement.closest('li').querySelector('.step-text').textContent") == words
    assert "第 2 步" in form.locator(".question-live").inner_text()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.className") == "step-up"


def test_progress_goes_to_a_file_and_comes_back(visit, tmp_path):
    """Exported, erased and imported again, everything is as it was, on every page."""
    page = visit("figures")
    answer(page)
    before = kept(page)
    page = visit("index")
    assert page.locator("[data-module=all] [data-count=tried]").inner_text() == "1"
    with page.expect_download() as download:
        page.locator("[data-action=export]").click()
    file = tmp_path / "progress.json"
    download.value.save_as(file)
    assert download.value.suggested_filename.endswith(".json")
    page.locator("[data-action=erase]").click()
    page.locator("[data-action=keep]").click()
    assert kept(page)["questions"] == before["questions"]
    page.locator("[data-action=erase]").click()
    page.locator("[data-action=really-erase]").click()
    assert kept(page) is None
    assert page.locator("[data-module=all] [data-count=tried]").inner_text() == "0"
    assert "已导入：1 题" in import_text(page, file.read_text(encoding="utf-8"))
    page.reload()
    assert page.locator("[data-module=all] [data-count=tried]").inner_text() == "1"
    assert kept(page)["questions"] == before["questions"]


WRONG_FILES = [
    ("", "不是学习进度文件"), ("{", "不完整"), ("null", "不是本课程"), ("[]", "不是本课程"), ("7", "不是本课程"), (b"\xff\xfe\x00PK", "不是学习进度文件"),
    (json.dumps({"kind": "other", "progress": {}}), "不是本课程"), (exported(kind="liandong"), "不是本课程"), (exported(progress={"schema": 0}), "旧格式"),
    (exported(progress={"schema": None}), "旧格式"), (exported(progress={"schema": 2}), "新版网站"), (exported(progress={"questions": []}), "不是学习进度文件"),
    (exported({}), "没有做过的题"), (exported({"unknown": entry()}), "没有做过的题"),
    *[(exported({"pick": entry(), "value": entry(**bad)}), "1 处内容不对") for bad in (
        {"tries": -1}, {"tries": 0}, {"tries": 1.5}, {"tries": "2"}, {"tries": 10**9}, {"rights": 3}, {"rights": None}, {"last": "true"}, {"at": -1}, {"at": 10**15},
        {"at": "<script>"})],
    (exported({"pick": entry(), "<img src=x onerror=alert(1)>": entry()}), "1 处内容不对"), (exported({"pick": 5}), "1 处内容不对"),
    (exported({"pick": entry()}).replace('"pick"', '"__proto__"'), "1 处内容不对"), (exported({"pick": entry()}).replace('"pick"', '"constructor"'), "没有做过的题"),
    (" " * 1_000_001, "太大"),
]


def test_a_wrong_file_loses_nothing(visit):
    """Whatever is chosen to import: the reader is told why it is not taken, and what was kept is kept."""
    page = visit("index")
    keep(page, json.dumps({"schema": 1, "seed": 3, "questions": {"steps": entry()}}))
    before = kept(page)
    for content, told in WRONG_FILES:
        message = import_text(page, content)
        assert told in message and "没有变" in message, (content[:80], message)
        assert kept(page) == before, content[:80]
    assert page.locator("[data-module=all] [data-count=tried]").inner_text() == "1"


def test_importing_merges(visit):
    """For each question the later of file and browser counts; questions that the course does not have are told and left out."""
    page = visit("index")
    keep(page, json.dumps({"schema": 1, "seed": 3, "questions": {"pick": entry(at=NOW + 1, tries=9), "value": entry(at=NOW - 1, tries=1)}}))
    message = import_text(page, exported({"pick": entry(), "value": entry(), "steps": entry(extra="<b>"), "gone": entry()}))
    assert "2 题用文件里的" in message and "1 题保留本机的" in message and "1 题这门课里没有" in message
    questions = kept(page)["questions"]
    assert {key: value["tries"] for key, value in questions.items()} == {"pick": 9, "value": 2, "steps": 2}
    assert "extra" not in questions["steps"]


def test_without_storage_the_tests_still_work(browser, small):
    """A browser that keeps nothing marks all the same, and says that it keeps nothing."""
    with open_page(browser) as (page, _):
        page.add_init_script(BROKEN_STORAGE)
        page.goto(small["figures"])
        answer(page)
        assert page.locator("#question-pick .question-verdict").is_visible()
        assert "做过 1 题" in page.locator(".quiz-score").inner_text() and "不让本页保存进度" in page.locator(".quiz-score").inner_text()
        page.goto(small["index"])
        assert "不让本页保存进度" in page.locator(".course-notice").inner_text()


def test_damaged_progress_is_put_aside(visit):
    """What cannot be read is kept under another name, the reader is told, and the course goes on."""
    page = visit("figures")
    keep(page, '{"schema": 1, "ques')
    assert "读不懂" in page.locator(".quiz-score").inner_text()
    assert page.evaluate(f"localStorage.getItem('{KEY}-damaged')") == '{"schema": 1, "ques'
    answer(page)
    assert list(kept(page)["questions"]) == ["pick"]


def test_progress_of_a_newer_site_is_not_touched(visit):
    """An older copy of the site, carried on a stick, does not spoil what the newer one has kept."""
    page = visit("figures")
    newer = json.dumps({"schema": 2, "anything": True, "questions": {}})
    keep(page, newer)
    answer(page)
    assert "新版" in page.locator(".quiz-score").inner_text()
    assert page.evaluate(f"localStorage.getItem('{KEY}')") == newer


def test_two_pages_at_once_lose_nothing(visit, small):
    """Two tabs of one reader: the answer given in the one stays when the other gives its own, and the overview follows."""
    page = visit("index")
    other = page.context.new_page()
    other.goto(small["figures"])
    third = page.context.new_page()
    third.goto(small["figures"])
    answer(other, "pick")
    answer(third, "pick-all")
    assert set(kept(page)["questions"]) == {"pick", "pick-all"}
    expect(page.locator("[data-module=all] [data-count=tried]")).to_have_text("2")


def test_the_record_prints_with_name_date_and_scores(visit):
    """The printed sheet has the typed name as text, the browser's date and the counts; nothing else of the page is on it."""
    page = visit("figures")
    answer(page)
    page = visit("index")
    page.evaluate("() => { window.print = () => { window.printed = (window.printed || 0) + 1; }; }")
    page.locator(".course-name").fill("<b>王某</b>")
    page.locator("[data-action=print]").press("Enter")
    assert page.evaluate("window.printed") == 1
    page.emulate_media(media="print")
    text = page.locator("body").inner_text()
    today = date.fromisoformat(page.evaluate("new Date(Date.now() - new Date().getTimezoneOffset() * 60000).toISOString().slice(0, 10)"))
    assert "<b>王某</b>" in text and f"{today.year}年{today.month}月{today.day}日" in text
    assert "数字核校" in text and "学习记录" in text and "导出进度" not in text
    assert page.locator("h1").is_hidden()
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.locator("h1").is_visible() and page.locator(".course-title").is_hidden()


def test_printed_questions_show_no_answers(visit):
    """A marked question is printed as a question: without verdict, mark, explanation or button."""
    page = visit("figures")
    answer(page)
    page.emulate_media(media="print")
    form = page.locator("#question-pick")
    assert form.locator("legend").is_visible()
    for part in (".question-result", ".choice-right", "button[type=submit]"):
        assert not any(element.is_visible() for element in form.locator(part).all()), part


def test_pages_are_sound_for_assistive_technology(browser, small):
    """Axe finds nothing, neither before nor after an answer, nor on the overview."""
    from axe_playwright_python.sync_playwright import Axe

    # Without the watch over errors: axe asks for the style sheets, which a page from disk may not read.
    with open_page(browser) as (page, _):
        page.goto(small["figures"])
        results = [Axe().run(page, context=".quiz")]
        for key in ("pick", "pick-all"):
            answer(page, key)
        results.append(Axe().run(page, context=".quiz"))
        page.goto(small["bulletins"])
        results.append(Axe().run(page, context=".quiz"))
        page.goto(small["index"])
        page.locator("[data-action=erase]").click()
        results.append(Axe().run(page, context=".course-progress"))
    assert [(found["id"], node["html"]) for result in results for found in result.response["violations"] for node in found["nodes"]] == []


def test_the_marking_guide_opens_when_asked(visit):
    """Nothing of a paper's answers is on the page until its button is pressed; then right answer, reason and explanation are."""
    page = visit("guide")
    guide = page.locator(".marking-guide")
    assert not any(word in guide.inner_text() for word in ("对的", "考核的理由", "考核的解析"))
    guide.get_by_role("button").click()
    for word in ("对的", "考核的理由", "考核的解析"):
        expect(page.locator("body")).to_contain_text(word)
