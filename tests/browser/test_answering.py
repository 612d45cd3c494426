"""The page that takes answers in a real browser: filled in, saved, taken up again; what is not saved survives another tab's save."""

from browsing import open_page
from test_answers_page import PLACE, root, server  # noqa: F401 - fixtures


def test_answers_are_filled_in_and_saved(browser, server):  # noqa: F811
    """The uncertain rows stand open; a saved answer is gone from them; another tab's answer is told and the own one stays to be seen."""
    with open_page(browser) as (page, watch):
        page.goto(server.address.rstrip("/") + PLACE)
        page.get_by_label("是统计数吗").first.wait_for()
        other = page.context.new_page()
        other.goto(page.url)
        other.get_by_label("名称，").first.wait_for()
        assert page.get_by_role("button", name="保存").is_disabled()
        page.get_by_label("是统计数吗").first.select_option("不是")
        page.get_by_label("名称，").first.fill("<b>持续</b>")
        page.get_by_role("button", name="保存").click()
        page.get_by_text("已保存").wait_for()
        assert page.get_by_text("拿不准的 1，共 26").count() == 1 and not watch.errors and not watch.foreign
        other.get_by_label("名称，").first.fill("县区持续整改")
        other.get_by_role("button", name="保存").click()
        other.get_by_role("alert").get_by_text("另有人答成").wait_for()
        assert other.get_by_label("名称，").first.input_value() == "县区持续整改" and "<b>持续</b>" in other.get_by_role("alert").inner_text()
        other.get_by_role("button", name="重新列出").click()
        other.get_by_text("没有保存的 1 处还在").wait_for()
        other.get_by_role("button", name="保存").click()
        other.get_by_text("已保存").wait_for()
        page.get_by_role("button", name="重新列出").click()
        page.get_by_text("还有 1 个数字等着认定。", exact=True).wait_for()
        page.get_by_text("程序读准了的").nth(1).click()
        assert page.locator("input").evaluate_all("inputs => inputs.map(input => input.value)").count("县区持续整改") == 1


def test_what_is_not_saved_is_told_when_the_text_has_changed(browser, server, root):  # noqa: F811
    """The rows of another reading are others: what was filled in is listed in words."""
    with open_page(browser) as (page, _):
        page.goto(server.address.rstrip("/") + PLACE)
        page.get_by_label("名称，").first.fill("自拟的名称")
        source = next(root.glob("data/bulletins/*/source.txt"))
        source.write_text("共 3 件。\n" + source.read_text(encoding="utf-8"), encoding="utf-8")
        page.get_by_role("button", name="重新列出").click()
        page.get_by_role("alert").get_by_text("自拟的名称").wait_for()
