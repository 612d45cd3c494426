#!/usr/bin/env python3
"""The one entry: `python3 scripts/kb.py VERB` makes the environment if needed, then runs the verb in it.

Standard library only. This file must parse on any Python 3, so that an old one gets a clear message and not a
syntax error: no match statement, no evaluated `X | Y`, no walrus, nothing newer than 3.6. What it loads after the
version check may be newer. The environment is the business of `liandong/run/environment.py`.
"""

import importlib
import os
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST_PYTHON = (3, 11)
FINDINGS, INTERRUPTED = 1, 130
# All of the package that must be there before the environment can be made.
NEEDED = ("requirements.txt", "scripts/liandong/run/environment.py", "scripts/liandong/verbs/cli.py")

INTERRUPTION = "已中断。"
# code: what happened, next step. What comes up before the package can be read; all other codes stand in
# liandong/findings/messages/zh-CN/findings.toml.
ERRORS = {
    "KB101": (
        "需要 Python {wanted} 或更新版本，现在运行的是 {found}",
        "安装新的 Python，然后用它运行，例如 python{wanted} scripts/kb.py build；Windows 上用 py -{wanted}。",
    ),
    "KB111": ("项目不完整，缺少 {found}", "请重新取得整个项目文件夹。"),
}


def main(arguments):
    """Return the exit code: of the verb, or 1 when there is no environment to run it in, or 2 for wrong use."""
    speak_utf8()
    error = find_obstacle(ROOT, tuple(sys.version_info[:3]))
    if error:
        print(error, file=sys.stderr)
        return FINDINGS
    sys.path.insert(0, str(ROOT / "scripts"))
    environment = importlib.import_module("liandong.run.environment")
    try:
        # Answers --help and wrong use at once: leaves with SystemExit then.
        options = importlib.import_module("liandong.verbs.cli").parse(arguments)
        tools = options.verb == "test" or getattr(options, "pdf", False)
        # pytest keeps its folders, for a look at what failed, and removes the oldest.
        with environment.prepared(ROOT, tools, arguments[0] != "test") as (python, settings, kept_locked):
            return run_verb(ROOT, python, arguments, kept_locked, settings)
    except environment.SetupError as error:
        print(environment.render_setup_error(error), file=sys.stderr)
        return FINDINGS
    except KeyboardInterrupt:
        print(INTERRUPTION, file=sys.stderr)
        return INTERRUPTED


def speak_utf8():
    """Let Chinese pass through consoles and pipes whose code page has none; the worst is a question mark."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace", line_buffering=True)


def find_obstacle(root, version):
    """Return the message for a Python that is too old or a project that is not whole, else an empty text."""
    missing = [name for name in NEEDED if not (root / name).is_file()]
    if version[:2] >= OLDEST_PYTHON and not missing:
        return ""
    code, found = (
        ("KB111", missing[0]) if version[:2] >= OLDEST_PYTHON
        else ("KB101", "{} ({})".format(dotted(version), sys.executable)))
    happened, remedy = (text.format(wanted=dotted(OLDEST_PYTHON), found=found) for text in ERRORS[code])
    return "错误 {}：{}\n下一步：{}".format(code, happened, remedy)


def run_verb(root, python, arguments, kept_locked, settings):
    """Run the verb inside the environment and return its exit code.

    `settings` are its environment, `kept_locked` goes to its process.
    """
    settings.update(
        PYTHONPATH=str(root / "scripts"),
        PYTHONUTF8="1",
        PYTHONIOENCODING="utf-8:replace",
        PYTHONNOUSERSITE="1",
        # What Python says in English of a verb that was killed: its locks between processes are removed all the same.
        PYTHONWARNINGS="ignore:resource_tracker:UserWarning",
        VIRTUAL_ENV=str(root / ".venv"),
        PATH=os.pathsep.join([str(python.parent), settings.get("PATH", os.defpath)]),
        # The verb ends when this process does, even when it is killed outright: see liandong/run/ending.py.
        LIANDONG_STARTED_BY=str(os.getpid()),
    )
    child = subprocess.Popen([str(python), "-m", "liandong"] + list(arguments), env=settings, **kept_locked)
    # Whoever stops us means the verb. Ctrl-C reaches the child from the terminal by itself.
    signal.signal(signal.SIGTERM, lambda _number, _frame: child.terminate())
    while True:
        try:
            code = child.wait()
            return code if code >= 0 else 128 - code
        except KeyboardInterrupt:
            continue


def dotted(version):
    """Return a version tuple as text, for example 3.11."""
    return ".".join(str(part) for part in version)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
