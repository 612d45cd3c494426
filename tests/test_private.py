"""Private stays private: planted texts of private columns are searched for in every byte that the project gives out."""

import json
import shutil
import zipfile
from html import escape
from pathlib import Path

import pytest
import yaml
from builders import SLUG, csv_text, field, package, resource, write_bulletin
from conftest import ROOT
from new_bulletins import build, built_once

from liandong.checks.book import run_checks
from liandong.data.privacy import PrivateTexts, find_leaks
from liandong.findings import DataError, render_findings
from liandong.office.workbook.layout import plan_sheets
from liandong.run.inputs import KEPT_SOURCES
from liandong.verbs import cli

# Texts that stand nowhere else: a name, a telephone, a remark with characters that HTML and JSON write differently.
NAME, PHONE, REMARK = "金丝雀某甲", "13900007777", '住<某>街&"九"号'
CANARIES = (NAME, PHONE, REMARK)
ROWS = [["first", "3", NAME, PHONE, REMARK], ["second", "4", "金丝雀某乙", "13900008888", "无"]]
HEADINGS = ["case", "problems", "petitioner", "phone", "remark"]
PAGE = """---
jupytext:
  text_representation: {extension: .md, format_name: myst}
kernelspec: {display_name: Python 3, language: python, name: python3}
---

# 来信

```{code-cell} ipython3
:tags: [hide-input]
from liandong import open_bulletin
from liandong.model.measures import completion_rate, fact, total

bulletin = open_bulletin("%(slug)s")
status = bulletin.table("status")
bulletin.report("problems", total(status))
bulletin.report("done", total(status[status["status"] == "done"]))
bulletin.report("ongoing", total(status[status["status"] == "ongoing"]))
bulletin.report("completion-rate", completion_rate(status))
bulletin.report("satisfaction", fact(bulletin.table("votes"), "satisfaction"))
bulletin.derive("wide-rate", completion_rate(status, done=["done", "ongoing"]))
```

```{code-cell} ipython3
bulletin.preview("petitions")
```

```{code-cell} ipython3
bulletin.table("petitions").drop(columns="problems").to_string(index=False)
```

%(more)s
```{statistics-index}
```

```{data-dictionary}
```
"""
LEAKING = """```{code-cell} ipython3
import csv
from pathlib import Path
rows = list(csv.reader(Path("../../../data/bulletins/%s/tables/petitions.csv").open(encoding="utf-8")))
%s
```
"""


def described() -> dict:
    """Returns the description of the tiny bulletin with a table of petitions; who wrote, whence and what is private."""
    result = package()
    fields = [
        field("case", required=True), field("problems", "integer", required=True), field("petitioner", required=True, private=True),
        field("phone", "integer", private=True), field("remark", private=True),
    ]
    result["resources"].append(resource("petitions", "tables/petitions.csv", fields, "case"))
    return result


def project(target: Path, more: str = "", rows=ROWS) -> Path:
    """Returns a project of one page, with the planted texts in the petitions' table."""
    bulletin = write_bulletin(target, package_json=described())
    (bulletin.folder / "tables" / "petitions.csv").write_bytes(csv_text(HEADINGS, rows).encode())
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    config["sphinx"]["config"]["liandong_bulletin"] = SLUG
    (target / "_config.yml").write_text(yaml.safe_dump(config, allow_unicode=True), encoding="utf-8")
    (target / "_toc.yml").write_text(f"format: jb-book\nroot: book/index\nchapters:\n- file: book/bulletins/{SLUG}/letters\n", encoding="utf-8")
    shutil.copytree(ROOT / "scripts", target / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "book" / "_static", target / "book" / "_static")
    (target / "book" / "index.md").write_text("# 首页\n\n虚构。\n", encoding="utf-8")
    page = target / "book" / "bulletins" / SLUG / "letters.md"
    page.parent.mkdir(parents=True)
    page.write_text(PAGE % {"slug": SLUG, "more": more}, encoding="utf-8")
    return target


def forms(canary: str) -> set[bytes]:
    """Returns how a text may stand in a file: plain, in HTML, in JSON."""
    texts = {canary, escape(canary), escape(canary, quote=False), json.dumps(canary)[1:-1], json.dumps(canary, ensure_ascii=False)[1:-1]}
    return {text.encode(encoding) for text in texts for encoding in ("utf-8", "utf-16-le", "gb18030")}


def leaking(folder: Path) -> list[str]:
    """Returns the files below a folder that hold a planted text, in their bytes or their names."""
    wanted = [form for canary in CANARIES for form in forms(canary)]
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    found = []
    for path in files:
        parts = [path.name.encode(), path.read_bytes()]
        # What a zip or a workbook holds is packed: its bytes alone would show nothing.
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                parts += [archive.read(name) for name in archive.namelist()]
        found += [path.as_posix()] if any(form in part for part in parts for form in wanted) else []
    return found


def told(text: str) -> list[str]:
    """Returns the planted texts that a message repeats."""
    return [canary for canary in CANARIES if any(form in text.encode() for form in forms(canary))]


@pytest.fixture(scope="session")
def built(tmp_path_factory) -> Path:
    """Returns the built project."""
    return built_once(tmp_path_factory, "private-project", project)


def test_no_byte_of_what_is_built_holds_a_private_text(built):
    """Pages, JSON, search index, logs and everything else below _build are free of them, though a cell shows the whole table."""
    assert leaking(built / "_build") == []
    text = (built / "_build/html/book/bulletins" / SLUG / "letters.html").read_text(encoding="utf-8")
    # The table itself is there, so that the search above searched something.
    assert "second" in text


def test_the_search_would_find_them(built):
    """The planted texts stand in the project's data: the search of the other tests can find them."""
    assert [Path(file).name for file in leaking(built / "data")] == ["petitions.csv"]


@pytest.mark.parametrize(
    ("rows", "codes"),
    [
        ([["first", "3", NAME, PHONE + "号", REMARK]], {"E203"}),
        ([["first", "3", NAME, "１３９００００７７７７", REMARK]], {"E203"}),
        ([["first", "3", NAME, PHONE + ".5", REMARK]], {"E203"}),
        ([["first", "3", "=" + NAME, PHONE, REMARK]], {"N215"}),
        ([["first", "3", NAME, PHONE, REMARK], ["second", "4", NAME + "\u200b", PHONE + "\u200b", "无"]], {"E219"}),
        ([["first", "3", NAME, PHONE]], {"E209"}),
        ([["first", "3", NAME, PHONE, REMARK, REMARK]], {"E209"}),
        ([["first", "x", NAME, PHONE, REMARK]], {"E203"}),
        ([["first", "3", NAME, PHONE, REMARK], ["first", "3", NAME, PHONE, REMARK]], {"E205"}),
    ],
)
def test_no_message_repeats_a_private_cell(tmp_path, rows, codes):
    """Whatever is wrong with a row, the check says it without the private cells, and so does the loader's error."""
    bulletin = write_bulletin(tmp_path, package_json=described())
    (bulletin.folder / "tables" / "petitions.csv").write_bytes(csv_text(HEADINGS, rows).encode())
    findings = run_checks(tmp_path)
    assert codes <= {finding.code for finding in findings}
    assert told(render_findings(findings)) == []
    try:
        bulletin.table("petitions")
    except DataError as error:
        assert told(str(error)) == []


@pytest.mark.parametrize(
    "text",
    [
        csv_text(ROWS[0], ROWS[1:]),  # without headings: a row of cells in their place
        csv_text(["case", "problems", "petitioner", "tel" + PHONE, "remark"], ROWS),
        csv_text(["case", NAME, NAME, "phone", "remark"], ROWS),
        "\t".join(ROWS[0]) + "\n",
        ";".join(ROWS[0]) + "\n",
        ",".join(HEADINGS) + f'\nfirst,3,"{NAME},{PHONE}\n',
        csv_text([*HEADINGS, NAME], [[*row, ""] for row in ROWS]),
    ],
)
def test_torn_files_do_not_show_private_cells(tmp_path, text):
    """Cells that stand where headings should, and rows that cannot be told apart, are not repeated either."""
    bulletin = write_bulletin(tmp_path, package_json=described())
    (bulletin.folder / "tables" / "petitions.csv").write_bytes(text.encode())
    findings = run_checks(tmp_path)
    assert findings
    assert told(render_findings(findings)) == []
    with pytest.raises(DataError) as refused:
        plan_sheets(bulletin)
    assert told(str(refused.value)) == []


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("petitioner", {"constraints": {"enum": ["甲某", "乙某"]}}), ("petitioner", {"constraints": {"pattern": "[a-z]+"}}),
        ("petitioner", {"constraints": {"maxLength": 2}}), ("phone", {"constraints": {"maximum": 5}}), ("remark", {"type": "date"}),
    ],
)
def test_constraints_of_private_columns_are_told_without_the_cell(tmp_path, name, more):
    """A value that a private column does not admit is E203 or E204 with 不公开 in its place."""
    description = described()
    entry = next(entry for entry in description["resources"][-1]["schema"]["fields"] if entry["name"] == name)
    entry.update(more)
    bulletin = write_bulletin(tmp_path, package_json=description)
    (bulletin.folder / "tables" / "petitions.csv").write_bytes(csv_text(HEADINGS, ROWS).encode())
    findings = [finding for finding in run_checks(tmp_path) if finding.column == name]
    assert findings and {finding.code for finding in findings} <= {"E203", "E204"}
    assert {finding.found for finding in findings} == {"不公开"}
    assert told(render_findings(findings)) == []


@pytest.mark.parametrize("side", ["from", "to"])
def test_keys_of_private_columns_are_told_without_the_cell(tmp_path, side):
    """A dangling reference from, or to, a private column is named without either text, and without the nearest one."""
    description = described()
    fields = [field("name", required=True, private=side == "to"), field("place")]
    people = resource("people", "tables/people.csv", fields, "name")
    description["resources"].append(people)
    petitions = description["resources"][-2]["schema"]
    petitions["foreignKeys"] = [{"fields": "petitioner", "reference": {"resource": "people", "fields": "name"}}]
    bulletin = write_bulletin(tmp_path, package_json=description)
    (bulletin.folder / "tables" / "petitions.csv").write_bytes(csv_text(HEADINGS, ROWS).encode())
    near = NAME + "某" if side == "to" else "某某"
    (bulletin.folder / "tables" / "people.csv").write_bytes(csv_text(["name", "place"], [[near, "甲"]]).encode())
    findings = run_checks(tmp_path)
    assert "E206" in {finding.code for finding in findings}
    assert told(render_findings(findings)) == []


def test_sums_of_private_columns_are_not_told(tmp_path):
    """A total over a private column that does not hold is told without the sum."""
    description = described()
    description["totals"] = [{
        "name": "phones", "title": "两者相等", "total": {"resource": "petitions", "field": "phone", "where": {"case": "first"}},
        "parts": {"resource": "petitions", "field": "phone", "where": {"case": "second"}},
    }]
    bulletin = write_bulletin(tmp_path, package_json=description)
    (bulletin.folder / "tables" / "petitions.csv").write_bytes(csv_text(HEADINGS, ROWS).encode())
    findings = run_checks(tmp_path)
    assert "E207" in {finding.code for finding in findings}
    assert told(render_findings(findings)) == []


@pytest.mark.thorough
def test_a_page_that_shows_a_private_cell_stops_the_build(tmp_path):
    """A cell that reads the file by itself and shows it: E809 names the page and the cell's place; nothing is published or kept."""
    root = project(tmp_path / "project", more=LEAKING % (SLUG, "print(rows)"))
    result, message = build(root)
    assert not result.ok
    assert "E809" in message and "letters.html" in message and "petitions 表第 2 行" in message
    assert told(message) == []
    assert not (root / "_build" / "html").exists()
    assert leaking(root / "_build") == []


@pytest.mark.thorough
def test_a_failing_cell_does_not_tell_what_it_read(tmp_path, capsys, monkeypatch):
    """The words of an error, its traceback in the log and the check's output have 不公开 where a private text stood."""
    root = project(tmp_path / "project", more=LEAKING % (SLUG, "print(rows)\nraise ValueError(rows[1])"))
    monkeypatch.setattr(cli, "ROOT", root)
    assert cli.main(["check"]) == 1
    captured = capsys.readouterr()
    output = captured.out + captured.err
    assert "E406" in output and "不公开" in output and told(output) == []
    result, message = build(root)
    assert not result.ok and told(message) == []
    assert leaking(root / "_build") == []


def test_what_is_handed_on_holds_no_private_text(built, tmp_path, capsys, monkeypatch):
    """The workbook, the published folder with its zip and releases, what readers get of the kept release and all that verbs print are free of them."""
    root = tmp_path / "project"
    shutil.copytree(built, root)
    monkeypatch.setattr(cli, "ROOT", root)
    out = tmp_path / "out"
    out.mkdir()
    assert cli.main(["export", str(out / "tables.xlsx")]) == 0
    assert cli.main(["publish", str(out / "site"), "--reason", "试一试"]) == 0
    assert cli.main(["diff"]) in (0, 1)
    assert list(out.rglob("*.zip")) and zipfile.is_zipfile(out / "tables.xlsx")
    assert leaking(out) == []
    # What is kept for a rollback holds the tables whole, as the project itself does; it goes nowhere else.
    assert {Path(path).name for path in leaking(root / "data" / "releases")} <= {KEPT_SOURCES}
    assert not list(out.rglob(KEPT_SOURCES))
    assert leaking(root / "_build") == []
    assert told(capsys.readouterr().out) == []


class TestPrivateTexts:
    """Which texts are looked for."""

    def test_public_words_are_not_private(self, tmp_path):
        """A text that the bulletin, a page or a public column holds is public, wherever else it stands."""
        rows = [["first", "3", "甲市", PHONE, NAME], [NAME, "4", "乙乙", "", ""]]
        bulletin = write_bulletin(tmp_path, package_json=described())
        (bulletin.folder / "tables" / "petitions.csv").write_bytes(csv_text(HEADINGS, rows).encode())
        places = PrivateTexts(tmp_path).places
        assert set(places) & {"甲市", NAME, PHONE, "乙乙"} == {PHONE, "乙乙"}

    def test_short_texts_are_not_looked_for(self, tmp_path):
        """是, 12 and the like stand everywhere: hiding them would spoil every message."""
        bulletin = write_bulletin(tmp_path, package_json=described())
        (bulletin.folder / "tables" / "petitions.csv").write_bytes(csv_text(HEADINGS, [["first", "3", "是", "12", "abcd"]]).encode())
        texts = PrivateTexts(tmp_path)
        assert texts.hide("是 12 abcd") == "是 12 abcd"

    def test_the_longest_text_is_hidden_first(self, tmp_path):
        """No rest of a long text stays when a short one is its beginning."""
        rows = [["first", "3", "金丝", "", "金丝雀某甲"]]
        bulletin = write_bulletin(tmp_path, package_json=described())
        (bulletin.folder / "tables" / "petitions.csv").write_bytes(csv_text(HEADINGS, rows).encode())
        assert PrivateTexts(tmp_path).hide("见金丝雀某甲、金丝") == "见不公开、不公开"

    def test_a_project_without_private_columns_costs_nothing(self, tmp_path):
        """Without private columns nothing is hidden and no file is a leak."""
        description = described()
        for table in description["resources"]:
            for entry in table["schema"]["fields"]:
                entry.pop("private", None)
        write_bulletin(tmp_path, package_json=description)
        assert PrivateTexts(tmp_path).hide(NAME) == NAME
        assert find_leaks(tmp_path, tmp_path) == []

    def test_private_columns_are_never_loaded(self, tmp_path):
        """A page's `table` has none."""
        bulletin = write_bulletin(tmp_path, package_json=described())
        (bulletin.folder / "tables" / "petitions.csv").write_bytes(csv_text(HEADINGS, ROWS).encode())
        assert list(bulletin.table("petitions").columns) == ["case", "problems"]
