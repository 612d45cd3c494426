"""The Sphinx extension in throw-away projects: executed notebooks hold the statistics, so nothing needs a kernel.

A successful build must be silent; a failing one must name everything that is wrong, with file and line, at once.
"""

import csv
import io
import json
from datetime import date

import pytest
from bs4 import BeautifulSoup
from builders import (
    CALCULATION,
    SLUG,
    build_pages,
    changed,
    discrepancy,
    done_statistic,
    figure_output,
    notebook,
    tiny_statistics,
    write_bulletin,
)
from sphinx.errors import ExtensionError

from liandong.model.outputs import table_output
from liandong.sphinx_ext.machines import export
from liandong.sphinx_ext.origins import dictionary

HOSTILE = [
    "<script>alert(document)</script>", "\"'><img src=x onerror=alert(document)>", "]]>", "\u202egnitset\u202c\u200f", "&lt;b&gt; & &amp;", "甲" * 10_000,
    "`{stat}` ``x`` |y| *z*", "</td></table>",
]
IDS = ["script", "quotes", "cdata", "bidi", "entities", "long", "markup", "table"]


def soup(html: str) -> BeautifulSoup:
    """Returns a parsed page."""
    return BeautifulSoup(html, "html.parser")


def shown(node) -> str:
    """Returns the text that a reader sees."""
    return node.get_text()


def project(tmp_path, index: str, *, change=None, extra=(), builder: str = "html", jobs: int = 1, pages=None, **data):
    """Builds the tiny bulletin's project with ``index`` as a page.

    Args:
        tmp_path: the project's root.
        index: the page's Markdown.
        change: changes the statistics before they are put into the notebook.
        extra: further outputs, in a cell of their own.
        builder: Sphinx's builder.
        jobs: how many processes read.
        pages: further pages.
        data: what ``write_bulletin`` takes.
    """
    statistics = tiny_statistics(write_bulletin(tmp_path, **data))
    statistics = change(statistics) if change else statistics
    calculation = {f"{CALCULATION}.ipynb": notebook(statistics, list(extra))}
    return build_pages(tmp_path, calculation | {"index.md": index} | (pages or {}), builder=builder, jobs=jobs)


def stopped(tmp_path, index: str, **more) -> str:
    """Returns the message with which the build must stop."""
    with pytest.raises(ExtensionError) as caught:
        project(tmp_path, index, **more)
    return str(caught.value)


def replaced(statistic: str, **parts):
    """Returns a change that replaces parts of one statistic's data."""
    def change(statistics):
        return [changed(one, **parts) if one.id == statistic else one for one in statistics]
    return change


def test_a_statistic_in_prose_is_a_link_with_hedge_and_unit(tmp_path):
    """The role prints number, unit and hedge, links to its entry (without an index: to where it was computed), and tells name and verdict."""
    built = project(tmp_path, "# 页\n\n办结率{stat}`completion-rate`，满意率{stat}`satisfaction`。\n")
    assert built.warnings == ""
    first, second = soup(built.page("index")).select("a.statistic")
    assert (shown(first), shown(second)) == ("79.3%", "83%以上")
    assert first["title"] == "办结率：复算一致"
    assert "verdict-reproduced" in first["class"]
    page, _, anchor = first["href"].partition("#")
    assert (page, anchor) == (f"{CALCULATION}.html", "stat-completion-rate")
    row = soup(built.page(CALCULATION)).find(id=anchor)
    assert row.name == "tr"
    assert "办结率" in shown(row)


def test_a_page_in_the_bulletins_folder_needs_no_bulletin_name(tmp_path):
    """Below bulletins/ the folder names the bulletin; elsewhere it may stand before the id."""
    pages = {f"book/bulletins/{SLUG}/other.md": "# 另一页\n\n{stat}`done`\n"}
    built = project(tmp_path, f"# 页\n\n{{stat}}`{SLUG}:done`\n", pages=pages)
    assert shown(soup(built.page("index")).select_one("a.statistic")) == "23项"
    assert soup(built.page(f"book/bulletins/{SLUG}/other")).select_one("a.statistic")["href"] == "calculation.html#stat-done"


def test_a_disputed_value_is_marked_wherever_it_stands(tmp_path):
    """（待核） follows the figure in prose, so that nobody quotes it without the doubt."""
    votes = [("satisfaction", "满意率", "84", "%", "2020-05-01")]
    built = project(tmp_path, "# 页\n\n{stat}`satisfaction`\n", votes=votes, discrepancies=discrepancy("satisfaction"))
    assert shown(soup(built.page("index")).select_one("a.verdict-disputed")) == "83%以上（待核）"


def test_a_derived_value_is_marked(tmp_path):
    """推算 follows what the bulletin never states."""
    built = project(tmp_path, "# 页\n\n{stat}`wide-rate`\n")
    assert shown(soup(built.page("index")).select_one("a.verdict-derived")) == "100.0%推算"


def test_a_formula_is_printed_as_text(tmp_path):
    """The formula role prints the derivation."""
    built = project(tmp_path, "# 页\n\n{formula}`completion-rate`\n")
    assert shown(soup(built.page("index")).select_one(".formula")) == "立行立改 23 ÷ 交办 29 = 79.310…% → 79.3%"


def test_a_table_of_statistics_has_a_row_for_each_id(tmp_path):
    """In the order asked for: name with link, the bulletin's figure, the computed one, verdict, formula."""
    built = project(tmp_path, "# 页\n\n```{statistics}\nsatisfaction\n\nwide-rate\nproblems\n```\n")
    rows = [[shown(cell) for cell in row.select("td")] for row in soup(built.page("index")).select("table.statistics tbody tr")]
    assert [row[:4] for row in rows] == [
        ["满意率", "83%以上", "—", "仅转录"], ["办结率（持续整改算作办结）", "未写出", "100.0%", "推算"], ["交办问题", "29项", "29项", "复算一致"],
    ]


def test_the_index_lists_every_statistic_and_counts_verdicts(tmp_path):
    """All statistics by section, derived ones apart, and the totals by verdict first."""
    built = project(tmp_path, "# 页\n\n```{statistics-index}\n```\n")
    page = soup(built.page("index"))
    totals = [[shown(cell) for cell in row.select("td")][:2] for row in page.select("table.totals tbody tr")]
    assert totals == [["复算一致", "2"], ["勾稽相符", "0"], ["外部相符", "0"], ["仅转录", "3"], ["已更新", "0"], ["待核", "0"], ["推算", "1"], ["合计", "6"]]
    assert len(page.select("table.statistics-index tbody tr")) == 6
    assert [entry["id"] for entry in page.select("#section-first .statistic-entry")] == [
        "stat-problems", "stat-done", "stat-ongoing", "stat-completion-rate", "stat-satisfaction",
    ]
    assert [entry["id"] for entry in page.select("#section-derived .statistic-entry")] == ["stat-wide-rate"]
    assert "第一部分" in [shown(title).rstrip("¶") for title in page.select("h2")]


def test_the_reports_of_one_cell_are_one_table(tmp_path):
    """A cell's reports stand in one table below it, in their order, each with its anchor."""
    built = project(tmp_path, "# 页\n", extra=[figure_output()])
    outputs = soup(built.page(CALCULATION)).select(".cell_output")
    assert [len(output.select("table.statistics")) for output in outputs] == [1, 0]
    assert [row["id"] for row in outputs[0].select("tbody tr")] == [
        "stat-problems", "stat-done", "stat-ongoing", "stat-completion-rate", "stat-satisfaction", "stat-wide-rate",
    ]


def test_a_chart_is_shown_with_words_and_data(tmp_path):
    """Where the directive stands: picture with alternative text, caption, and the table behind it."""
    built = project(tmp_path, "# 页\n\n```{chart} bars\n```\n", extra=[figure_output()])
    figure = soup(built.page("index")).select_one("figure.chart")
    assert figure.select_one("svg")
    assert figure.select_one("[role=img]")["aria-label"] == "甲多于乙"
    assert shown(figure.select_one("figcaption")) == "甲和乙"
    assert shown(soup(built.page("index")).select_one("details table td")) == "甲"


def test_a_quotation_is_the_sources_own_words(tmp_path):
    """Line breaks of directive and source do not count; the source is named."""
    built = project(tmp_path, "# 页\n\n```{quote-source}\n其中办结 23 项，持续整改 6 项，\n办结率79.3%，\n```\n")
    assert built.warnings == ""
    quotation = soup(built.page("index")).select_one("blockquote.source-quotation")
    assert "办结 23 项" in shown(quotation)
    assert "《简报》2020年第1期" in shown(quotation)


def test_the_whole_text_is_shown_line_by_line(tmp_path):
    """Each line of the source is a paragraph with an anchor of its number."""
    built = project(tmp_path, "# 页\n\n```{source-text}\n```\n")
    assert "项，持续整改 6 项" in shown(soup(built.page("index")).find(id="source-line-3"))


def test_the_dictionary_shows_each_column(tmp_path):
    """Names, types, requirements, vocabularies and private columns come from datapackage.json."""
    built = project(tmp_path, "# 页\n\n```{data-dictionary}\n```\n")
    text = shown(soup(built.page("index")))
    for word in ("status 表（status）", "tables/status.csv", "done（已办结）", "不小于 0", "不公开", "日期（年-月-日）", "主键"):
        assert word in text


def test_requirements_of_a_field_are_said_in_words():
    """A pure function of the field and its schema."""
    field = {"name": "a", "constraints": {"required": True, "minimum": 0, "enum": [1, 2]}, "private": True}
    schema = {"primaryKey": "a", "foreignKeys": [{"fields": "a", "reference": {"resource": "t", "fields": ["b"]}}]}
    assert dictionary.requirements(field, schema) == ["必填", "主键", "不小于 0", "取值：1、2", "须在 t 的 b 列中", "不公开"]
    assert dictionary.requirements({"name": "b"}, schema) == []


def test_the_listed_discrepancies_are_shown_with_their_status(tmp_path):
    """What does not reproduce stands in one table; without any, a sentence says so."""
    votes = [("satisfaction", "满意率", "84", "%", "2020-05-01")]
    built = project(tmp_path / "a", "# 页\n\n```{discrepancies}\n```\n", votes=votes, discrepancies=discrepancy("satisfaction"))
    cells = [shown(cell) for cell in soup(built.page("index")).select("table.discrepancies td")]
    assert cells == ["一处疑问", "满意率", "算不出", "待核"]
    built = project(tmp_path / "b", "# 页\n\n```{discrepancies}\n```\n")
    assert "目前没有登记对不上的数字" in built.page("index")


def test_what_to_ask_stands_with_its_state_and_days_and_the_letter_is_there(tmp_path):
    """Questions, state, days and answer of an entry as text; the page that lists the entries offers the letter."""
    asked = [{"id": "a", "title": "甲<b>", "about": ["done"], "fails": "没有写", "questions": ["是<i>什么？"], "status": "已答复",
              "reported_on": date(2020, 5, 2), "answered_on": date(2020, 5, 9), "answer": "是<u>它。"}]
    built = project(tmp_path, "# 页\n\n```{inquiry} a\n```\n\n```{discrepancies}\n```\n", discrepancies=asked)
    box = soup(built.page("index")).select_one(".inquiry")
    assert shown(box.li) == "是<i>什么？"
    assert [shown(line) for line in box.select("p")][-2:] == ["甲<b>：已答复（2020-05-02报告、2020-05-09答复）", "答复：是<u>它。"]
    link = soup(built.page("index")).select_one("a.template-file")
    assert (built.out / link["href"]).read_bytes().startswith(b"PK")


def test_an_unknown_entry_stops_the_build(tmp_path):
    """E407 names the entries that there are."""
    message = stopped(tmp_path, "# 页\n\n```{inquiry} b\n```\n", discrepancies=[{"id": "a", "title": "甲", "about": ["done"], "status": "待核", "fails": "没有写"}])
    assert "E407" in message and "其中之一：a" in message


def test_everything_wrong_in_the_prose_is_named_at_once(tmp_path):
    """Each wrong use has its code, file and line; the first one does not hide the others."""
    lines = [
        "# 页{stat}`done`", "", "{stat}`no-such`", "", "{formula}`Not an id`", "", "{stat}`2019-9-yi:done`", "",
        "```{statistics}", "done", "", "dones", "```", "", "```{chart} pie", "```", "", "```{quote-source}", "办结 24 项", "```",
    ]
    message = stopped(tmp_path, "\n".join(lines) + "\n", extra=[figure_output(), figure_output()])
    blocks = {line.split()[1] for line in message.splitlines() if line.strip().startswith("错误")}
    assert blocks == {"E501", "E502", "E503", "E504", "E505"}
    assert "index.md" in message
    for number, word in [(3, "no-such"), (5, "Not an id"), (7, "2019-9-yi:done"), (12, "dones"), (15, "pie"), (18, "办结 24 项"), (1, "标题里用了 {stat}")]:
        place = message.index(word)
        assert f"第 {number} 行" in message[:place].rpartition("错误")[2] + message[place:].partition("错误")[0], word
    assert "其中之一：bars" in message
    assert not (tmp_path / "_out" / "html" / "index.html").exists()


def test_a_statistic_that_exists_but_is_not_reported_is_called_so(tmp_path):
    """E502 for the use and E403 for the statistic: the reader of the message learns that the id is right."""
    message = stopped(tmp_path, "# 页\n\n{stat}`ongoing`\n", change=lambda statistics: [one for one in statistics if one.id != "ongoing"])
    assert "没有单元格报告 ongoing" in message
    assert "E403" in message


def test_a_statistic_reported_on_two_pages_stops_the_build(tmp_path):
    """E404 names both pages."""
    other = {f"book/bulletins/{SLUG}/again.ipynb": notebook([done_statistic()])}
    message = stopped(tmp_path, "# 页\n", pages=other)
    assert "E404" in message
    assert f"{CALCULATION}.md" in message
    assert f"book/bulletins/{SLUG}/again.md" in message


def test_an_unlisted_mismatch_stops_the_build(tmp_path):
    """A table that no longer gives the bulletin's figure is E401 with table and row."""
    message = stopped(tmp_path, "# 页\n", votes=[("satisfaction", "满意率", "84", "%", "2020-05-01")])
    assert "E401" in message
    assert "tables/votes.csv" in message


def test_broken_data_stop_the_build_before_a_page_is_read(tmp_path):
    """Errors of tables and text are told first, and no page is written."""
    bulletin = write_bulletin(tmp_path)
    (bulletin.folder / "source.txt").write_text("改过", encoding="utf-8")
    with pytest.raises(ExtensionError, match="E301"):
        build_pages(tmp_path, {"index.md": "# 页\n\n{stat}`no-such`\n"})
    assert not (tmp_path / "_out" / "html" / "index.html").exists()


@pytest.mark.parametrize("text", ["", "办结 23 项。持续", "办结率79.30%"])
def test_a_quotation_that_differs_by_a_sign_is_refused(tmp_path, text):
    """Also an empty quotation is none."""
    message = stopped(tmp_path, f"# 页\n\n话\n\n```{{quote-source}}\n{text}\n```\n")
    assert "E501" in message
    assert "第 5 行" in message


def test_an_unknown_listed_statistic_stops_the_build_with_its_code(tmp_path):
    """E407 is told even where a page shows the list."""
    assert "E407" in stopped(tmp_path, "# 页\n\n```{discrepancies}\n```\n", discrepancies=discrepancy("no-such"))


@pytest.mark.parametrize("text", HOSTILE, ids=IDS)
def test_hostile_text_is_shown_and_never_run(tmp_path, text):
    """In names, formulas, titles, table cells, captions and alternative texts, every character arrives as text."""
    hostile = [table_output("list", text, [text], [[text]]), figure_output(alt=text, caption=text, headings=[text], rows=[[text]])]
    prose = "# 页\n\n{stat}`done`，{formula}`done`。\n\n```{chart} bars\n```\n\n```{statistics}\ndone\n```\n"
    built = project(tmp_path, prose, change=replaced("done", name_zh=text, formula_zh=text, text=text, unit=text), extra=hostile)
    assert built.warnings == ""
    page, calculation = soup(built.page("index")), soup(built.page(CALCULATION))
    link = page.select_one("p a.statistic")
    assert shown(link) == text
    assert link["title"] == f"{text}：仅转录"
    assert shown(page.select_one(".formula")) == text
    assert shown(page.select_one("table.statistics td")) == text
    assert page.select_one("[role=img]")["aria-label"] == text
    for parsed in (page, calculation):
        assert shown(parsed.select_one("figcaption")) == text
        assert shown(parsed.select_one("details td")) == text
        assert not list(parsed.select("section script, section img, section b"))
    assert shown(calculation.select_one(".cell_output table caption")).rstrip("¶") == text
    entry = next(entry for entry in json.loads(built.page("statistics", ".json")) if entry["id"] == "done")
    assert (entry["name_zh"], entry["formula_zh"]) == (text, text)
    row = next(row for row in csv.DictReader(io.StringIO(built.page("statistics", ".csv").removeprefix("\ufeff"))) if row["id"] == "done")
    assert (row["name_zh"], row["formula_zh"]) == (text, text)


FIELDS = {
    "bulletin", "id", "name_zh", "name_en", "unit", "reported", "computed", "verdict", "relation", "formula_zh", "inputs", "page", "anchor", "mentions",
}


def test_a_copied_figure_is_nowhere_shown_as_computed(tmp_path):
    """Index, entry, card, CSV and JSON: a dash or nothing where a result would stand, and the hedge with the bulletin's figure."""
    built = project(tmp_path, "# 页\n\n{stat}`satisfaction`\n\n```{statistics-index}\n```\n")
    page = soup(built.page("index"))
    row = next(row for row in page.select("table.statistics-index tbody tr") if shown(row.td) == "满意率")
    assert [shown(cell) for cell in row.select("td")][2:4] == ["83%以上", "—"]
    facts = page.select_one("#stat-satisfaction .entry-facts")
    assert dict(zip(map(shown, facts.select("dt")), map(shown, facts.select("dd")), strict=True))["复算"] == "—"
    assert shown(page.select_one("#stat-satisfaction .card-value")) == "83%以上"
    saved = next(row for row in csv.DictReader(io.StringIO(built.page("statistics", ".csv").removeprefix("\ufeff"))) if row["id"] == "satisfaction")
    assert (saved["reported"], saved["hedge"], saved["computed"]) == ("83%", "以上", "")
    assert json.loads(built.page("statistics", ".json"))[-1]["computed"] is None


def test_statistics_json_has_the_fields_of_the_design(tmp_path):
    """Exactly these fields, one entry a statistic in the order of statistics.csv; links lead to real anchors."""
    built = project(tmp_path, "# 页\n")
    entries = json.loads(built.page("statistics", ".json"))
    assert [entry["id"] for entry in entries] == ["problems", "done", "ongoing", "completion-rate", "satisfaction"]
    for entry in entries:
        assert set(entry) == FIELDS
        assert set(entry["reported"]) == {"printed", "value", "hedge"}
        # A copy is not shown as computed.
        assert entry["computed"] is None if entry["verdict"] == "transcribed" else set(entry["computed"]) == {"printed", "value"}
        assert all(set(source) == {"table", "rows", "fields"} for source in entry["inputs"])
        assert soup((built.out / entry["page"]).read_text(encoding="utf-8")).find(id=entry["anchor"])
    rate = entries[3]
    assert (rate["reported"]["value"], rate["computed"], rate["mentions"]) == ("79.3", {"printed": "79.3", "value": "2300/29"}, [4])
    assert rate["inputs"] == [{"table": "status", "rows": [2, 3], "fields": ["problems"]}]


def test_derived_figures_are_exported_apart(tmp_path):
    """What the bulletin never states is not among its statistics."""
    derived = json.loads(project(tmp_path, "# 页\n").page("derived", ".json"))
    assert [(entry["id"], entry["reported"], entry["verdict"]) for entry in derived] == [("wide-rate", None, None)]


def test_the_csv_is_for_excel(tmp_path):
    """A byte-order mark, CRLF, one row a statistic."""
    built = project(tmp_path, "# 页\n")
    content = (built.out / "statistics.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == content.count(b"\n") == 6


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"], ids=ascii)
def test_the_csv_never_holds_a_formula(start):
    """A text that a spreadsheet would run is shown with an apostrophe."""
    entry = done_statistic(name_zh=f"{start}HYPERLINK(1)", formula_zh=f"{start}1+1").to_public_json()
    row = next(csv.DictReader(io.StringIO(export.to_csv([entry]).removeprefix("\ufeff"), newline="")))
    assert (row["name_zh"], row["formula_zh"]) == (f"'{start}HYPERLINK(1)", f"'{start}1+1")
    assert row["reported"] == "23"


EVERYTHING = (
    "# 页\n\n{stat}`done`，{stat}`wide-rate`，{formula}`completion-rate`。\n\n```{chart} bars\n```\n\n```{statistics}\ndone\n```\n\n"
    "```{statistics-index}\n```\n\n```{data-dictionary}\n```\n\n```{discrepancies}\n```\n\n```{source-text}\n```\n\n"
    "```{quote-source}\n持续整改 6 项\n```\n"
)


@pytest.mark.parametrize("builder", ["dummy", "gettext", "singlehtml"])
def test_other_builders_do_not_fall_over(tmp_path, builder):
    """All roles and directives in other builders, the translators' one too."""
    extra = [figure_output(), table_output("list", "表", ["甲"], [["乙"]])]
    built = project(tmp_path, EVERYTHING, builder=builder, extra=extra)
    assert built.warnings == ""


def pages_for_parallel_reading() -> dict[str, str]:
    """Returns enough pages that Sphinx reads them in several processes."""
    return {f"book/page{number}.md": f"# 页{chr(0x7532 + number)}\n\n{{stat}}`done`，{{stat}}`completion-rate`\n" for number in range(8)}


def test_reading_in_parallel_gives_the_same_site(tmp_path):
    """What other processes read is merged: pages and exports are those of a serial build."""
    pages = pages_for_parallel_reading()
    serial = project(tmp_path / "one", EVERYTHING, extra=[figure_output()], pages=pages)
    parallel = project(tmp_path / "two", EVERYTHING, extra=[figure_output()], pages=pages, jobs=2)
    assert serial.warnings == parallel.warnings == ""
    for path in sorted(serial.out.rglob("*")):
        if path.suffix in (".html", ".json", ".csv"):
            assert (parallel.out / path.relative_to(serial.out)).read_bytes() == path.read_bytes(), path.name


def test_reading_in_parallel_finds_the_same_faults(tmp_path):
    """A fault on a page that another process read is told like any other."""
    pages = pages_for_parallel_reading() | {"book/wrong.md": "# {stat}`done`\n\n{stat}`no-such`\n\n```{quote-source}\n没有\n```\n"}
    message = stopped(tmp_path, "# 页\n", pages=pages, jobs=2)
    assert {line.split()[1] for line in message.splitlines() if line.strip().startswith("错误")} == {"E501", "E502", "E504"}
    assert "book/wrong.md" in message


def test_a_page_that_shows_a_changed_figure_is_written_again(tmp_path):
    """An incremental build rewrites pages whose own text has not changed when a figure on another page has."""
    project(tmp_path, "# 页\n\n{stat}`satisfaction`\n")
    source = "甲市共交办 29 项问题，其中办结 23\n\n项，持续整改 6 项，办结率79.3%，\n测评满意率均在85%以上。\n"
    mentions = [
        ("29", "共交办 29 项", "statistic", "problems"), ("23", "办结 23", "statistic", "done"), ("6", "整改 6 项", "statistic", "ongoing"),
        ("79.3%", "79.3%", "statistic", "completion-rate"), ("85%", "均在85%以上", "statistic", "satisfaction"),
    ]
    votes = [("satisfaction", "满意率", "85", "%", "2020-05-01")]
    built = project(tmp_path, "# 页\n\n{stat}`satisfaction`\n", source=source, mentions=mentions, votes=votes)
    assert shown(soup(built.page("index")).select_one("a.statistic")) == "85%以上"


def test_a_fault_that_was_mended_does_not_stay(tmp_path):
    """After a stopped build the next one, with the page mended, is clean and complete."""
    stopped(tmp_path, "# 页\n\n{stat}`no-such`\n\n```{quote-source}\n没有\n```\n")
    built = project(tmp_path, "# 页\n\n{stat}`done`\n")
    assert shown(soup(built.page("index")).select_one("a.statistic")) == "23项"


PAGE = f"""---
jupytext:
  text_representation: {{extension: .md, format_name: myst}}
kernelspec: {{display_name: Python 3, language: python, name: python3}}
---

# 复算

```{{code-cell}} ipython3
:tags: [hide-input]
from liandong import open_bulletin
from liandong.model.measures import completion_rate, fact, total
bulletin = open_bulletin("{SLUG}")
status = bulletin.table("status")
bulletin.report("problems", total(status))
bulletin.report("done", total(status[status["status"] == "done"]))
bulletin.report("completion-rate", completion_rate(status))
bulletin.report("satisfaction", fact(bulletin.table("votes"), "satisfaction"))
bulletin.derive("wide-rate", completion_rate(status, done=["done", "ongoing"]))
```

话

```{{code-cell}} ipython3
bulletin.report("ongoing", total(status[status["status"] == "ongoing"]))
bulletin.report("done", total(status[status["status"] == "done"]))
bulletin.preview("status")
```
"""


def test_a_real_cell_is_run_in_its_folder_and_named_with_its_line(tmp_path):
    """With a kernel: a double report is E404 with the lines of both cells; once mended, table and reports are shown."""
    write_bulletin(tmp_path)
    name, run = f"book/bulletins/{SLUG}/real.md", {"nb_execution_mode": "force", "nb_execution_raise_on_error": True}
    with pytest.raises(ExtensionError) as caught:
        build_pages(tmp_path, {name: PAGE}, config=run)
    first, second = (number for number, line in enumerate(PAGE.split("\n"), start=1) if line.startswith("```{code-cell}"))
    assert f"{name} 第 {first} 行、{name} 第 {second} 行" in str(caught.value)
    mended = PAGE.replace('bulletin.report("done", total(status[status["status"] == "done"]))\nbulletin.preview', "bulletin.preview")
    built = build_pages(tmp_path, {name: mended}, config=run)
    assert built.warnings == ""
    page = soup(built.page(name.removesuffix(".md")))
    assert len(page.select("table.statistics tbody tr")) == 6
    assert "已办结" in shown(page)
    assert "张三" not in built.page(name.removesuffix(".md"))
