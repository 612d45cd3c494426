"""The page of ``serve``: for this machine's own page only; nothing is kept, no other site can use it."""

import base64
import json
from urllib.parse import quote

import pytest
from documents import saved, word
from serving import ask, running

from liandong.preview import Preview, PreviewServer
from liandong.proofing import page as module
from liandong.proofing.page import ProofPage

WRONG = "清单问题43项，其中市级29项、县级15项。"
ADDRESS = "/__liandong/proof/"


@pytest.fixture
def server(tmp_path):
    """Yields a running server that offers the page."""
    preview = Preview(tmp_path, check=lambda _: "", build=lambda _: "")
    server = PreviewServer(preview, 0, ProofPage())
    with running(server):
        yield server


def post(server, content: bytes, name: str = "稿.txt", **headers: str):
    """Returns status and data of the answer to a draft, sent as the page sends it unless headers say otherwise."""
    own = {"Origin": server.address.rstrip("/"), "X_Liandong_File": quote(name), "Content_Type": "application/octet-stream"}
    sent = {key: value for key, value in (own | headers).items() if value}
    status, _, body = ask(server, "POST", f"{ADDRESS}report", content, **sent)
    return status, body


def test_the_page_and_its_parts(server):
    """Page, script and style come with a policy that lets nothing in and nothing out, and are kept nowhere."""
    for name in ("", "page.js", "page.css"):
        status, headers, _ = ask(server, "GET", ADDRESS + name)
        assert status == 200 and headers["Cache-Control"] == "no-store" and headers["X-Frame-Options"] == "DENY"
        assert "default-src 'none'" in headers["Content-Security-Policy"] and "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    for name in ("page.py", "../page.py", "report", "%2e%2e/opening.py"):
        assert ask(server, "GET", ADDRESS + name)[0] == 404


def test_a_draft_gets_its_report(server):
    """The report comes as a page, of a Word document with findings also the document with comments."""
    status, body = post(server, WRONG.encode())
    data = json.loads(body)
    assert status == 200 and data["alerts"] == 1 and WRONG in data["html"] and "docx" not in data
    status, body = post(server, saved(word(WRONG)), "简报 草稿.docx")
    data = json.loads(body)
    assert status == 200 and "简报 草稿.docx" in data["html"] and base64.b64decode(data["docx"]).startswith(b"PK")


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://example.org"}, {"Origin": "null"}, {"Origin": ""}, {"X_Liandong_File": ""}, {"Sec_Fetch_Site": "cross-site"},
        {"Host": "example.org"}, {"Host": "127.0.0.1"},
    ],
)  # fmt: skip
def test_another_site_gets_nothing(server, headers):
    """A request from another site, from a form (no header of ours) or under another name is refused unread."""
    status, body = post(server, WRONG.encode(), **headers)
    assert status == 403 and b"43" not in body


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "PATCH"])
def test_no_other_method(server, method):
    """A browser that asks beforehand whether another site may send is not allowed to."""
    status, headers, _ = ask(server, method, f"{ADDRESS}report", Origin="https://example.org")
    assert status == 501 and "Access-Control-Allow-Origin" not in headers


@pytest.mark.parametrize("path", ["/", "/index.html", "/__liandong/state", ADDRESS, f"{ADDRESS}page.js"])
def test_posts_elsewhere_are_refused(server, path):
    """Only the page's own address takes a draft."""
    assert ask(server, "POST", path, WRONG.encode(), Origin=server.address.rstrip("/"), X_Liandong_File="a.txt")[0] == 501


def test_what_cannot_be_read_is_told(server):
    """An error comes with its code, in words, not as a page of the server."""
    status, body = post(server, b"PK\x03\x04", "a.docx")
    assert status == 422 and "E986" in json.loads(body)["error"]


def test_a_large_draft_is_refused_by_its_length(server, monkeypatch):
    """What is larger than the limit is not read."""
    monkeypatch.setattr(module, "LIMIT_BYTES", 10)
    status, body = post(server, WRONG.encode())
    assert status == 413 and "E983" in json.loads(body)["error"]


def test_an_accident_tells_nothing_of_the_draft(server, monkeypatch, capfd):
    """Whatever goes wrong inside, neither the answer nor the terminal holds words of the draft."""

    def fail(name, content):
        raise RuntimeError(WRONG)

    monkeypatch.setattr(module, "proof_content", fail)
    status, body = post(server, WRONG.encode())
    printed = capfd.readouterr()
    assert status == 500 and WRONG not in body.decode() and "RuntimeError" in body.decode() and WRONG not in printed.out + printed.err


def test_nothing_is_written(server, tmp_path):
    """A draft leaves nothing in the project's folder."""
    post(server, saved(word(WRONG)), "a.docx")
    assert list(tmp_path.rglob("*")) == []


@pytest.mark.thorough
def test_in_a_browser(server, browser, tmp_path):
    """A file chosen on the page gives its report; its links work; the commented document and the report are saved; an error is told."""
    (tmp_path / "稿.docx").write_bytes(saved(word("前言", WRONG)))
    (tmp_path / "表.xlsx").write_bytes(b"PK\x03\x04")
    page = browser.new_page()
    errors = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.goto(server.address.rstrip("/") + ADDRESS)
    page.set_input_files("#file", tmp_path / "稿.docx")
    page.wait_for_selector("#result:not([hidden])")
    report = page.frame_locator("#report")
    assert "1 处" in page.inner_text("#status") and report.locator("li.contradiction").count() == 1
    report.locator(".links a").first.click()
    assert report.locator(".numeral:target").inner_text() == "43"
    for button, name in (("#save-docx", "稿-核稿批注.docx"), ("#save-html", "稿-核稿报告.html")):
        with page.expect_download() as download:
            page.click(button)
        assert download.value.suggested_filename == name
    assert errors == []
    page.set_input_files("#file", tmp_path / "表.xlsx")
    page.wait_for_selector("#error:not([hidden])")
    assert "E98" in page.inner_text("#error") and page.locator("#result").is_hidden()
    page.close()
