"""The nginx sample that the book prints, in a real nginx on loopback: what it answers, and how long it lets things be kept."""

import gzip
import http.client
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from conftest import ROOT

SAMPLE = ROOT / "book" / "_static" / "hosting" / "nginx-liandong.conf"
WORKFLOW = ROOT / ".github" / "workflows" / "site.yml"
NO_NGINX = "no nginx on this machine; on Debian: apt-get install nginx-light"
# nginx's own settings around the sample: everything it writes goes into the test's folder.
AROUND = """{user} daemon off; pid {work}/nginx.pid; error_log {work}/error.log; events {{ worker_connections 64; }}
http {{
  access_log off; client_body_temp_path {work}/b; proxy_temp_path {work}/p; fastcgi_temp_path {work}/f; uwsgi_temp_path {work}/u;
  scgi_temp_path {work}/s;
  include {sample};
}}
"""


# Files of Sphinx and the theme that nobody opens.
THEME_ONLY = (".inv", ".map", ".mo", ".ttf", ".woff2")


@pytest.fixture(scope="module")
def port(site: Path, tmp_path_factory) -> Iterator[int]:
    """Yields the port on loopback where nginx serves the built site with the sample."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    if program is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(NO_NGINX)
    work = tmp_path_factory.mktemp("nginx")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number = free.getsockname()[1]
    text = SAMPLE.read_text(encoding="utf-8")
    # Exactly the lines that the page tells to change, and the port, which nobody but root may choose below 1024.
    for old, new in (("listen 80;", f"listen 127.0.0.1:{number};"), ("root /srv/www/liandong;", f"root {site};")):
        assert text.count(old) == 1
        text = text.replace(old, new)
    (work / "sample.conf").write_text(text, encoding="utf-8")
    # Started by the system's administrator, nginx would serve as somebody who may not read the test's folders.
    user = "user root root;" if os.geteuid() == 0 else ""
    (work / "nginx.conf").write_text(AROUND.format(user=user, work=work, sample=work / "sample.conf"), encoding="utf-8")
    server = subprocess.Popen([program, "-p", str(work), "-c", str(work / "nginx.conf")], stderr=subprocess.PIPE, text=True)
    try:
        for _ in range(100):
            if server.poll() is not None:
                pytest.fail(server.stderr.read())
            try:
                socket.create_connection(("127.0.0.1", number), 1).close()
                break
            except OSError:
                time.sleep(0.05)
        yield number
    finally:
        server.terminate()
        server.wait()
        server.stderr.close()


def get(port: int, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Returns status, headers by small name, and body."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request(method, path, headers=headers)
    answer = connection.getresponse()
    result = answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    connection.close()
    return result


def versioned(site: Path) -> list[str]:
    """Returns the addresses with a checksum that the home page loads, from the top of the site."""
    page = (site / "book" / "index.html").read_text(encoding="utf-8")
    return ["/" + address for address in re.findall(r'(?:href|src)="\.\./(_static/[^"]+\?(?:v|digest)=[0-9a-f]+)"', page)]


def test_pages_are_asked_for_again(port, site):
    """A page may be kept, but the browser asks each time whether it is still the same, and is told so in a word."""
    status, headers, body = get(port, "/book/index.html")
    assert (status, headers["cache-control"]) == (200, "no-cache")
    assert headers["content-type"] == "text/html; charset=utf-8" and body == (site / "book" / "index.html").read_bytes()
    assert get(port, "/book/index.html", **{"If-None-Match": headers["etag"]})[0] == 304


def test_versioned_files_are_kept(port, site):
    """What is loaded by an address with a checksum is kept for a year; the same file without one is asked for again."""
    addresses = versioned(site)
    assert any(".css?" in address for address in addresses) and any(".js?" in address for address in addresses)
    for address in addresses:
        status, headers, _ = get(port, address)
        assert (status, headers["cache-control"]) == (200, "public, max-age=31536000, immutable"), address
        assert get(port, address.split("?")[0])[1]["cache-control"] == "no-cache"
    assert get(port, "/book/index.html?q=1")[1]["cache-control"] == "no-cache"


@pytest.mark.parametrize("name", ["/book/index.html", "/searchtext.js", "/statistics.json", "/statistics.csv"])
def test_text_is_compressed(name, port, site):
    """Text of every kind comes compressed to a browser that takes it, and plain to one that does not."""
    plain = (site / name[1:]).read_bytes()
    _, headers, body = get(port, name, **{"Accept-Encoding": "gzip"})
    assert headers["content-encoding"] == "gzip" and headers["vary"] == "Accept-Encoding"
    assert gzip.decompress(body) == plain and len(body) < len(plain)
    assert "content-encoding" not in get(port, name)[1]


@pytest.mark.parametrize("name", ["/meiyou", "/book/method/meiyou.html", "/_static/", "/.buildinfo", "/../_config.yml", "/%2e%2e/"])
def test_what_is_not_there(name, port):
    """An unknown address, a folder without a first page, a hidden file: the page in Chinese, no list of files."""
    status, headers, body = get(port, name)
    assert status in (400, 404)
    if status == 404:
        assert "没有这一页" in body.decode() and headers["content-type"] == "text/html; charset=utf-8"
    assert b"Index of" not in body


def test_first_page(port):
    """The bare address shows the site; a folder with a first page gets its slash by an address without host and port."""
    assert get(port, "/")[0] == 200
    status, headers, _ = get(port, "/book/method")
    assert status == 301 and headers["location"] == "/book/method/"


def test_nothing_can_be_sent(port):
    """Pages are read only."""
    for method in ("POST", "PUT", "DELETE"):
        assert get(port, "/book/index.html", method)[0] in (403, 404, 405)


@pytest.mark.parametrize("name", ["/book/index.html", "/meiyou", "/statistics.json"])
def test_security_headers(name, port):
    """No other site may frame a page, types are not guessed, and the server's version is nobody's business."""
    headers = get(port, name)[1]
    assert headers["content-security-policy"] == "frame-ancestors 'self'"
    assert headers["x-content-type-options"] == "nosniff" and headers["referrer-policy"] == "same-origin"
    assert headers["server"] == "nginx"


@pytest.mark.parametrize(("name", "kind"), [
    ("/statistics.json", "application/json; charset=utf-8"), ("/statistics.csv", "text/csv; charset=utf-8"), ("/_static/favicon.ico", "image/x-icon"),
    ("/_static/favicon.svg", "image/svg+xml"), ("/_static/hosting/nginx-liandong.conf", "text/plain; charset=utf-8"),
])
def test_types(name, kind, port):
    """Every kind of file comes under its own type, text with its encoding."""
    assert get(port, name)[1]["content-type"] == kind


def test_every_type_of_file_has_a_type(port, site):
    """No file of the site comes as a mere stream of bytes."""
    for suffix in sorted({path.suffix for path in site.rglob("*") if path.is_file() and path.suffix}):
        path = next(path for path in sorted(site.rglob(f"*{suffix}")) if path.is_file() and not path.name.startswith("."))
        if suffix not in THEME_ONLY:
            assert get(port, "/" + path.relative_to(site).as_posix())[1]["content-type"] != "application/octet-stream", path


def test_page_shows_the_sample(site):
    """The page prints the sample itself, whole."""
    page = (site / "book" / "upkeep" / "hosting" / "nginx.html").read_text(encoding="utf-8")
    text = re.sub(r"<[^>]+>", "", page).replace("&#39;", "'").replace("&quot;", '"').replace("&gt;", ">").replace("&lt;", "<").replace("&amp;", "&")
    for line in SAMPLE.read_text(encoding="utf-8").splitlines():
        assert line.strip() in text


def test_workflow_calls_the_two_commands():
    """The workflow tests, then builds, with the README's commands; only the main branch is published, and only after both."""
    workflow = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))
    runs = [step["run"].strip() for step in workflow["jobs"]["build"]["steps"] if "run" in step]
    assert runs[-2:] == ["python3 scripts/kb.py test", "python3 scripts/kb.py build"]
    assert workflow["jobs"]["publish"]["needs"] == "build" and "main" in workflow["jobs"]["publish"]["if"]
    assert workflow["permissions"] == {"contents": "read"}
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert all(command in readme for command in runs[-2:])
