"""What the site offers to machines: workbook, data package, JSON-LD, the foot of the pages, the citation file."""

import codecs
import csv
import hashlib
import io
import json
import zipfile
from datetime import date

import frictionless
import openpyxl
import pytest
import yaml
from bs4 import BeautifulSoup
from builders import done_statistic, field, package, write_bulletin
from conftest import ROOT

from liandong.data.bulletins import bulletin_slugs
from liandong.model.bulletin import open_bulletin
from liandong.office.statistics_workbook import COLUMNS, statistics_workbook
from liandong.releases.edition import Edition, read_edition
from liandong.sphinx_ext.machines.dataset import (
    DESCRIPTION,
    describe_dataset,
    link_element,
    public_files,
    script_element,
)
from liandong.sphinx_ext.machines.machines import version_words

HOSTILE = [
    "<script>alert(1)</script>", "</script><script>alert(1)</script>", "\"'><img src=x onerror=alert(1)>", "javascript:alert(1)",
    "\u202egnitset\u202c\u200f", "甲" * 10_000, "<!--", "\u2028\u2029",
]
IDS = ["script", "end", "quotes", "javascript", "bidi", "long", "comment", "lines"]
DAY = date(2020, 5, 1)
EDITION = Edition("某知识库", "1.2.3", "2020-06-01", "MIT", "某编写组")


def row(**parts: str) -> dict[str, str]:
    """Returns a row of the workbook of statistics with parts replaced."""
    return dict.fromkeys(COLUMNS, "") | {"id": "done", "reported": "23", "computed": "23.10"} | parts


def cells(content: bytes) -> dict[str, openpyxl.cell.Cell]:
    """Returns the cells of the first row of a workbook's first sheet by the column's key."""
    page = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    return {key: page.cell(2, place) for place, key in enumerate(COLUMNS, start=1)}


def test_the_workbook_has_numbers_as_numbers():
    """Reported and computed values can be added up, and show the decimals that were printed; ranges and words are text."""
    found = cells(statistics_workbook({"表": [row(computed="23.10")]}, DAY))
    assert (found["reported"].value, found["computed"].value, found["computed"].number_format) == (23, 23.1, "0.00")
    found = cells(statistics_workbook({"表": [row(reported="", computed="80.82—80.85")]}, DAY))
    assert (found["reported"].value, found["computed"].value) == (None, "80.82—80.85")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", "=HYPERLINK(\"http://x\")", "#N/A", *HOSTILE], ids=ascii)
def test_the_workbook_runs_nothing(text):
    """Every text is stored as text; one that begins like a formula carries Excel's mark for it."""
    found = cells(statistics_workbook({"表": [row(name_zh=text, formula_zh=text)]}, DAY))
    # XML knows one kind of line break.
    assert found["name_zh"].value.replace("\r", "\n") == text.replace("\r", "\n")
    assert found["name_zh"].data_type == "s"
    assert found["name_zh"].quotePrefix == text.startswith(("=", "+", "-", "@", "\t", "\r"))


def test_the_workbook_takes_any_characters():
    """What XML cannot hold is replaced, what Excel cannot hold is cut off and marked."""
    found = cells(statistics_workbook({"表": [row(name_zh="甲\x00\x07乙", formula_zh="长" * 40_000)]}, DAY))
    assert found["name_zh"].value == "甲��乙"
    assert found["formula_zh"].value.endswith("长…") and len(found["formula_zh"].value) < 32_767


def test_the_workbook_is_the_same_bytes_each_time():
    """No clock is in it: not in its properties, not in the archive."""
    one, other = (statistics_workbook({"表": [row()]}, DAY) for _ in range(2))
    assert one == other
    with zipfile.ZipFile(io.BytesIO(one)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2020-05-01T00:00:00Z" in archive.read("docProps/core.xml")


def test_the_public_package_is_valid(tmp_path):
    """Frictionless finds nothing wrong with the published tables; each has its size and checksum."""
    for slug in bulletin_slugs(ROOT):
        for name, content in public_files(open_bulletin(slug, ROOT), read_edition(ROOT)).items():
            path = tmp_path / slug / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        report = frictionless.validate(tmp_path / slug / DESCRIPTION)
        assert report.valid, report.flatten(["rowNumber", "fieldName", "type", "message"])
        assert len(report.tasks) == len(open_bulletin(slug, ROOT).package["resources"])
        for resource in json.loads((tmp_path / slug / DESCRIPTION).read_text(encoding="utf-8"))["resources"]:
            content = (tmp_path / slug / resource["path"]).read_bytes()
            # Excel on Chinese Windows takes a file without the mark for GBK.
            assert content.startswith(codecs.BOM_UTF8)
            assert (resource["bytes"], resource["hash"]) == (len(content), f"sha256:{hashlib.sha256(content).hexdigest()}")


def test_a_checksum_that_is_wrong_is_found(tmp_path):
    """The validation of the test above looks at the checksum: with one letter changed it fails."""
    for name, content in public_files(write_bulletin(tmp_path / "project"), Edition()).items():
        path = tmp_path / "out" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.replace("立行立改".encode(), "立行立正".encode()) if name == "tables/status.csv" else content)
    report = frictionless.validate(tmp_path / "out" / DESCRIPTION)
    assert {error.type for task in report.tasks for error in task.errors} == {"hash-count"} or "hash" in str(report.to_dict())
    assert not report.valid


def test_private_columns_are_not_published(tmp_path):
    """Neither the cells nor the description of a private column, nor a key or a total that is over one."""
    described = package()
    people = described["resources"][3]
    people["schema"]["foreignKeys"] = [{"fields": "contact", "reference": {"resource": "", "fields": "contact"}}]
    described["totals"] = [{"name": "t", "title": "t", "total": {"resource": "status", "field": "problems", "where": {"contact": "张三"}},
                            "parts": {"resource": "status"}}]
    files = public_files(write_bulletin(tmp_path, package_json=described), Edition())
    assert all("张三".encode() not in content and b"contact" not in content for content in files.values())
    assert files["tables/status.csv"].decode("utf-8-sig").splitlines()[:2] == ["status,wording_zh,problems,as_of", "done,立行立改,23,2020-05-01"]
    assert "totals" not in json.loads(files[DESCRIPTION])


def test_a_table_can_be_left_out(tmp_path):
    """Neither the file nor its description is published; the others are as before."""
    bulletin = write_bulletin(tmp_path)
    every, fewer = public_files(bulletin, Edition()), public_files(bulletin, Edition(), ("votes",))
    assert set(every) - set(fewer) == {"tables/votes.csv"}
    assert b"votes" not in fewer[DESCRIPTION] and fewer["tables/status.csv"] == every["tables/status.csv"]


def test_a_private_key_is_no_key_in_public(tmp_path):
    """A primary key over a private column goes with it."""
    described = package()
    described["resources"][3]["schema"]["primaryKey"] = ["status", "contact"]
    described["resources"][3]["schema"]["fields"].append(field("more", private=True))
    schema = json.loads(public_files(write_bulletin(tmp_path, package_json=described), Edition())[DESCRIPTION])["resources"][3]["schema"]
    assert "primaryKey" not in schema
    assert [entry["name"] for entry in schema["fields"]] == ["status", "wording_zh", "problems", "as_of"]


def test_the_package_says_licence_makers_sources_and_version(tmp_path):
    """The published description has them from the citation file and the bulletin; nothing is said where nobody said it."""
    bulletin = write_bulletin(tmp_path)
    said = json.loads(public_files(bulletin, EDITION)[DESCRIPTION])
    assert (said["version"], said["contributors"]) == ("1.2.3", [{"title": "某编写组", "role": "publisher"}])
    assert said["licenses"] == [{"name": "MIT", "path": "https://spdx.org/licenses/MIT.html"}]
    assert bulletin.info["issuer"] in said["sources"][0]["title"]
    assert not {"licenses", "contributors"} & set(json.loads(public_files(bulletin, Edition())[DESCRIPTION]))


def test_tables_are_published_in_one_form(tmp_path):
    """Saved by Excel as GBK with other line breaks, a table is published as UTF-8 with line feeds; quoted cells keep theirs."""
    bulletin = write_bulletin(tmp_path)
    plain = public_files(bulletin, Edition())["tables/votes.csv"]
    path = bulletin.folder / "tables" / "votes.csv"
    path.write_bytes(path.read_text(encoding="utf-8").replace("\n", "\r\n").encode("gbk"))
    assert public_files(bulletin, Edition())["tables/votes.csv"] == plain
    path.write_bytes(path.read_bytes().decode("gbk").replace("满意率", '"满""意\n率"').encode())
    rows = list(csv.reader(io.StringIO(public_files(bulletin, Edition())["tables/votes.csv"].decode("utf-8-sig"), newline="")))
    assert rows[1][1] == '满"意\n率'


@pytest.mark.parametrize("text", HOSTILE, ids=IDS)
def test_json_ld_cannot_be_left(text):
    """Whatever a name holds, the page has one script element of data, and its JSON is what was put in."""
    data = {"name": text, text: [text]}
    parsed = BeautifulSoup(f"<head>{script_element(data)}</head><body><p>x</p></body>", "html.parser")
    (element,) = parsed.find_all("script")
    assert element["type"] == "application/ld+json"
    assert json.loads(element.string) == data
    assert parsed.find("img") is None and parsed.p.get_text() == "x"
    assert not set(element.string) & set("<>&\u2028\u2029")


def test_link_elements_are_escaped():
    """An address with quotes stays in its attribute."""
    link = BeautifulSoup(link_element("describedby", '"><script>', "application/json"), "html.parser")
    assert link.link["href"] == '"><script>' and link.script is None


def test_the_dataset_says_what_it_is(tmp_path):
    """Name, dates, what it is based on, files; statistics as measured variables where asked; empty things are left out."""
    bulletin = write_bulletin(tmp_path, info={"topic": "养老", "place": "甲市"})
    data = describe_dataset(bulletin, EDITION, {"statistics.csv": "../statistics.csv"}, "#", "2020-06-01", [done_statistic()])
    assert (data["@type"], data["name"]) == ("Dataset", "《简报》2020年第1期的统计数：甲市的简报")
    assert (data["datePublished"], data["dateModified"], data["isBasedOn"]["author"]["name"]) == ("2020-05-01", "2020-06-01", "乙")
    assert data["distribution"] == [
        {"@type": "DataDownload", "name": "statistics.csv", "encodingFormat": "text/csv", "contentUrl": "../statistics.csv"},
    ]
    assert data["variableMeasured"][0]["value"] == "23项"
    assert (data["version"], data["license"], data["creator"]["name"]) == ("1.2.3", "https://spdx.org/licenses/MIT.html", "某编写组")
    assert "variableMeasured" not in describe_dataset(bulletin, Edition(), {}, "#", "2020-06-01", [])


class TestVersionWords:
    """What the foot of the pages says of version and date."""

    def test_before_the_first_release(self, tmp_path):
        """The package's own version, the newest date of the data, and that it is not released."""
        write_bulletin(tmp_path, votes=[("satisfaction", "满意率", "83", "%", "2021-07-01")])
        assert version_words(tmp_path, "1.0.0") == "版本 1.0.0，数据截至 2021-07-01，尚未发布"

    def test_of_a_release_and_after_a_change(self, tmp_path):
        """The release's version and date while the data is its; a changed table says so until it is released."""
        from liandong.run.inputs import data_sha256

        bulletin = write_bulletin(tmp_path)
        folder = tmp_path / "data" / "releases" / "3"
        folder.mkdir(parents=True)
        release = {"version": "3", "date": "2020-06-01", "kind": "first", "reason": "试", "previous": None, "dates": {},
                   "data_sha256": data_sha256(tmp_path), "inputs_sha256": "", "site_sha256": ""}
        (folder / "release.json").write_text(json.dumps(release), encoding="utf-8")
        (folder.parent / "index.json").write_text('{"versions": ["3"]}', encoding="utf-8")
        assert version_words(tmp_path, "1.0.0") == "版本 3，2020-06-01 发布"
        path = bulletin.folder / "tables" / "votes.csv"
        path.write_text(path.read_text(encoding="utf-8").replace("2020-05-01", "2022-01-31"), encoding="utf-8")
        assert version_words(tmp_path, "1.0.0") == "数据在版本 3 之后有改动，截至 2022-01-31，尚未发布"


def test_the_citation_file_is_right():
    """It has what CFF 1.2.0 requires, the version is the package's, and the bulletins that the book is about are named as they are."""
    import tomllib

    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert {"cff-version", "message", "title", "authors"} <= set(citation)
    assert citation["cff-version"] == "1.2.0"
    assert str(citation["version"]) == read_edition(ROOT).version or read_edition(ROOT).released
    assert citation["version"] == tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    date.fromisoformat(str(citation["date-released"]))
    named = {(entry["title"], str(entry["date-published"]), entry["authors"][0]["name"], str(entry["issue"])) for entry in citation["references"]}
    for slug in bulletin_slugs(ROOT):
        info = open_bulletin(slug, ROOT).info
        assert (info["title"], str(info["date"]), info["issuer"], info["number"]) in named
