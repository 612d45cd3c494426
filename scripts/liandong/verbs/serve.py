"""`serve`: the site in the browser of this machine, built again on each save."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from liandong.findings import messages
from liandong.verbs.call import CLEAN, FINDINGS, PROGRAM, WRONG_USE, wrong_use

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from liandong.preview import Preview
    from liandong.verbs.call import Call

PORT = 8765
MESSAGES = messages(__name__)
FILES_SHOWN = 3


def add_options(parser: ArgumentParser) -> None:
    """Declare the verb's options."""
    parser.add_argument("--port", default=str(PORT), metavar="端口", help=MESSAGES["port_help"].format(port=PORT))
    parser.add_argument("--workbook", metavar="FILE.xlsx", help=MESSAGES["workbook_help"])
    parser.add_argument("--proof", action="store_true", help=MESSAGES["proof_help"])
    parser.add_argument("--no-browser", action="store_true", help=MESSAGES["no_browser_help"])


def run(root: Path, call: Call) -> int:
    """Serve until Ctrl-C. Returns the exit code."""
    import threading
    import time

    from liandong.data.files import why
    from liandong.findings import render_error
    from liandong.preview import Preview, PreviewServer
    from liandong.preview.server import ANSWERS, PROOF
    from liandong.proofing.html_report import TOKENS
    from liandong.proofing.page import FOLDER, STYLE, ProofPage
    from liandong.scaffold.page import AnswersPage

    text = call.options.port
    if not (text.isascii() and text.isdecimal() and int(text) <= 65535):
        print(wrong_use(MESSAGES["bad_port"].format(port=text), f"{PROGRAM} serve"))
        return WRONG_USE
    workbook = Path(call.options.workbook) if call.options.workbook else None
    if workbook and not workbook.is_file():
        print(wrong_use(MESSAGES["no_workbook"].format(path=workbook), f"{PROGRAM} serve", MESSAGES["export_first"]))
        return WRONG_USE
    preview = Preview(root, workbook=workbook)
    try:
        answers_page = AnswersPage(root, (TOKENS, FOLDER / STYLE))
        server = PreviewServer(preview, int(text), ProofPage(TOKENS), answers_page)
    except OSError as error:
        print(render_error("SRV001", MESSAGES["port_taken"].format(port=text, reason=why(error))))
        return FINDINGS
    thread = threading.Thread(target=server.serve_forever, name="preview", daemon=True)
    thread.start()
    try:
        proof_address = server.address.rstrip("/") + PROOF
        if not call.options.proof:
            print(MESSAGES["open"].format(address=server.address), flush=True)
        print(MESSAGES["proof"].format(address=proof_address), flush=True)
        if answers_page.slugs():
            print(MESSAGES["answers"].format(address=server.address.rstrip("/") + ANSWERS), flush=True)
        if not call.options.no_browser:
            import webbrowser

            webbrowser.open(proof_address if call.options.proof else server.address)
        while call.options.proof:
            # In steps: on Windows Ctrl-C does not end a wait without an end.
            time.sleep(1)
        _rebuild_on_each_save(preview)
    except KeyboardInterrupt:
        print(f"\n{MESSAGES['stopped']}", flush=True)
    finally:
        server.shutdown()
        server.server_close()
        preview.close()
        thread.join()
    return CLEAN


def _rebuild_on_each_save(preview: Preview) -> None:
    """Build now and after each save, telling the terminal what came of it; only Ctrl-C ends it."""
    from liandong.preview import snapshot, wait_for_change

    # Taken before the build: a save during it is a change after it.
    before, files = snapshot(preview.root, preview.workbook), []
    while True:
        state = preview.rebuild(files)
        print(state.message or MESSAGES["good"], flush=True)
        before, files = wait_for_change(preview.root, before, preview.workbook)
        shown = MESSAGES["joined"].join(Path(file).name if Path(file).is_absolute() else file for file in files[:FILES_SHOWN])
        more = MESSAGES["more"].format(count=len(files)) if len(files) > FILES_SHOWN else ""
        print(MESSAGES["changed"].format(files=shown + more), flush=True)
