"""The page of ``serve`` that takes answers: the workbook's rows over HTTP, saved into the same answers, and nothing that another tab gave is lost."""

import json
import time
import urllib.request

import pytest
from new_bulletins import FIRST
from serving import ask, running
from test_answers import answer, doubtful_project

from liandong.preview import Preview, PreviewServer
from liandong.scaffold.answers import read_answers, take_answers, write_workbook
from liandong.scaffold.page import AnswersPage
from liandong.verbs import cli

PLACE = "/__liandong/answers/"
NAME = "办结率<script>alert(1)</script>"


@pytest.fixture
def root(tmp_path):
    """Return a small project with a bulletin of which two numerals are doubtful."""
    return doubtful_project(tmp_path)


@pytest.fixture
def server(root):
    """Yield a running server that offers the page."""
    server = PreviewServer(Preview(root, check=lambda _: "", build=lambda _: ""), 0, None, AnswersPage(root))
    with running(server):
        yield server


def shown(server, slug: str = FIRST) -> dict:
    """Return what the page shows of a bulletin."""
    return json.loads(ask(server, "GET", f"{PLACE}data/{slug}")[2])


def row(data: dict, sheet: str, text: str) -> int:
    """Return the numeral of the row of a sheet with this text in one of its cells."""
    return next(row["key"] for one in data["sheets"] if one["name"] == sheet for row in one["rows"] if text in row["cells"])


def cell_shown(data: dict, name: str, key: int, heading: str) -> str:
    """Return what the page shows in a cell."""
    sheet = next(one for one in data["sheets"] if one["name"] == name)
    return next(row["cells"][sheet["headings"].index(heading)] for row in sheet["rows"] if row["key"] == key)


def save(server, data: dict, *cells: tuple[str, int, str, str], slug: str = FIRST, body: bytes | None = None, **headers: str):
    """Return status and data of the answer to cells that are sent as the page sends them, unless headers say otherwise."""
    own = {"Origin": server.address.rstrip("/"), "X_Liandong_File": "answers", "Content_Type": "application/json"}
    rows = [{"sheet": sheet, "key": key, "texts": {heading: text}, "shown": {heading: cell_shown(data, sheet, key, heading)}}
            for sheet, key, heading, text in cells]
    content = json.dumps({"digest": data["digest"], "rows": rows}).encode() if body is None else body
    status, _, answer = ask(server, "POST", f"{PLACE}save/{slug}", content, **{key: value for key, value in (own | headers).items() if value})
    return status, json.loads(answer) if answer.startswith(b"{") else {}


def test_the_page_shows_the_rows_of_the_workbook(server):
    """Page, script and style come with the policy of the other page; the rows are those of the workbook, the uncertain ones first."""
    for name in ("", "page.js", "page.css"):
        status, headers, _ = ask(server, "GET", PLACE + name)
        assert status == 200 and "default-src 'none'" in headers["Content-Security-Policy"] and headers["Cache-Control"] == "no-store"
    assert json.loads(ask(server, "GET", f"{PLACE}data")[2]) == {"bulletins": [FIRST]}
    data = shown(server)
    assert data["waiting"] == 2 and [row["uncertain"] for row in data["sheets"][0]["rows"][:3]] == [True, True, False]
    assert data["choices"]["是统计数吗"] == ["是", "不是"] and data["sheets"][0]["answered"] == ["是统计数吗", "单位", "约数词"]
    for name in ("page.py", "../page.py", "data/2099-09-none", "data/..", "save/x"):
        assert ask(server, "GET", PLACE + name)[0] == 404


def test_answers_are_saved_as_from_the_workbook(server, root, tmp_path):
    """What the page saves is what the workbook with the same cells gives, and the workbook that lies there is left alone."""
    workbook = root / "_build/answers" / f"{FIRST}.xlsx"
    path = answer(root, tmp_path, ("数字", "一", "是统计数吗", "不是"), ("数字", "9", "单位", "项"), ("指标", "办结率", "名称", "市级办结率"))
    before, data = workbook.read_bytes(), shown(server)
    given = [("数字", "一", "是统计数吗", "不是"), ("数字", "9", "单位", "项"), ("指标", "办结率", "名称", "市级办结率")]
    cells = [(sheet, row(data, sheet, text), heading, value) for sheet, text, heading, value in given]
    status, said = save(server, data, *cells)
    assert status == 200 and "还有 0 个数字等着认定" in said["said"] and workbook.read_bytes() == before
    answers = read_answers(root, FIRST)
    assert len(answers) == 3 and take_answers(root, FIRST, path).changed == [] and read_answers(root, FIRST) == answers


def test_markup_in_an_answer_stays_text(server, root):
    """A name with markup comes back as JSON, never as a page, and pages hold it escaped or not at all."""
    data = shown(server)
    assert save(server, data, ("指标", row(data, "指标", "办结率"), "名称", NAME))[0] == 200
    status, headers, body = ask(server, "GET", f"{PLACE}data/{FIRST}")
    assert NAME in body.decode() and headers["Content-Type"].startswith("application/json") and headers["X-Content-Type-Options"] == "nosniff"


def test_two_tabs(server, root):
    """The second tab may answer what the first left; what the first answered otherwise is told, and nothing of the second is written."""
    one = two = shown(server)
    key, other = row(one, "指标", "办结率"), row(one, "数字", "一")
    assert save(server, one, ("指标", key, "名称", "市级办结率"))[0] == 200
    assert save(server, two, ("数字", other, "是统计数吗", "不是"))[0] == 200
    before = read_answers(root, FIRST)
    status, data = save(server, two, ("指标", key, "名称", "市直办结率"), ("数字", row(two, "数字", "9"), "单位", "项"))
    assert status == 422 and "E812" in data["error"] and "市级办结率" in data["error"] and "刷新" in data["error"]
    assert read_answers(root, FIRST) == before
    assert save(server, shown(server), ("指标", key, "名称", "市直办结率"))[0] == 200


@pytest.mark.parametrize(
    ("cell", "word"),
    [
        (("数字", "75.0%", "单位", "万人"), "说不出数"), (("数字", "75.0%", "约数词", "大概"), "大概"),
        (("指标", "办结率", "名称", "持续整改"), "两个不同的数"),
    ],
)  # fmt: skip
def test_an_answer_that_contradicts_the_text(server, root, cell, word):
    """It is told in Chinese with the next step, and nothing is written."""
    data = shown(server)
    sheet, text, heading, value = cell
    status, said = save(server, data, (sheet, row(data, sheet, text), heading, value))
    assert status == 422 and word in said["error"] and "下一步" in said["error"] and read_answers(root, FIRST) == {}


def test_an_old_page_after_the_text_has_changed(server, root):
    """Its numerals are others now: it is refused with the word to refresh."""
    data = shown(server)
    source = root / "data/bulletins" / FIRST / "source.txt"
    source.write_text("共 3 件。\n" + source.read_text(encoding="utf-8"), encoding="utf-8")
    status, said = save(server, data, ("数字", row(data, "数字", "一"), "是统计数吗", "不是"))
    assert status == 422 and "另一份原文" in said["error"] and "刷新" in said["error"] and read_answers(root, FIRST) == {}


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://example.org"}, {"Origin": "null"}, {"Origin": ""}, {"X_Liandong_File": ""}, {"Sec_Fetch_Site": "cross-site"}, {"Host": "example.org"}]
)
def test_another_site_cannot_answer(server, root, headers):
    """A request from elsewhere, from a form or under another name is refused."""
    data = shown(server)
    assert save(server, data, ("数字", row(data, "数字", "一"), "是统计数吗", "不是"), **headers)[0] == 403 and read_answers(root, FIRST) == {}


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b'{"digest": 1}', b'{"digest": "", "rows": [{"sheet": "x", "key": 1, "texts": {}, "shown": {}}]}', b"[" * 100_000,
     b'{"digest": "", "rows": [{"sheet": "\xe6\x95\xb0\xe5\xad\x97", "key": 1, "texts": {}}]}',
     b'{"digest": "", "rows": [{"sheet": "\xe6\x95\xb0\xe5\xad\x97", "key": "x", "texts": {}, "shown": {}}]}'],
)  # fmt: skip
def test_what_is_no_answer_is_told(server, root, body):
    """Whatever else comes is refused in Chinese, and the server goes on."""
    status, said = save(server, {}, body=body)
    assert status == 400 and "没有写进去" in said["error"] and shown(server)["waiting"] == 2


def test_no_other_bulletin_can_be_answered(server, root):
    """A bulletin that there is not, or one that `new` did not make, has no page."""
    data = shown(server)
    (root / "data/bulletins" / FIRST / "tables/facts.csv").unlink()
    assert save(server, data)[0] == 404 and save(server, data, slug="../x")[0] == 404


def test_a_half_filled_workbook_outlives_the_page(server, root, tmp_path):
    """Written before the page saved, taken in afterwards: both answers hold; one that differs from the page's is told."""
    path = answer(root, tmp_path, ("数字", "一", "是统计数吗", "不是"))
    data = shown(server)
    save(server, data, ("数字", row(data, "数字", "9"), "单位", "项"))
    assert take_answers(root, FIRST, path).answers == 2
    place, _ = write_workbook(root, FIRST)
    place.write_bytes(path.read_bytes())
    write_workbook(root, FIRST)
    assert place.with_name(f"{FIRST}-上一份.xlsx").read_bytes() == path.read_bytes()


def test_the_verb_offers_the_page(root, monkeypatch, capsys):
    """`serve` names the address of the page, which answers there, where there is a bulletin to answer for."""
    monkeypatch.setattr(cli, "ROOT", root)
    told = []

    def look(_seconds: float) -> None:
        told.append(capsys.readouterr().out)
        address = told[0].partition("逐条认定：")[2].partition("（")[0]
        told.append(urllib.request.urlopen(f"{address}data", timeout=10).read().decode())
        raise KeyboardInterrupt

    monkeypatch.setattr(time, "sleep", look)
    assert cli.main(["serve", "--proof", "--no-browser", "--port", "0"]) == 0 and FIRST in told[1]
