"""Finds a Chromium on this machine and lets it print a page."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge",
         "microsoft-edge-stable")
# Every Windows has Edge, which is a Chromium.
WINDOWS = (
    ("ProgramFiles(x86)", r"Microsoft\Edge\Application\msedge.exe"),
    ("ProgramFiles", r"Microsoft\Edge\Application\msedge.exe"),
    ("ProgramFiles", r"Google\Chrome\Application\chrome.exe"),
    ("ProgramFiles(x86)", r"Google\Chrome\Application\chrome.exe"),
    ("LocalAppData", r"Google\Chrome\Application\chrome.exe"),
)
MAC = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
ARGUMENTS = (
    "--headless", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# Long books on slow office machines.
_TIMEOUT_MS = 600_000


class PrintingError(Exception):
    """The browser did not start or did not print; the message is its own first line."""


def find_chromium() -> str | None:
    """Return the program's path, None if this machine has none."""
    places = WINDOWS if sys.platform == "win32" else ()
    windows = [Path(os.environ.get(variable, "")) / rest for variable, rest in places]
    files = [str(path) for path in (*windows, *map(Path, MAC)) if path.is_file()]
    return next(filter(None, (*map(shutil.which, NAMES), *files)), None)


def print_pdf(program: str, page: Path, target: Path) -> None:
    """Print a page from disk, on the paper of its style sheet, with bookmarks; nothing leaves the machine.

    Its scripts do not run.

    Raises:
        PrintingError: the browser failed.
    """
    from playwright.sync_api import Error, sync_playwright

    # A browser that the system's administrator runs refuses its own sandbox.
    sandbox = [] if getattr(os, "geteuid", lambda: 1)() else ["--no-sandbox"]
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=program, args=[*ARGUMENTS, *sandbox])
            context = browser.new_context(locale="zh-CN", java_script_enabled=False, offline=True)
            context.route(lambda address: not address.startswith(("file:", "data:")), lambda route: route.abort())
            sheet = context.new_page()
            sheet.set_default_timeout(_TIMEOUT_MS)
            sheet.goto(page.as_uri())
            sheet.pdf(path=target, prefer_css_page_size=True, print_background=True, outline=True, tagged=True)
            browser.close()
    except Error as error:
        raise PrintingError(str(error).strip().splitlines()[0]) from error
