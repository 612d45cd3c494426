"""`serve`: the site in the browser of this machine, built again on each save."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from liandong.findings import messages, render_error
from liandong.verbs.build import build_beside_checks
from liandong.verbs.call import CLEAN, FINDINGS, PROGRAM, Stopped, wrong_use

if TYPE_CHECKING:
    from liandong.preview import Preview

MESSAGES = messages(__name__)
FILES_SHOWN = 3
OPTIONS = {
    "--port": {"default": "8765", "metavar": "端口"}, "--workbook": {"metavar": "FILE.xlsx", "type": Path},
    "--proof": {"action": "store_true"}, "--no-browser": {"action": "store_true"},
}


def run(root: Path, options: Namespace) -> int:
    """Serve until Ctrl-C. Returns the exit code."""
    import threading
    import time
    import webbrowser

    from liandong.data.files import why
    from liandong.preview import Preview, PreviewServer
    from liandong.preview.rebuilding import ProjectBuilder
    from liandong.preview.server import ANSWERS, PROOF
    from liandong.proofing.page import ProofPage
    from liandong.scaffold.page import AnswersPage

    port, workbook = options.port, options.workbook
    if not (port.isascii() and port.isdecimal() and int(port) <= 65535):
        raise wrong_use(MESSAGES["bad_port"].format(port=port), f"{PROGRAM} serve")
    if workbook and not workbook.is_file():
        raise wrong_use(MESSAGES["no_workbook"].format(path=workbook), f"{PROGRAM} serve", MESSAGES["export_first"])
    preview = Preview(root, build=ProjectBuilder(build_beside_checks), workbook=workbook)
    try:
        answers = AnswersPage(root)
        server = PreviewServer(preview, int(port), ProofPage(), answers)
    except OSError as error:
        taken = render_error("SRV001", MESSAGES["port_taken"].format(port=port, reason=why(error)))
        raise Stopped(taken, FINDINGS) from None
    thread = threading.Thread(target=server.serve_forever, name="preview", daemon=True)
    thread.start()
    try:
        proof_address = server.address.rstrip("/") + PROOF
        if not options.proof:
            print(MESSAGES["open"].format(address=server.address), flush=True)
        print(MESSAGES["proof"].format(address=proof_address), flush=True)
        if answers.slugs():
            print(MESSAGES["answers"].format(address=server.address.rstrip("/") + ANSWERS), flush=True)
        if not options.no_browser:
            webbrowser.open(proof_address if options.proof else server.address)
        while options.proof:
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
        names = [Path(file).name if Path(file).is_absolute() else file for file in files[:FILES_SHOWN]]
        more = MESSAGES["more"].format(count=len(files)) if len(files) > FILES_SHOWN else ""
        print(MESSAGES["changed"].format(files=MESSAGES["joined"].join(names) + more), flush=True)
