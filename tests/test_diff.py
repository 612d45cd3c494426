"""What changed: sentences read from Markdown, statistics compared exactly, the difference rendered, and what it is taken against."""

import json
import shutil
import subprocess
from fractions import Fraction

import pytest
from bs4 import BeautifulSoup
from builders import SLUG, changed, write_bulletin

from liandong.findings import DataError
from liandong.model import Computed, Statistic, Verdict
from liandong.releases import reference
from liandong.releases.compare import StatisticChange, compare
from liandong.releases.reference import open_reference
from liandong.releases.release import Release, write_release
from liandong.releases.render import render_html, render_json, render_text
from liandong.releases.sentences import SENTENCE, Page, PrintedUse, read_page, split_sentences
from liandong.releases.snapshot import Snapshot, newest_dates, take_snapshot_elsewhere
from liandong.verbs import cli
from liandong.verbs.publish import take_snapshot

HOSTILE = ["<script>alert(document)</script>", "\"'><img src=x onerror=alert(document)>", "&lt;b&gt;", "</td></table>", "\u202egnitset\u202c", "`x` |y|"]


def entry(name: str = "done", **more) -> Statistic:
    """Returns an entry of a release's statistics.json, with parts replaced."""
    value = more.pop("value", "23")
    unit = more.get("unit", "项")
    return Statistic.from_json({
        "bulletin": SLUG, "id": name, "name_zh": "办结问题", "name_en": name, "unit": unit,
        "reported": {"printed": "23", "value": "23", "hedge": ""}, "computed": {"printed": value, "value": value},
        "verdict": "transcribed", "formula_zh": "转录", "inputs": [], "page": "book/calculation.html", "anchor": f"stat-{name}",
        "mentions": [1], "text": f"{value}{unit}", **more,
    })


def snapshot(label: str, *entries: Statistic, pages=(), figures=None) -> Snapshot:
    """Returns a snapshot of the entries."""
    return Snapshot(label, {":".join(item.key): item for item in entries}, tuple(pages), figures or {})


def sentences(text: str, *entries: Statistic) -> list[str]:
    """Returns the sentences of a page that print statistics, as readers see them."""
    page = read_page("book/page", text, snapshot("", *entries).statistics, SLUG)
    return [use.text for use in page.uses if use.kind == SENTENCE]


RATE = entry("rate", name_zh="办结率", unit="%", computed={"printed": "79.3", "value": "2300/29"}, verdict="reproduced",
             formula_zh="23 ÷ 29 = 79.310…% → 79.3%", text="79.3%")


def small() -> tuple[Snapshot, Snapshot]:
    """Returns two snapshots: a count and a rate rise, one statistic goes, one comes."""
    def page(count: str, rate: str) -> Page:
        use = PrintedUse(SENTENCE, f"办结{{stat}}`{SLUG}:done`，占{{stat}}`{SLUG}:rate`。", f"办结{count}，占{rate}。", (f"{SLUG}:done", f"{SLUG}:rate"))
        return Page("book/page", "整改", (use, PrintedUse("table", "", "", (f"{SLUG}:rate",)), PrintedUse("chart", "", "", (f"{SLUG}:bars",))))

    new_rate = changed(RATE, computed=Computed("82.8", Fraction(2400, 29)), verdict=Verdict.UPDATED, text="82.8%",
                       formula_zh="24 ÷ 29 = 82.758…% → 82.8%")
    before = snapshot("版本 1", entry(), RATE, entry("gone", name_zh="旧指标", value="5"), entry("same", name_zh="不变"),
                      pages=[page("23项", "79.3%")], figures={f"{SLUG}:bars": {"caption": "整改状态", "sha256": "a"}})
    after = snapshot("现在", entry(value="24", verdict="updated"), new_rate, entry("same", name_zh="不变"), entry("new", name_zh="新指标", value="7"),
                     pages=[page("24项", "82.8%")], figures={f"{SLUG}:bars": {"caption": "整改状态", "sha256": "b"}})
    return before, after


WHOLE_TEXT = """\
变化：版本 1 → 现在
统计数：变化 2，新增 1，减少 1，相同 1。涉及页面 2 个、句子 1 句。

统计数
指标      旧     新     变化             旧结论    新结论
办结问题  23项   24项   +1项             仅转录    已更新
办结率    79.3%  82.8%  +3.448…个百分点  复算一致  已更新
    算式：23 ÷ 29 = 79.310…% → 79.3% → 24 ÷ 29 = 82.758…% → 82.8%
新指标    —      7项    新增             —         仅转录
旧指标    5项    —      减少             仅转录    —

涉及的页面和句子
book/calculation.md
    在这一页计算：办结问题、办结率、新指标、旧指标
book/page.md  整改
    旧：办结23项，占79.3%。
    新：办结24项，占82.8%。
    表中列出：办结率
    图：整改状态"""


class TestSentences:
    """Sentences are read from the chapters as readers see them."""

    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            ("# 题\n\n办结{stat}`done`。\n没有数。\n", ["办结23项。"]),
            ("办结{stat}`done`。占{stat}`rate`！真的？", ["办结23项。", "占79.3%！"]),
            ("算式是{formula}`rate`。", ["算式是23 ÷ 29 = 79.310…% → 79.3%。"]),
            ("**办结**[共{stat}`done`](other.md)，见{ref}`那一节 <there>`。", ["办结共23项，见那一节。"]),
            ("“办结{stat}`done`。”其余", ["“办结23项。”"]),
            ("- 甲乙\n  丙{stat}`done`\n", ["甲乙丙23项"]),
            ("| 甲 | 乙 |\n| --- | --- |\n| 丙 | {stat}`done` |\n", ["23项"]),
            ("```{note}\n办结{stat}`done`。\n```\n", ["办结23项。"]),
            (":::{note}\n办结{stat}`done`。\n:::\n", ["办结23项。"]),
            ("> 办结{stat}`done`。\n", ["办结23项。"]),
            (f"办结{{stat}}`{SLUG}:done`。", ["办结23项。"]),
            ("---\na: 1\n---\n\n办结{stat}`done`。", ["办结23项。"]),
            ("没有的{stat}`none`。", ["没有的{stat}`none`。"]),
            ("写作 ``{stat}`done` ``。", []),
            ("```{code-cell}\nx = '{stat}`done`'\n```\n", []),
            ("```python\n{stat}`done`\n```\n", []),
            ("", []),
        ],
    )
    def test_what_prints_a_statistic(self, text, shown):
        """Roles are replaced by their values, other markup goes, code and examples are no prose."""
        assert sentences(text, entry(), RATE) == shown

    def test_a_break_inside_chinese_is_no_space(self):
        """A sentence may go over two lines; between Chinese characters nothing is put, between words a space."""
        assert split_sentences("甲\n乙 a\nb。丙") == ["甲乙 a b。", "丙"]

    def test_tables_and_charts_of_a_page_are_noted(self):
        """Directives that list statistics or show a chart count as uses of the page, options do not."""
        text = "```{statistics}\n:class: x\ndone\n\nrate\n```\n\n```{chart} flow\n```\n\n```{statistics-index}\n```\n"
        page = read_page("book/page", text, snapshot("", entry(), RATE).statistics, SLUG)
        both = (f"{SLUG}:done", f"{SLUG}:rate")
        assert [(use.kind, use.statistics) for use in page.uses] == [("table", both), ("chart", (f"{SLUG}:flow",)), ("table", both)]


class TestCompare:
    """Exact, and nothing else than what differs."""

    @pytest.mark.parametrize(
        ("old", "new", "units", "expected"),
        [
            ("2300/29", "2400/29", "%%", Fraction(100, 29)),
            ("0.1", "0.3", "项项", Fraction(1, 5)),
            ("3", "1", "项项", Fraction(-2)),
            ("3", "3", "项项", Fraction(0)),
            ("3", "1", "项%", None),
            (None, "1", "项项", None),
            (["1", "2"], "1", "项项", None),
            ("1", ["1", "2"], "项项", None),
        ],
    )
    def test_difference(self, old, new, units, expected):
        """New minus old as a fraction; none across units, intervals or where no value fits."""
        sides = [entry(unit=unit, computed={"printed": "", "value": value}) for unit, value in zip(units, (old, new), strict=True)]
        assert StatisticChange(*sides).difference == expected

    def test_equal_snapshots_differ_in_nothing(self):
        """The comparison is empty, and the text says so."""
        before, _ = small()
        comparison = compare(before, before)
        assert comparison.empty
        assert render_text(comparison) == "没有变化：版本 1 与 版本 1 的统计数和用到统计数的句子都相同。"
        assert "没有变化" in render_html(comparison)

    def test_where_the_row_stands_is_no_change(self):
        """A moved cell, other input rows, another position in the text: nothing that is stated has changed."""
        assert compare(snapshot("a", entry()), snapshot("b", entry(page="x.html", inputs=[{"table": "t", "rows": [1], "fields": []}], mentions=[2]))).empty

    @pytest.mark.parametrize("field", ["name_zh", "unit", "verdict", "formula_zh", "text"])
    def test_each_stated_field_counts(self, field):
        """A change of verdict alone, of the formula alone and so on is a difference."""
        other = {"verdict": "disputed"}.get(field, "另")
        comparison = compare(snapshot("a", entry()), snapshot("b", entry(**{"text": "23项", field: other})))
        assert [change.fields for change in comparison.statistics] == [(field,)]

    def test_a_reworded_sentence_stands_alone_on_both_sides(self):
        """Only sentences with the same template are a pair."""
        def page(text: str) -> Page:
            return Page("book/page", "题", (PrintedUse(SENTENCE, text, text, (f"{SLUG}:done",)),))

        changes = compare(snapshot("a", pages=[page("甲")]), snapshot("b", pages=[page("乙")])).pages[0].sentences
        assert [(change.before, change.after) for change in changes] == [(None, "乙"), ("甲", None)]

    def test_the_same_sentence_twice_is_two_pairs(self):
        """A repeated sentence is compared in its place."""
        def page(*texts: str) -> Page:
            return Page("book/page", "题", tuple(PrintedUse(SENTENCE, "t", text, (f"{SLUG}:done",)) for text in texts))

        changes = compare(snapshot("a", pages=[page("1", "2")]), snapshot("b", pages=[page("1", "3", "4")])).pages[0].sentences
        assert [(change.before, change.after) for change in changes] == [("2", "3"), (None, "4")]


class TestRender:
    """Text for the screen, JSON for programs, one HTML page."""

    def test_whole_text(self):
        """The table is aligned by the width of Chinese characters; pages and sentences follow."""
        assert render_text(compare(*small())) == WHOLE_TEXT

    def test_statistics_of_two_bulletins_are_told_apart(self):
        """Where statistics of several bulletins differ, each is named with its own; page lists are too."""
        other = "2098-01-lize"
        sides = [snapshot(label, entry(value=value), entry(value=value, bulletin=other)) for label, value in (("a", "23"), ("b", "24"))]
        comparison = compare(*sides)
        for text in (render_text(comparison), render_html(comparison)):
            assert f"办结问题（{SLUG}）" in text and f"办结问题（{other}）" in text

    def test_json_is_stable_and_exact(self):
        """The same comparison gives the same bytes; a difference that never ends is a fraction."""
        text = render_json(compare(*small()))
        assert text == render_json(compare(*small()))
        value = json.loads(text)
        assert [item["difference"] for item in value["statistics"]] == ["1", "100/29", None, None]
        assert [item["kind"] for item in value["statistics"]] == ["changed", "changed", "added", "removed"]
        assert value["pages"][1]["sentences"] == [
            {"before": "办结23项，占79.3%。", "after": "办结24项，占82.8%。", "statistics": [f"{SLUG}:done", f"{SLUG}:rate"]}
        ]

    def test_html_marks_whole_figures(self):
        """In a pair of sentences the figures that differ are marked, whole, and the page needs no other file."""
        soup = BeautifulSoup(render_html(compare(*small())), "html.parser")
        assert [mark.get_text() for mark in soup.select("del")] == ["23", "79.3"]
        assert [mark.get_text() for mark in soup.select("ins")] == ["24", "82.8"]
        assert not soup.select("script, link, img, iframe, [src], [href]")

    @pytest.mark.parametrize("words", HOSTILE)
    def test_html_escapes_everything(self, words):
        """Names, sentences, labels, titles and captions of any content make no element and turn no text around."""
        plain = BeautifulSoup(render_html(compare(*small())), "html.parser")
        use = PrintedUse(SENTENCE, "t", words, (f"{SLUG}:done",))
        before = snapshot(words, entry(name_zh=words))
        after = snapshot(words, entry(name_zh=words, value="9", formula_zh=words), pages=[Page(words, words, (use,))])
        page = render_html(compare(before, after))
        assert {tag.name for tag in BeautifulSoup(page, "html.parser").find_all()} <= {tag.name for tag in plain.find_all()} | {"ins"}
        assert "\u202e" not in page and "\u202e" not in render_text(compare(before, after))


CELLS = """\
# 复算

```{{code-cell}} ipython3
from liandong import open_bulletin
from liandong.model.measures import completion_rate, fact, total

bulletin = open_bulletin("{slug}")
status, votes = bulletin.table("status"), bulletin.table("votes")
bulletin.report("problems", total(status))
bulletin.report("done", total(status[status["status"] == "done"]))
bulletin.report("ongoing", total(status[status["status"] == "ongoing"]))
bulletin.report("completion-rate", completion_rate(status))
bulletin.report("satisfaction", fact(votes, "satisfaction"))
bulletin.derive("wide-rate", completion_rate(status, done=["done", "ongoing"]))
```

办结{{stat}}`done`。
"""
NEWER = [("done", "立行立改", "24", "2020-07-01"), ("ongoing", "持续整改", "5", "2020-06-01")]


def make_project(root, **data):
    """Returns a tiny project whose page computes and prints the bulletin's statistics."""
    write_bulletin(root, **data)
    page = root / "book" / "bulletins" / SLUG / "calculation.md"
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(CELLS.format(slug=SLUG), encoding="utf-8")
    return root


def show_chart(root, number: int) -> None:
    """Lets the page of the project show a chart of one number."""
    page = root / "book" / "bulletins" / SLUG / "calculation.md"
    chart = "```{{code-cell}} ipython3\nfrom liandong.charts.figure import Figure\nimport altair\nFigure('bars', '甲 {0}', '整改状态', ['数'], [['{0}']], lambda width: altair.Chart({{'values': []}}).mark_bar())\n```\n"
    page.write_text(f"{CELLS.format(slug=SLUG)}\n```{{chart}} bars\n```\n{chart.format(number)}", encoding="utf-8")


def git(folder, *arguments: str) -> None:
    """Runs git without the user's settings."""
    settings = ["-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "commit.gpgsign=false", "-c", "core.autocrlf=false"]
    subprocess.run(["git", *settings, *arguments], cwd=folder, check=True, capture_output=True)


class TestSnapshot:
    """What a project states."""

    def test_cells_give_statistics_and_sentences(self, tmp_path):
        """Statistics stand in the order of statistics.csv, with page, anchor and text; sentences have their values."""
        taken = take_snapshot(make_project(tmp_path), "现在")
        assert [key.split(":")[1] for key in taken.statistics] == ["problems", "done", "ongoing", "completion-rate", "satisfaction", "wide-rate"]
        done = taken.statistics[f"{SLUG}:done"]
        assert (done.text, done.page, done.anchor) == ("23项", f"book/bulletins/{SLUG}/calculation", "stat-done")
        assert [use.text for page in taken.pages for use in page.uses] == ["办结23项。"]

    def test_another_copy_gives_the_same(self, tmp_path):
        """Run in its own process with its own package, or here: the same snapshot, charts included."""
        root = make_project(tmp_path)
        show_chart(root, 1)
        taken = take_snapshot_elsewhere(root, "现在")
        assert taken == take_snapshot(root, "现在") and len(taken.figures) == 1

    @pytest.mark.parametrize("take", [take_snapshot, take_snapshot_elsewhere])
    def test_a_failing_cell_is_an_error(self, tmp_path, take):
        """Half a snapshot would show statistics as removed: it is refused."""
        page = make_project(tmp_path) / "book" / "bulletins" / SLUG / "calculation.md"
        page.write_text(page.read_text(encoding="utf-8").replace("completion_rate(status)", "1 / 0"), encoding="utf-8")
        with pytest.raises(DataError) as caught:
            take(tmp_path, "现在")
        assert "division by zero" in str(caught.value)

    def test_a_chart_that_shows_something_else_is_a_difference(self, tmp_path):
        """What a cell shows below itself counts by its words and its table."""
        root, taken = make_project(tmp_path), []
        for number in (1, 2):
            show_chart(root, number)
            taken.append(take_snapshot(root, str(number)))
        assert [change.figures for change in compare(*taken).pages] == [("整改状态",)]

    def test_newest_dates(self, tmp_path):
        """Each table has its newest date, the bulletin its own."""
        found = newest_dates(make_project(tmp_path, status=NEWER))
        assert {path.rpartition("/")[2]: day for path, day in found.items()} == {
            "bulletin.yml": "2020-05-01", "status.csv": "2020-07-01", "votes.csv": "2020-05-01"
        }


class TestReference:
    """What to compare with."""

    def refused(self, root, against) -> list[str]:
        """Returns the codes of the refusal, whose text names the remedy."""
        with pytest.raises(DataError) as caught:
            open_reference(root, against)
        assert "下一步" in str(caught.value)
        return [finding.code for finding in caught.value.findings]

    def test_a_copy_of_the_project(self, tmp_path):
        """A folder with data is computed."""
        make_project(tmp_path / "旧 的")
        before = open_reference(make_project(tmp_path / "new", status=NEWER), str(tmp_path / "旧 的"))
        assert before.label == "文件夹 旧 的"
        assert before.statistics[f"{SLUG}:done"].text == "23项"

    def test_a_git_revision(self, tmp_path):
        """A revision is unpacked and computed, also where the project is a part of a repository; the tree stays as it is."""
        root = make_project(tmp_path / "part")
        git(tmp_path, "init", "-q")
        git(tmp_path, "add", ".")
        git(tmp_path, "commit", "-qm", "x")
        git(tmp_path, "tag", "v1")
        make_project(root, status=NEWER)
        before = open_reference(root, "v1")
        assert before.label.startswith("git 版本 v1 (")
        assert before.statistics[f"{SLUG}:done"].text == "23项"
        assert take_snapshot(root, "").statistics[f"{SLUG}:done"].text == "24项"

    @pytest.mark.parametrize("against", ["none", "", "--help", "-x", "HEAD:data", "a b", "..", "HEAD~99", "\x00", "@{-1}", "甲"])
    def test_an_unknown_revision(self, tmp_path, against):
        """A name that is nothing, an option, an expression: refused, whatever git would make of it."""
        root = make_project(tmp_path / "p")
        git(root, "init", "-q")
        git(root, "add", ".")
        git(root, "commit", "-qm", "x")
        assert self.refused(root, against) == ["E706"]

    def test_no_repository(self, tmp_path, monkeypatch):
        """Outside a repository there are no revisions."""
        monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
        assert self.refused(make_project(tmp_path / "p"), "HEAD") == ["E706"]

    def test_no_git(self, tmp_path, monkeypatch):
        """Without git the message says so and names what else there is."""
        monkeypatch.setattr(reference.shutil, "which", lambda name: None)
        assert self.refused(make_project(tmp_path), "HEAD") == ["E707"]

    def test_nothing_published_yet(self, tmp_path):
        """Without --against and without a release there is nothing to compare with."""
        assert self.refused(make_project(tmp_path), None) == ["E706"]

    def test_some_other_folder(self, tmp_path):
        """A folder that is none of ours is refused."""
        (tmp_path / "other").mkdir()
        assert self.refused(make_project(tmp_path / "p"), str(tmp_path / "other")) == ["E706"]


class TestVerb:
    """The command line."""

    @pytest.fixture
    def project(self, tmp_path, monkeypatch):
        """Returns a tiny project that the command line works on."""
        root = make_project(tmp_path / "project")
        monkeypatch.setattr(cli, "ROOT", root)
        return root

    @pytest.fixture
    def released(self, project):
        """Returns the project after a release, which is compared with at once: no other copy of the project runs."""
        write_release(project, Release("1", "2020-05-01", "first", "理由", None, {}, {}, ""), take_snapshot(project, ""))
        return project

    def test_no_difference(self, project, tmp_path, capsys):
        """Exit 0, against an older copy of the project."""
        shutil.copytree(project, tmp_path / "old")
        assert cli.main(["diff", "--against", str(tmp_path / "old")]) == 0
        assert "没有变化" in capsys.readouterr().out

    def test_differences_and_files(self, released, tmp_path, capsys):
        """Exit 1; JSON and HTML say the same as the screen; a second run writes the same bytes."""
        make_project(released, status=NEWER)
        json_file, html_file = tmp_path / "变化.json", tmp_path / "变化.html"
        arguments = ["diff", "--json", str(json_file), "--html", str(html_file)]
        assert cli.main(arguments) == 1
        written = json_file.read_bytes(), html_file.read_bytes()
        assert "+1项" in capsys.readouterr().out
        assert cli.main(arguments) == 1
        assert written == (json_file.read_bytes(), html_file.read_bytes())
        assert "已更新" in written[1].decode("utf-8")

    @pytest.mark.parametrize("options", [["--against", "nothing-of-that-name"], []])
    def test_wrong_use(self, project, options, capsys):
        """Exit 2 with what was found and the next step."""
        assert cli.main(["diff", *options]) == 2
        assert "下一步" in capsys.readouterr().out

    @pytest.mark.parametrize("file", ["none/x.json", ".", ""])
    def test_unwritable_file(self, released, tmp_path, file, capsys, monkeypatch):
        """Exit 2 with E715 where the file cannot be written; nothing is left behind."""
        monkeypatch.chdir(tmp_path)
        before = sorted(tmp_path.iterdir())
        assert cli.main(["diff", "--json", file]) == 2
        assert "E715" in capsys.readouterr().out
        assert sorted(tmp_path.iterdir()) == before

    def test_a_broken_project(self, released, capsys):
        """Exit 1: what is wrong with the data is told, and no statistic is called removed."""
        (released / "data" / "bulletins" / SLUG / "tables" / "status.csv").write_text("x\n", encoding="utf-8")
        assert cli.main(["diff"]) == 1
        out = capsys.readouterr().out
        assert "E20" in out and "减少" not in out
