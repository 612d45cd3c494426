"""The environment `.venv`: whether it fits, made anew where it does not, taken along where its project was moved.

It is made in place, because a virtual environment's own commands (`jupyter-book`) hold its path. A stamp inside it is
written last: without the stamp, or with another requirements.txt or Python in it, the environment is made anew. The
former one waits beside it as `.venv.old` and comes back when making the new one fails or is killed. What only tests and
printing need is added by the verbs that need it, from a list of its own. Of one that only lies in another place than it
was made in, the packages stay, and its commands get the new path.

Standard library only: `scripts/kb.py` begins with it.
"""

from __future__ import annotations

import errno
import json
import os
import platform
import re
import subprocess
from contextlib import contextmanager, suppress
from pathlib import Path

from liandong.data.files import replace_file, sha256, why
from liandong.data.folders import FileLock, move, remove_tree, temporary_folder
from liandong.findings import messages, render_error
from liandong.run.installing import LOG, SetupError, install, own_settings, python_of
from liandong.run.progress import Progress

MESSAGES = messages(__name__)
REQUIREMENTS = Path("requirements.txt")
# All of these and what tests and printing need besides.
WITH_TOOLS = Path("tests") / "requirements.txt"
_LAST_LINES, _NAMES_SHOWN = 12, 3
_COMMAND_LIMIT = 1 << 20  # bytes; a larger program holds no path of ours


class Unfit(Exception):
    """The environment is not the wanted one, for a `reason`; `place` is where it was made, if that alone is wrong."""

    def __init__(self, reason: str, place: str = "") -> None:
        super().__init__(reason)
        self.reason, self.place = reason, place


class WithoutTools(Unfit):
    """The environment fits, but has not what tests and printing need."""


@contextmanager
def prepared(root, tools, clears):
    """Yield the Python of a fitting environment, the settings of a verb in it, what keeps its temporary folder locked.

    Args:
        root: The project.
        tools: Whether what tests and printing need must be in it.
        clears: Whether the verb's temporary files are removed with that folder.
    """
    with temporary_folder(root) as (settings, kept_locked):
        if clears:
            os.environ.update(settings)
        yield ensure_environment(root, tools), own_settings(os.environ), kept_locked


def ensure_environment(root, tools=False):
    """Return the Python of a `.venv` that fits requirements.txt, made or renewed if needed.

    Args:
        root: The project.
        tools: Whether what tests and printing need must be in it.

    Raises:
        SetupError: It cannot be made; the former environment, if any, is back in its place.
    """
    venv = root / ".venv"
    wanted = wanted_stamp(root, tools)
    if is_ready(venv, wanted):
        return python_of(venv)

    try:
        with FileLock(root / ".venv.lock", lambda holder: print(MESSAGES["waiting"].format(holder=holder))) as lock:
            bring_back_former(venv)
            while True:
                try:
                    check_environment(venv, wanted)
                    break
                except Unfit as unfit:
                    make_fit(root, wanted, lock, unfit)
    except OSError as error:
        cause = {errno.ENOSPC: "KB106", errno.ENAMETOOLONG: "KB112"}.get(error.errno, "KB107")
        cause = "KB112" if getattr(error, "winerror", 0) == 206 else cause
        raise SetupError(cause, f"{Path(error.filename or venv).name} {why(error)}") from error
    return python_of(venv)


def wanted_stamp(root, tools=False):
    """Return what the stamp of a fitting environment holds; a project without tests asks for no tools."""
    wanted = {
        "requirements_sha256": sha256((root / REQUIREMENTS).read_bytes()),
        "python": f"{platform.python_implementation()} {platform.python_version()} {platform.machine()}",
        "place": os.path.normcase(os.path.realpath(str(root / ".venv"))),
    }
    if tools and (root / WITH_TOOLS).is_file():
        wanted["tools_sha256"] = sha256((root / WITH_TOOLS).read_bytes())
    return wanted


def is_ready(venv, wanted):
    """Return whether the environment is complete, fits, lies where it was made, and its Python runs."""
    try:
        check_environment(venv, wanted)
    except Unfit:
        return False
    return True


def check_environment(venv, wanted):
    """Raise Unfit where the environment is not the wanted one."""
    try:
        stamp = json.loads(stamp_of(venv).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        stamp = None
    if not isinstance(stamp, dict):
        raise Unfit(MESSAGES["first"])
    if stamp.get("requirements_sha256") != wanted["requirements_sha256"]:
        raise Unfit(MESSAGES["requirements"])
    if stamp.get("python") != wanted["python"]:
        raise Unfit(MESSAGES["python"].format(old=stamp.get("python"), new=wanted["python"]))
    # A scanner or a tidying hand may have taken a package out: the environment is then made anew.
    missing = sorted(set(stamp.get("installed", [])) - set(installed_entries(venv)))
    if missing:
        names = MESSAGES["joint"].join(missing[:_NAMES_SHOWN]) + "…" * (len(missing) > _NAMES_SHOWN)
        raise Unfit(MESSAGES["incomplete"].format(names=names))
    runs = python_runs(venv)
    if stamp.get("place") != wanted["place"]:
        raise Unfit(MESSAGES["place"].format(place=stamp.get("place")), str(stamp.get("place", "")) if runs else "")
    if not runs:
        raise Unfit(MESSAGES["broken"])
    if wanted.get("tools_sha256") not in (None, stamp.get("tools_sha256")):
        raise WithoutTools(MESSAGES["tools"])


def python_runs(venv):
    """Return whether the environment's Python starts, and is the environment's own."""
    with suppress(OSError):
        return _succeeds([python_of(venv), "-I", "-S", "-c", "import sys; print(sys.version_info[0])"])
    return False


def _succeeds(command, **settings):
    silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.run([*map(str, command)], **silent, **settings).returncode == 0


def installed_entries(venv):
    """Return the names of all packages and folders that lie where the environment keeps its packages."""
    pattern = "Lib/site-packages/*" if os.name == "nt" else "lib/python*/site-packages/*"
    return sorted(path.name for path in venv.glob(pattern) if path.name != "__pycache__")


def stamp_of(venv):
    """Return the path of the stamp."""
    return venv / "liandong-environment.json"


def make_fit(root, wanted, lock, unfit):
    """Take an environment along that was moved, or make it anew, and say why."""
    if unfit.place and take_along(root / ".venv", unfit.place, wanted):
        print(MESSAGES["moved_along"].format(place=unfit.place))
        return
    print(MESSAGES["because"].format(reason=unfit.reason), flush=True)
    make = add_tools if isinstance(unfit, WithoutTools) else make_environment
    try:
        with Progress(MESSAGES["label"]) as progress:
            make(root, wanted, lock, progress)
    except SetupError as error:
        error.reason = unfit.reason
        raise


def take_along(venv, place, wanted):
    """Return whether an environment made elsewhere works here, with the new path in its commands; stamp it then."""
    stamp = dict(json.loads(stamp_of(venv).read_text(encoding="utf-8")), place=wanted["place"])
    former = re.compile(re.escape(os.fsencode(place)) + rb"(?![\w.-])", re.I if os.name == "nt" else 0)
    for path in sorted(python_of(venv).parent.iterdir()):
        if path.is_file() and not path.is_symlink() and path.stat().st_size < _COMMAND_LIMIT:
            content = path.read_bytes()
            changed = former.sub(lambda _: os.fsencode(venv), content)
            if changed != content:
                path.write_bytes(changed)
    check = [python_of(venv), "-I", "-m", "pip", "--disable-pip-version-check", "--no-input", "check"]
    fits = _succeeds(check, env=own_settings(os.environ))
    if fits:
        stamp_of(venv).write_text(json.dumps(stamp, indent=1), encoding="utf-8")
    return fits


def bring_back_former(venv):
    """Repair what a killed run left: keep the new environment if it was finished, else the former one."""
    former = _former(venv)
    if former.exists() and stamp_of(venv).is_file():
        remove_tree(former)
    elif former.exists():
        remove_tree(venv)
        move(former, venv)


def make_environment(root, wanted, lock, progress):
    """Make `.venv` anew; on any failure the former one returns and the error goes on."""
    venv = root / ".venv"
    if stamp_of(venv).is_file():
        move(venv, _former(venv))
    remove_tree(venv)
    try:
        install(root, venv, root / (WITH_TOOLS if "tools_sha256" in wanted else REQUIREMENTS), lock, progress)
        stamp(venv, wanted)
    except BaseException:
        remove_tree(venv)
        bring_back_former(venv)
        raise
    remove_tree(_former(venv))


def add_tools(root, wanted, lock, progress):
    """Add what tests and printing need; where that fails or is killed, the environment fits as before without them."""
    install(root, root / ".venv", root / WITH_TOOLS, lock, progress)
    stamp(root / ".venv", wanted)


def stamp(venv, wanted):
    """Say of an environment that it is complete."""
    replace_file(stamp_of(venv), json.dumps(dict(wanted, installed=installed_entries(venv)), indent=1).encode("utf-8"))


def _former(venv):
    return venv.with_name(f"{venv.name}.old")


def render_setup_error(error):
    """Return the message for the user: the output's end, code and what happened, why it was needed, next step, log."""
    happened, next_step = render_error(error.code, error.found).split("\n", 1)
    lines = [happened, *([MESSAGES["because"].format(reason=error.reason)] if error.reason else []), next_step]
    if error.output:
        last = [f"    {line}" for line in error.output[-_LAST_LINES:]]
        lines = [MESSAGES["last_lines"], *last, *lines, MESSAGES["log"].format(log=LOG)]
    return "\n".join(lines)
