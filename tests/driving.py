"""Three browsers with one pair of hands: Chromium through playwright, Firefox over WebDriver BiDi, WebKitGTK over WebDriver.

Each opens pages, runs functions in them, clicks and types as a reader does, and tells what stood on the console. Nothing but the
browsers themselves is needed: Firefox speaks BiDi on a web socket, WebKitGTK has its driver.
"""

import asyncio
import itertools
import json
import os
import re
import shutil
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from browsing import open_page

PACKAGES = {"firefox": "firefox-esr", "webkit": "webkit2gtk-driver xvfb"}
MINI_BROWSERS = "/usr/lib/*/webkit2gtk-4.*/MiniBrowser"
PATIENCE = 30  # seconds
WINDOW = {"width": 1280, "height": 900}
KEYS = {"Enter": "\ue007", "Escape": "\ue00c", "Tab": "\ue004"}
# Scrolls an element into the window and returns its middle.
MIDDLE = """selector => {
  const node = document.querySelector(selector);
  if (!node) { return null; }
  node.scrollIntoView({block: "center", behavior: "instant"});
  const box = node.getClientRects()[0];
  return box && [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)];
}"""
# WebKit's driver tells nothing of the console: from here on the page notes it itself.
LISTEN = """() => {
  const noted = window.notedErrors = [];
  addEventListener("error", event => noted.push(event.message || "not loaded: " + event.target.outerHTML), true);
  addEventListener("unhandledrejection", event => noted.push(String(event.reason)));
  addEventListener("securitypolicyviolation", event => noted.push("refused: " + event.blockedURI));
  const say = console.error;
  console.error = (...words) => { noted.push(words.join(" ")); say(...words); };
}"""
STATE = """() => JSON.stringify([location.href, document.readyState, document.documentElement.className, scrollY,
  document.documentElement.scrollHeight, document.querySelector(":target")?.getBoundingClientRect()])"""

WALKED = "walked to the end"
WALK = """<!DOCTYPE html><iframe width=1280 height=900></iframe><script>
const frame = document.querySelector("iframe"), addresses = ADDRESSES;
const walk = () => addresses.length ? frame.src = addresses.shift() : console.error(WALKED);
frame.onload = () => setTimeout(walk, 50);
walk();
</script>"""


def wait_for(ask, what: str):
    """Returns the first true answer, and fails when none comes."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if answer := ask():
            return answer
        time.sleep(0.05)
    pytest.fail(f"waited {PATIENCE} s for {what}")


class Hands:
    """What a reader does; a browser says how: ``open``, ``run`` and ``perform``, and what it has noted in ``errors``."""

    errors: list[str]

    def noted(self) -> list[str]:
        """Returns the errors since the last time."""
        self.settle()
        found = self.errors[:]
        self.errors.clear()
        return found

    def settle(self) -> None:
        """Lets what has been said on the console arrive."""

    def click(self, selector: str) -> None:
        """Points at the middle of the first element that fits, and presses."""
        x, y = wait_for(lambda: self.run(MIDDLE, selector), selector)
        steps = [{"type": "pointerMove", "x": x, "y": y}, {"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}]
        self.perform([{"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}, "actions": steps}])

    def press(self, *texts: str) -> None:
        """Types texts and keys with names where the focus is."""
        keys = [key for text in texts for key in ([KEYS[text]] if text in KEYS else text)]
        self.perform([{"type": "key", "id": "keyboard", "actions": [
            {"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]}])

    def see(self, function: str, argument: object = None):
        """Waits until a function of the page returns something true, and returns it; in vain, it tells where the page stands."""
        try:
            return wait_for(lambda: self.run(function, argument), function)
        except pytest.fail.Exception as failure:
            pytest.fail(f"{failure}: {self.run(STATE)}")

    def text(self, selector: str) -> str:
        """Returns the text of an element that can be seen, once there is one."""
        return self.see("selector => [...document.querySelectorAll(selector)].filter(one => one.checkVisibility()).map(one => one.innerText)[0]", selector)


class Chromium(Hands):
    """A page of playwright."""

    def __init__(self, page, watch):
        self.page, self.errors = page, watch.errors

    def open(self, address: str) -> None:
        self.page.goto(address)

    def run(self, function: str, argument: object = None):
        from playwright.sync_api import Error

        try:
            return self.page.evaluate(function, argument)
        except Error as error:
            if "navigation" in str(error):
                return None
            raise

    def click(self, selector: str) -> None:
        self.page.mouse.click(*wait_for(lambda: self.run(MIDDLE, selector), selector))

    def press(self, *texts: str) -> None:
        for text in texts:
            self.page.keyboard.press(text) if text in KEYS else self.page.keyboard.type(text)


class Firefox(Hands):
    """A tab of Firefox, over WebDriver BiDi."""

    def __init__(self, ask, errors: list[str]):
        self.ask, self.errors = ask, errors
        self.tab = ask("browsingContext.getTree")["contexts"][0]["context"]
        ask("browsingContext.setViewport", context=self.tab, viewport=WINDOW)

    def open(self, address: str) -> None:
        self.ask("browsingContext.navigate", context=self.tab, url=address, wait="complete")

    def run(self, function: str, argument: object = None):
        whole = f"async text => JSON.stringify(await ({function})(JSON.parse(text)) ?? null)"
        answer = self.ask("script.callFunction", functionDeclaration=whole, target={"context": self.tab}, awaitPromise=True,
                          arguments=[{"type": "string", "value": json.dumps(argument)}])
        assert answer["type"] == "success", answer
        return json.loads(answer["result"]["value"])

    def perform(self, actions: list[dict]) -> None:
        self.ask("input.performActions", context=self.tab, actions=actions)

    def settle(self) -> None:
        self.ask("session.status")


class WebKit(Hands):
    """A window of MiniBrowser, over WebDriver."""

    def __init__(self, ask):
        self.ask, self.errors = ask, []
        ask("POST", "/window/rect", WINDOW)

    def open(self, address: str) -> None:
        self.settle()
        self.ask("POST", "/url", {"url": address})
        self.run(LISTEN)

    def run(self, function: str, argument: object = None):
        return self.ask("POST", "/execute/sync", {"script": f"return ({function})(arguments[0])", "args": [argument]})

    def perform(self, actions: list[dict]) -> None:
        self.ask("POST", "/actions", {"actions": actions})
        self.settle()

    def settle(self) -> None:
        self.errors += self.run("() => (window.notedErrors || []).splice(0)") or []


@contextmanager
def firefox(profile: Path) -> Iterator:
    """Yields a function that sends a command to a new Firefox, and the list of errors on its console."""
    from tornado.websocket import websocket_connect

    # Nothing is asked of other hosts, and no page for a first start comes up.
    (profile / "user.js").write_text("".join(f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in {
        "intl.accept_languages": "zh-CN", "network.proxy.type": 1, "network.proxy.http": "127.0.0.1", "network.proxy.http_port": 9,
        "network.proxy.ssl": "127.0.0.1", "network.proxy.ssl_port": 9, "network.proxy.no_proxies_on": "127.0.0.1",
        "browser.aboutwelcome.enabled": False, "datareporting.policy.dataSubmissionEnabled": False,
    }.items()))
    command = [shutil.which("firefox-esr") or "firefox", "--headless", "--no-remote", "--profile", str(profile), "--remote-debugging-port=0"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    address = next(match[1] for line in process.stderr if (match := re.search(r"BiDi listening on (\S+)", line)))
    threading.Thread(target=process.stderr.read, daemon=True).start()
    # Playwright has the loop of this thread.
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    def wait(coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, loop).result(PATIENCE)

    async def connect():
        return await websocket_connect(f"{address}/session", max_message_size=1 << 28)

    errors: list[str] = []
    numbers = itertools.count(1)

    async def send(method: str, parameters: dict) -> dict:
        number = next(numbers)
        await channel.write_message(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            message = json.loads(await channel.read_message())
            if message.get("method") == "log.entryAdded" and message["params"]["level"] == "error":
                errors.append(message["params"]["text"])
            if message.get("id") == number:
                assert message["type"] == "success", message
                return message["result"]

    try:
        channel = wait(connect())

        def ask(method: str, **parameters) -> dict:
            return wait(send(method, parameters))

        ask("session.new", capabilities={})
        ask("session.subscribe", events=["log.entryAdded"])
        yield ask, errors
        ask("browser.close")
    finally:
        process.terminate()
        process.wait(PATIENCE)
        process.stderr.close()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def walk_webkit(addresses: list[str], folder: Path) -> list[str]:
    """Opens pages one after another in WebKitGTK without a driver, and returns what it wrote on its console."""
    walk = folder / "walk.html"
    walk.write_text(WALK.replace("ADDRESSES", json.dumps(addresses)).replace("WALKED", json.dumps(WALKED)), encoding="utf-8")
    with display() as environment:
        command = [mini_browser(), "--enable-write-console-messages-to-stdout=true", walk.as_uri()]
        process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        # A page that never opens must not keep the tests for ever.
        clock = threading.Timer(PATIENCE + len(addresses) * 2, process.kill)
        clock.start()
        try:
            lines = list(itertools.takewhile(lambda line: WALKED not in line, process.stdout))
            assert process.poll() is None, "did not come to the last page"
            return lines
        finally:
            clock.cancel()
            process.terminate()
            process.wait(PATIENCE)
            process.stdout.close()


@contextmanager
def display() -> Iterator[dict[str, str]]:
    """Yields the environment of a display that nobody sees."""
    server = subprocess.Popen(["Xvfb", "-displayfd", "1", "-screen", "0", "1600x1200x24", "-nolisten", "tcp"], stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, text=True)
    try:
        yield {**os.environ, "DISPLAY": f":{server.stdout.readline().strip()}"}
    finally:
        server.terminate()
        server.wait(PATIENCE)
        server.stdout.close()


def mini_browser() -> str | None:
    """Returns the path of WebKitGTK's own small browser."""
    return next(map(str, Path("/").glob(MINI_BROWSERS.lstrip("/"))), None)


@contextmanager
def webkit() -> Iterator:
    """Yields a function that sends a command to a new window of WebKitGTK."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with display() as environment:
        process = subprocess.Popen(["WebKitWebDriver", f"--port={port}"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

        def ask(method: str, path: str, body: dict | None = None):
            data = None if body is None else json.dumps(body).encode()
            try:
                with urllib.request.urlopen(urllib.request.Request(f"http://127.0.0.1:{port}{path}", data, method=method), timeout=PATIENCE) as answer:
                    return json.load(answer)["value"]
            except urllib.error.HTTPError as error:
                raise AssertionError(f"{path}: {error.read().decode()}") from None

        def ready() -> bool:
            try:
                return bool(ask("GET", "/status"))
            except OSError:
                return False

        try:
            wait_for(ready, "WebKitWebDriver")
            options = {"webkitgtk:browserOptions": {"binary": mini_browser(), "args": ["--automation"]}}
            session = f"/session/{ask('POST', '/session', {'capabilities': {'alwaysMatch': options}})['sessionId']}"
            yield lambda method, path, body=None: ask(method, session + path, body)
            ask("DELETE", session)
        finally:
            process.terminate()
            process.wait(PATIENCE)


def lacks(name: str) -> bool:
    """Returns whether a browser is not on this machine."""
    return not (shutil.which("firefox-esr") or shutil.which("firefox")) if name == "firefox" else not (
        shutil.which("WebKitWebDriver") and shutil.which("Xvfb") and mini_browser())


@pytest.fixture(scope="session", params=["chromium", "firefox", "webkit"])
def hands(request, tmp_path_factory) -> Iterator[Hands]:
    """Yields each of the browsers in turn; where CI is set none may be missing."""
    name = request.param
    if name == "chromium":
        with open_page(request.getfixturevalue("browser"), viewport=WINDOW) as (page, watch):
            yield Chromium(page, watch)
    elif lacks(name):
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"no {name} on this machine; on Debian: apt-get install {PACKAGES[name]}")
    elif name == "firefox":
        with firefox(tmp_path_factory.mktemp("firefox")) as (ask, errors):
            yield Firefox(ask, errors)
    else:
        with webkit() as ask:
            yield WebKit(ask)
