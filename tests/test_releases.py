"""Releases: written whole, read strictly, named and judged by rules, and shown on their page."""

import json

import pytest
from bs4 import BeautifulSoup
from builders import SLUG, build_pages, notebook, tiny_statistics, write_bulletin
from sphinx.errors import ExtensionError
from test_diff import HOSTILE, NEWER, entry, make_project, snapshot

from liandong.data.text_files import record_reads
from liandong.findings import DataError
from liandong.releases import release as kept
from liandong.releases.release import Release
from liandong.releases.snapshot import newest_dates
from liandong.verbs.publish import take_snapshot

CALCULATION = f"book/bulletins/{SLUG}/calculation"


def make_release(version: str = "1", **more) -> Release:
    """Returns a release with parts replaced."""
    parts = {"date": "2020-05-01", "kind": "first", "reason": "首次", "previous": None, "dates": {}, "data_sha256": {}, "inputs_sha256": "a"}
    return Release(version, **(parts | more))


def keep(root, *values: str, **more) -> None:
    """Writes a release for each value of one statistic."""
    for number, value in enumerate(values, start=1):
        kind = "first" if number == 1 else "update"
        reported = {"printed": "23", "value": "23", "hedge": ""}
        item = entry(value=value, reported=reported, verdict="transcribed" if value == "23" else "updated", **more)
        kept.write_release(root, make_release(str(number), kind=kind, reason=f"理由{number}"), snapshot("", item))


class TestFiles:
    """What is written is what is read."""

    def test_round_trip(self, tmp_path):
        """A release gives back its own words, its statistics, its sentences and charts."""
        taken = take_snapshot(make_project(tmp_path), "版本 1")
        release = make_release()
        kept.write_release(tmp_path, release, taken)
        folder = kept.release_folder(tmp_path, "1")
        assert kept.read_release(folder, tmp_path) == release
        assert kept.release_files(release, kept.read_snapshot(folder, tmp_path, "版本 1")) == kept.release_files(release, taken)
        assert {path.name for path in folder.iterdir()} == set(kept.FILES)

    def test_the_index_lists_them_in_order(self, tmp_path):
        """Oldest first; a release taken back is gone from the index and from the disk."""
        keep(tmp_path, "23", "24", "25")
        assert kept.list_versions(tmp_path) == ["1", "2", "3"]
        assert kept.list_versions(tmp_path, without="3") == ["1", "2"]
        kept.drop_release(tmp_path, "3")
        assert kept.list_versions(tmp_path) == ["1", "2"]
        assert not (tmp_path / kept.RELEASES / "3").exists()

    def test_no_release_yet(self, tmp_path):
        """Without an index there is none, and a folder that it does not list is none."""
        assert kept.list_versions(tmp_path) == []
        (tmp_path / kept.RELEASES / "1").mkdir(parents=True)
        assert kept.list_versions(tmp_path) == []
        with pytest.raises(DataError) as caught:
            kept.release_folder(tmp_path, "1")
        assert [finding.code for finding in caught.value.findings] == ["E703"]

    def test_a_second_writing_replaces_what_a_kill_left(self, tmp_path):
        """Half a folder of the same name is no obstacle."""
        (tmp_path / kept.RELEASES / "1" / "junk").mkdir(parents=True)
        keep(tmp_path, "23")
        assert {path.name for path in (tmp_path / kept.RELEASES / "1").iterdir()} == set(kept.FILES)

    def test_the_reported_value_is_never_overwritten(self, tmp_path):
        """After newer data the bulletin's own figure stands beside the new one."""
        taken = take_snapshot(make_project(tmp_path, status=NEWER), "")
        kept.write_release(tmp_path, make_release(), taken)
        done = kept.read_statistics(tmp_path / kept.RELEASES / "1", tmp_path)[f"{SLUG}:done"]
        assert (done.reported.value, done.computed.value, done.verdict) == (23, 24, "updated")

    def test_private_fields_stay_out(self, tmp_path):
        """The contact of the tiny bulletin's table is marked private: no file of a release holds it."""
        kept.write_release(tmp_path, make_release(), take_snapshot(make_project(tmp_path), ""))
        everything = b"".join(path.read_bytes() for path in (tmp_path / kept.RELEASES).rglob("*") if path.is_file())
        assert "张三".encode() in (tmp_path / "data" / "bulletins" / SLUG / "tables" / "status.csv").read_bytes()
        assert "张三".encode() not in everything and json.dumps("张三").encode() not in everything

    @pytest.mark.parametrize(
        ("file", "content"),
        [
            ("index.json", "[]"), ("index.json", '{"versions": "1"}'), ("index.json", '{"versions": ["../x"]}'), ("index.json", "{"),
            ("1/release.json", "{}"), ("1/release.json", "[]"), ("1/release.json", '{"version": 1}'), ("1/statistics.json", "{"),
            ("1/statistics.json", "[1]"), ("1/statistics.json", '[{"bulletin": "a", "id": "b"}]'), ("1/derived.json", "3"),
            ("1/sentences.json", "[]"), ("1/sentences.json", '{"pages": [{}], "figures": {}}'), ("1/sentences.json", '{"pages": [], "figures": []}'),
        ],
    )
    def test_a_damaged_file_is_a_finding(self, tmp_path, file, content):
        """Whatever somebody did to the files, the answer is a finding with the file's name, no traceback."""
        keep(tmp_path, "23")
        (tmp_path / kept.RELEASES / file).write_text(content, encoding="utf-8")
        with pytest.raises(DataError) as caught:
            kept.read_release(kept.release_folder(tmp_path, "1"), tmp_path)
            kept.read_snapshot(tmp_path / kept.RELEASES / "1", tmp_path, "")
        assert {(finding.code, finding.file) for finding in caught.value.findings} <= {
            (code, f"data/releases/{file}") for code in ("E701", "E105")
        }


class TestRules:
    """Names, reasons, kinds and dates."""

    @pytest.mark.parametrize("text", ["1", "12", "2.1", "2025-01", "3a", "2025.1.2"])
    def test_versions(self, text):
        """A digit first, then digits, small letters, single dots and hyphens."""
        assert kept.is_version(text)

    @pytest.mark.parametrize("text", ["", "a", "v1", "-1", "1-", "1..2", "../1", "1/2", "1 2", "1A", "con", ".1", "1\n", "１", "1" * 33, "1\x00"])
    def test_no_versions(self, text):
        """What is a path, a device, another folder on some system, or no word of an address is refused."""
        assert not kept.is_version(text)

    @pytest.mark.parametrize(("versions", "following"), [([], "1"), (["1"], "2"), (["1", "2"], "3"), (["2"], "3"), (["5", "1"], "3"), (["3", "x"], "4")])
    def test_next_version(self, versions, following):
        """One more than there are, and on until it is free."""
        assert kept.next_version(versions) == following

    @pytest.mark.parametrize(("versions", "first", "following"), [
        ([], "1.1.0", "1.1.0"), ([], "第一版", "1"), (["1.1.0"], "1.1.0", "1.1.1"), (["1.1.9", "1.1.10"], "", "1.1.11"), (["1.2", "1.1"], "", "1.3"),
    ])
    def test_the_citation_files_version_comes_first(self, versions, first, following):
        """The first release has the project's version; then its last number goes up, and none is used twice."""
        assert kept.next_version(versions, first) == following

    @pytest.mark.parametrize("reason", ["", " ", "甲" * 501, "甲\n乙", "甲\x00", "甲\u202e乙", "甲\u200b乙"])
    def test_bad_reasons(self, reason):
        """None, too long, several lines, invisible characters: refused."""
        assert [finding.code for finding in kept.wrong_words(reason, None, [])] == ["E704"]

    @pytest.mark.parametrize(("version", "code"), [("x", "E703"), ("1", "E703"), ("", "E703")])
    def test_bad_versions_are_told_with_the_reason(self, version, code):
        """Both mistakes come at once."""
        assert [finding.code for finding in kept.wrong_words("", version, ["1"])] == ["E704", code]

    def test_any_visible_reason_is_fine(self):
        """Marks of any language are the publisher's own words."""
        assert kept.wrong_words("<b>“甲” & 乙 $(x) `y` %s {z}", "2", ["1"]) == []

    @pytest.mark.parametrize(
        ("before", "after", "dates", "kind"),
        [
            ("transcribed", "updated", ("2020-01-01", "2020-01-01"), "update"),
            ("transcribed", "transcribed", ("2020-01-01", "2020-02-01"), "update"),
            ("transcribed", "transcribed", ("2020-01-01", "2020-01-01"), "correction"),
            ("updated", "updated", ("2020-01-01", "2020-01-01"), "correction"),
            ("updated", "reproduced", ("2020-02-01", "2020-01-01"), "correction"),
            (None, "updated", ("2020-01-01", "2020-01-01"), "update"),
            (None, "reproduced", ("2020-01-01", "2020-01-01"), "correction"),
        ],
    )
    def test_kind(self, before, after, dates, kind):
        """Newer data is an update; everything else, also a slip in data that was newer already, is a correction."""
        old = snapshot("", *([entry(verdict=before)] if before else [])).statistics
        new = snapshot("", entry(verdict=after, value="24")).statistics
        assert kept.choose_kind(old, new, {"t.csv": dates[0]}, {"t.csv": dates[1]}) == kind

    def test_a_new_table_is_an_update(self):
        """A table that was not there brings new data."""
        assert kept.choose_kind({}, {}, {"a.csv": "2020-01-01"}, {"a.csv": "2020-01-01", "b.csv": "2019-01-01"}) == "update"

    def test_date(self, tmp_path):
        """The newest of the data, or the one given; the clock is never asked."""
        assert kept.choose_date(None, newest_dates(make_project(tmp_path, status=NEWER))) == "2020-07-01"
        assert kept.choose_date("2019-12-31", {"a": "2020-01-01"}) == "2019-12-31"

    @pytest.mark.parametrize(("given", "dates"), [(None, {}), ("", {}), ("2020-13-01", {}), ("2020-1-1", {}), ("20200101", {}), ("昨天", {}), ("2020-W01-1", {})])
    def test_no_date(self, given, dates):
        """Anything else than year-month-day is E705."""
        with pytest.raises(DataError) as caught:
            kept.choose_date(given, dates)
        assert [finding.code for finding in caught.value.findings] == ["E705"]


class TestPage:
    """The directive {releases}."""

    def build(self, root, **data):
        """Returns the built page of releases of a tiny project as soup, without warnings."""
        statistics = tiny_statistics(write_bulletin(root, **data))
        built = build_pages(root, {f"{CALCULATION}.ipynb": notebook(statistics), "index.md": "# 更新\n\n```{releases}\n```\n"})
        assert built.warnings == ""
        return BeautifulSoup(built.page("index"), "html.parser")

    def test_none_yet(self, tmp_path):
        """Before the first release the page says so."""
        assert "还没有发布过。" in self.build(tmp_path).get_text()

    def test_newest_first_with_changes_and_history(self, tmp_path):
        """Version, date, kind, reason; old and new with verdicts and links; the history with the bulletin's own figure throughout."""
        keep(tmp_path, "23", "24", "25")
        page = self.build(tmp_path)
        rows = [[cell.get_text() for cell in row.select("td")] for row in page.select("table.releases tbody tr")]
        assert rows == [
            ["3", "2020-05-01", "更新", "理由3", "1 个"], ["2", "2020-05-01", "更新", "理由2", "1 个"],
            ["1", "2020-05-01", "首次发布", "理由1", "首次公布 1 个"],
        ]
        changes = [[cell.get_text() for cell in row.select("td")] for row in page.select("table.release-changes tbody tr")]
        assert changes == [["办结问题", "24项", "25项", "+1项", "已更新", "已更新"], ["办结问题", "23项", "24项", "+1项", "仅转录", "已更新"]]
        history = [[cell.get_text() for cell in row.select("td")] for row in page.select("table.history tbody tr")]
        assert [row[1:] for row in history] == [
            ["1", "2020-05-01", "23项", "23项", "仅转录"], ["2", "2020-05-01", "23项", "24项", "已更新"],
            ["3", "2020-05-01", "23项", "25项", "已更新"],
        ]
        links = page.select("table.release-changes a, table.history a")
        assert {link["href"] for link in links} == {f"{CALCULATION}.html#stat-done"} and len(links) == 3

    def test_a_release_of_words_only(self, tmp_path):
        """Nothing changed in figures: the page says what else it was."""
        keep(tmp_path, "23", "23")
        text = self.build(tmp_path).get_text()
        assert "统计数没有变化" in text and "还没有统计数变化过。" in text

    def test_a_statistic_that_is_no_more(self, tmp_path):
        """A removed statistic has no link; its history ends with 不再统计."""
        keep(tmp_path, "23", id="old-one", name_zh="旧指标")
        kept.write_release(tmp_path, make_release("2", kind="correction"), snapshot("", entry()))
        page = self.build(tmp_path)
        assert "旧指标" in page.get_text() and "不再统计" in page.get_text()
        assert [link.get_text() for link in page.select("table.release-changes a")] == ["办结问题"]

    @pytest.mark.parametrize("words", HOSTILE)
    def test_hostile_texts_are_text(self, tmp_path, words):
        """A reason, a name or a formula of any content is shown as it is and makes no element."""
        kept.write_release(tmp_path, make_release("1", reason=words), snapshot("", entry(name_zh=words)))
        kept.write_release(tmp_path, make_release("2", reason=words), snapshot("", entry(name_zh=words, value="9", formula_zh=words)))
        page = self.build(tmp_path)
        assert [cell.get_text() for cell in page.select("table.releases td:nth-child(4)")] == [words, words]
        # The theme's own scripts and pictures stand outside the tables.
        assert not page.select("table script, table img, table b")

    def test_a_damaged_release_stops_the_build(self, tmp_path):
        """The build names the file instead of leaving the page empty."""
        keep(tmp_path, "23")
        (tmp_path / kept.RELEASES / "1" / "release.json").write_text("{}", encoding="utf-8")
        with pytest.raises(ExtensionError) as caught:
            self.build(tmp_path)
        assert "E701" in str(caught.value) and "data/releases/1/release.json" in str(caught.value)

    def test_every_file_read_is_an_input_of_the_page(self, tmp_path):
        """The incremental build learns of the index and of each release's files through the one reader."""
        from liandong.sphinx_ext.machines.releases import read_releases

        keep(tmp_path, "23", "24")
        with record_reads() as reads:
            read_releases(tmp_path)
        names = {read.path.relative_to(tmp_path / kept.RELEASES).as_posix() for read in reads}
        assert names == {"index.json"} | {f"{v}/{name}" for v in "12" for name in kept.FILES[:3]}
