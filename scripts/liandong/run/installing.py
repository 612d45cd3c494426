"""The packages that a file pins put into an environment, by uv where it can be had, else by pip; what stopped them.

Standard library only: `scripts/kb.py` makes the environment with it.
"""

from __future__ import annotations

import ast
import os
import queue
import re
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

from liandong.data.folders import remove_tree
from liandong.findings import messages

MESSAGES = messages(__name__)

LOG = Path("_build") / "logs" / "environment.log"
# pip's words for each cause, tried in this order: the first that fits is the nearest to the root of the trouble.
# What is told beside the code is the last group, a name or a path.
PIP_CAUSES = {
    "KB106": r"No space left on device|Errno 28|WinError 112|not enough space",
    "KB112": r"WinError 206|os error 206|Windows Long Path|enable-long-paths|Errno 36|File name too long",
    "KB107": r"""(?:Permission denied|\[WinError (?:5|32)\]|Errno 13|Errno 30)(?:[^'"\n]*['"]([^'"\n]+))?""",
    "KB104": (
        r"NewConnectionError|Failed to establish a new connection|name resolution|getaddrinfo failed|"
        r"Max retries exceeded|ConnectTimeoutError|Read timed out|ProxyError|SSLError|"
        r"CERTIFICATE_VERIFY_FAILED|ConnectionResetError|Connection aborted|Network is unreachable"
    ),
    "KB105": r"No matching distribution found for (\S+)",
    "KB108": r"Failed building wheel|metadata-generation-failed|Failed to build|Microsoft Visual C\+\+",
}

# What the user's shell may hold that would bend the environment's Python or pip.
KEPT_PYTHON_SETTINGS = ("PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX", "PYTHONHASHSEED")
UNWANTED_SETTINGS = ("PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_USER", "PIP_REQUIREMENT", "__PYVENV_LAUNCHER__")

# Installs in a fraction of pip's time; pip fetches it, nobody keeps it, and pip does the work where it cannot be had.
FASTER = "uv==0.13.9"
WORTH_FETCHING = 20
# What pip's configuration says and under which name uv takes it; uv does not read that configuration.
HANDED_ON = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "no-index": "UV_NO_INDEX",
    "trusted-host": "UV_INSECURE_HOST",
    "cert": "SSL_CERT_FILE",
    "proxy": "ALL_PROXY",
    "timeout": "UV_HTTP_TIMEOUT",
}
# Shares of the bar, as measured with an empty download cache.
VENV_SHARE, COLLECT_SHARE, INSTALL_SHARE = 0.05, 0.60, 0.97


class SetupError(Exception):
    """The environment cannot be made.

    Attributes:
        code: What is wrong.
        found: A name or a path that belongs to it.
        output: The lines of the command that failed.
        reason: Why the environment had to be made.
    """

    def __init__(self, code, found="", output=()):
        super().__init__(code)
        self.code, self.found, self.output, self.reason = code, found, list(output), ""


def python_of(venv, windows=os.name == "nt"):
    """Return the path of the environment's Python."""
    return venv / "Scripts" / "python.exe" if windows else venv / "bin" / "python"


def base_python():
    """Return the Python that stands behind this one: an environment cannot renew itself."""
    if sys.prefix != sys.base_prefix:
        base = getattr(sys, "_base_executable", "")
        if base and Path(base).exists():
            return base
    return sys.executable


def install(root, venv, requirements, lock, progress):
    """Fill the environment, made first where there is none, with exactly what a file pins, and check that all fits."""
    log = root / LOG
    log.parent.mkdir(parents=True, exist_ok=True)
    # -I: neither the working folder nor the user's PYTHON… settings reach these commands.
    pip = [str(python_of(venv)), "-I", "-m", "pip", "--disable-pip-version-check", "--no-input"]
    follow = PipFollower(count_pins(requirements.read_text(encoding="utf-8")), venv, progress)
    with log.open("w", encoding="utf-8", newline="\n") as record:

        def run(command, otherwise, hear=lambda _line: progress.update()):
            code, output = watch(command, root, record, lock, hear)
            if code:
                missing = otherwise == "KB103" and re.search(r"ensurepip|No module named '?venv", "\n".join(output))
                python = "python{}.{}-venv".format(*sys.version_info)
                raise SetupError(*(("KB102", python) if missing else find_cause(output, otherwise)), output)

        progress.update(0.0, MESSAGES["venv"])
        if not python_of(venv).exists():
            run([base_python(), "-I", "-m", "venv", str(venv)], "KB103")
        progress.update(VENV_SHARE)
        if not install_faster(root, venv, requirements, pip, follow.pins, lock, progress, record):
            # --no-deps: the lock is complete, and nothing that it does not pin may get in. No index is given: offices
            # set their own mirror in pip's configuration.
            command = [*pip, "install", "--no-deps", "--no-user", "--progress-bar", "off", "-r", str(requirements)]
            run(command, "KB109", follow.hear)
        progress.update(INSTALL_SHARE, MESSAGES["checking"])
        code, output = watch([*pip, "check"], root, record, lock, lambda _line: progress.update())
        if code:
            raise SetupError("KB110", output=output)
        progress.update(1.0)


def install_faster(root, venv, requirements, pip, pins, lock, progress, record):
    """Return whether the packages are in the environment, put there by a faster installer that pip has fetched."""
    if pins < WORTH_FETCHING:
        return False
    folder = venv / "faster"

    def run(command, **settings):
        return watch(command, root, record, lock, lambda _line: progress.update(), **settings)

    try:
        progress.update(note=MESSAGES["collecting"].format(name=FASTER.split("=")[0]))
        code, _ = run([*pip, "install", "--no-deps", "--progress-bar", "off", "--target", str(folder), FASTER])
        program = next(iter(folder.glob("*/uv.exe" if os.name == "nt" else "*/uv")), None)
        if code or program is None:
            return False
        _, configured = run([*pip, "config", "list"])
        progress.update(COLLECT_SHARE, MESSAGES["installing"].format(count=pins))
        # --no-config: what counts is pip's configuration alone. Versions are pinned: pip too takes them from any index.
        command = [str(program), "pip", "install", "--no-deps", "--no-config", "--no-progress"]
        command += ["--index-strategy", "unsafe-best-match", "--python", str(python_of(venv)), "-r", str(requirements)]
        return run(command, settings=settings_of_pip(configured))[0] == 0
    finally:
        remove_tree(folder)


def settings_of_pip(configured):
    """Return the settings that give uv the indexes, folders, certificates and proxy of pip.

    `configured` are the lines of `pip config list`, the weaker before the stronger: a file's before those of the shell,
    and all commands' before `install`'s.
    """
    found = {}
    for section in ("global", "install", ":env:"):
        for line in configured:
            match = re.match(re.escape(section) + r"\.([a-z-]+)=(.+)$", line)
            if match and match.group(1) in HANDED_ON:
                with suppress(ValueError, SyntaxError):
                    found[match.group(1)] = str(ast.literal_eval(match.group(2)))
    if found.get("no-index", "").lower() in ("0", "false", "no", "off"):
        del found["no-index"]
    if "find-links" in found:
        found["find-links"] = ",".join(found["find-links"].split())
    # As pip, uv then trusts whom the system trusts.
    system = {} if "cert" in found else {"UV_SYSTEM_CERTS": "1"}
    return dict(system, **{HANDED_ON[name]: " ".join(value.split()) for name, value in found.items()})


def watch(command, root, record, lock, hear, settings=()):
    """Return a command's exit code and its lines, each logged as it comes; `settings` are added to the shell's.

    `hear` gets every line, and None at each moment of silence, so that the clock on the screen goes on.
    """
    environment = dict(own_settings(os.environ), PYTHONUTF8="1", **dict(settings))
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    child = subprocess.Popen(
        command, cwd=str(root), env=environment, encoding="utf-8", errors="replace", **pipes, **lock.inherit()
    )
    lines = queue.Queue()

    def read():
        for line in child.stdout:
            lines.put(line.rstrip())
        child.stdout.close()
        lines.put(None)

    threading.Thread(target=read, daemon=True).start()
    output = []
    try:
        while True:
            try:
                line = lines.get(timeout=0.3)
            except queue.Empty:
                hear(None)
                continue
            if line is None:
                return child.wait(), output
            output.append(line)
            record.write(line + "\n")
            record.flush()
            hear(line)
    finally:
        if child.poll() is None:
            child.terminate()
            child.wait()


class PipFollower:
    """Moves the bar along pip's lines, and while pip installs in silence, along what appears in the environment."""

    def __init__(self, pins, venv, progress):
        self.pins, self._venv, self._progress = pins, venv, progress
        self._collected = self._installing = self._there_before = 0

    def hear(self, line):
        """Take in one line of pip's, or None for a moment of silence."""
        if line is None and not self._installing:
            self._progress.update()
        elif line is None:
            share = min(1.0, (self._count_installed() - self._there_before) / self._installing)
            self._progress.update(COLLECT_SHARE + share * (INSTALL_SHARE - COLLECT_SHARE))
        elif line.startswith("Ignoring "):
            # A pin that its marker excludes on this system or Python.
            self.pins -= 1
        elif line.startswith(("Collecting ", "Processing ")):
            self._collected += 1
            name = re.split(r"[=<>!~;@ ]", line.split(None, 1)[1])[0]
            share = min(1.0, self._collected / max(1, self.pins))
            fraction = VENV_SHARE + share * (COLLECT_SHARE - VENV_SHARE)
            self._progress.update(fraction, MESSAGES["collecting"].format(name=name))
        elif line.startswith("WARNING: Retrying"):
            self._progress.update(note=MESSAGES["retrying"])
        elif line.startswith("Installing collected packages: "):
            self._installing = line.count(",") + 1
            self._there_before = self._count_installed()
            self._progress.update(COLLECT_SHARE, MESSAGES["installing"].format(count=self._installing))

    def _count_installed(self):
        pattern = "Lib/site-packages" if os.name == "nt" else "lib/python*/site-packages"
        return sum(1 for _ in self._venv.glob(pattern + "/*.dist-info"))


def count_pins(requirements):
    """Return how many packages the text of a requirements.txt names."""
    return sum(1 for line in requirements.splitlines() if line.strip() and not line.lstrip().startswith(("#", "-")))


def find_cause(output, otherwise):
    """Return the code of ERRORS that fits pip's or venv's output, and the telling words in it."""
    for code, pattern in PIP_CAUSES.items():
        match = re.search(pattern, "\n".join(output), re.IGNORECASE)
        if match:
            return code, (match.group(1) or "") if match.re.groups else ""
    return otherwise, ""


def own_settings(settings):
    """Return the shell's settings without those that would bend the environment's Python or pip."""
    return {
        name: value
        for name, value in settings.items()
        if name in KEPT_PYTHON_SETTINGS or not (name.startswith("PYTHON") or name in UNWANTED_SETTINGS)
    }
