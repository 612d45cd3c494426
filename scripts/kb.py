#!/usr/bin/env python3
"""The one entry: `python3 scripts/kb.py VERB` makes the environment if needed, then runs the verb in it.

Standard library only. This file must parse on any Python 3, so that an old one gets a clear message and not a
syntax error: no match statement, no evaluated `X | Y`, no walrus, nothing newer than 3.6 before the version check.

The environment is `.venv` in the project's root. It is made in place, because a virtual environment's own commands
(`jupyter-book`) hold its path and break when it is renamed. A stamp inside it is written last: without the stamp, or
with another requirements.txt, Python or place in it, the environment is made anew. The former one waits beside it as
`.venv.old` and comes back when making the new one fails or is killed.
"""

import ast
import hashlib
import importlib
import json
import os
import platform
import queue
import re
import signal
import subprocess
import sys
import threading
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST_PYTHON = (3, 11)
FINDINGS, INTERRUPTED = 1, 130

MESSAGES = {
    "label": "建立环境",
    "venv": "建立 .venv",
    "collecting": "下载 {name}",
    "retrying": "网络不通，正在重试",
    "installing": "安装 {count} 个软件包",
    "checking": "核对版本",
    "waiting": "另一个进程（{holder}）正在建立环境，等它结束后再开始。",
    "error": "错误 {code}：{text}",
    "last_lines": "最后的输出：",
    "log": "完整记录：{log}",
    "next_step": "下一步：{text}",
    "interrupted": "已中断。",
    "again": "再运行一次同样的命令。",
}

# code: what happened, next step. Codes are stable: people look them up.
ERRORS = {
    "KB101": (
        "需要 Python {wanted} 或更新版本，现在运行的是 {found}（{executable}）。",
        "安装新的 Python，然后用它运行，例如 python{wanted} scripts/kb.py build；Windows 上用 py -{wanted}。",
    ),
    "KB102": (
        "这个 Python 缺少建立虚拟环境的模块（venv 或 ensurepip）。",
        "Debian、Ubuntu 等系统请运行 sudo apt install python{version}-venv，然后{again}",
    ),
    "KB103": ("无法建立虚拟环境。", "看上面的输出，排除原因后{again}"),
    "KB104": (
        "连不上软件包索引。",
        "检查网络和代理；单位内网请让管理员给出内部镜像，写进 pip 的配置"
        "（pip config set global.index-url …），然后{again}",
    ),
    "KB105": (
        "软件包索引里没有适合本机的这个版本：{found}",
        "内部镜像可能没有同步完整，请让管理员补上；"
        "也可能 Python {version} 太新或系统不受支持，换一个 Python 版本后{again}",
    ),
    "KB106": ("磁盘空间不够。", "环境大约需要 1 GB，腾出空间后{again}"),
    "KB107": (
        "没有写入权限，或文件正被别的程序使用：{found}",
        "关闭正在使用 .venv 的程序（编辑器、终端、杀毒软件），确认对项目目录有写权限，然后{again}",
    ),
    "KB108": (
        "有软件包要在本机编译而编译失败。",
        "换一个 Python 版本（例如 3.11 至 3.14 中较旧的）或系统，使索引里有现成的安装包，然后{again}",
    ),
    "KB109": ("安装软件包没有成功。", "看上面的输出，排除原因后{again}"),
    "KB110": (
        "requirements.txt 里的版本互相不合。",
        "按 requirements.txt 开头的说明重新生成它，不要手工修改单行。",
    ),
    "KB111": ("缺少 {found}。", "项目不完整，请重新取得整个项目目录。"),
}

# pip's words for each cause, tried in this order: the first that fits is the nearest to the root of the trouble.
PIP_CAUSES = (
    ("KB106", re.compile(r"No space left on device|Errno 28|WinError 112|not enough space", re.I)),
    ("KB107", re.compile(r"Permission denied: .*|\[WinError (?:5|32)\].*|Errno 13.*|Errno 30.*", re.I)),
    (
        "KB104",
        re.compile(
            r"NewConnectionError|Failed to establish a new connection|name resolution|getaddrinfo failed"
            r"|Max retries exceeded|ConnectTimeoutError|Read timed out|ProxyError|SSLError|CERTIFICATE_VERIFY_FAILED"
            r"|ConnectionResetError|Connection aborted|Network is unreachable",
            re.I,
        ),
    ),
    ("KB105", re.compile(r"No matching distribution found for (\S+)")),
    ("KB108", re.compile(r"Failed building wheel|metadata-generation-failed|Failed to build|Microsoft Visual C\+\+")),
)

# What the user's shell may hold that would bend the environment's Python or pip.
KEPT_PYTHON_SETTINGS = ("PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX", "PYTHONHASHSEED")
UNWANTED_SETTINGS = ("PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_USER", "PIP_REQUIREMENT", "__PYVENV_LAUNCHER__")

LAST_LINES = 12
# Installs in a fraction of pip's time; it is fetched by pip, kept nowhere, and pip does the work where it cannot be had or fails.
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
    """The environment cannot be made; holds the code of ERRORS and what fills its text."""

    def __init__(self, code, found="", output=()):
        super().__init__(code)
        self.code = code
        self.found = found
        self.output = list(output)


def main(arguments):
    """Return the exit code: of the verb, or 1 when there is no environment to run it in, or 2 for wrong use."""
    speak_utf8()
    version = tuple(sys.version_info[:3])
    try:
        check_python(version)
        call_parser(ROOT, arguments)
        with load_module(ROOT, "data.temporary").temporary_folder(ROOT) as (settings, kept_locked):
            if arguments[0] != "test":  # pytest keeps its folders, for a look at what failed, and removes the oldest
                os.environ.update(settings)
            python = ensure_environment(ROOT)
            return run_verb(ROOT, python, arguments, kept_locked)
    except SetupError as error:
        print(render_error(error, version), file=sys.stderr)
        return FINDINGS
    except KeyboardInterrupt:
        print(MESSAGES["interrupted"], file=sys.stderr)
        return INTERRUPTED


def speak_utf8():
    """Let Chinese pass through consoles and pipes whose code page has none; the worst is a question mark."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace", line_buffering=True)


def check_python(version):
    """Raise SetupError when this Python is too old for the project."""
    if version[:2] < OLDEST_PYTHON:
        raise SetupError("KB101", found=dotted(version))


def call_parser(root, arguments):
    """Answer --help and wrong use at once; leaves with SystemExit then, returns otherwise."""
    load_module(root, "verbs.cli").parse(arguments)


def load_module(root, name):
    """Return a standard-library-only module of the package; the package itself loads nothing more."""
    path = root / "scripts" / "liandong" / (name.replace(".", "/") + ".py")
    if not path.is_file():
        raise SetupError("KB111", found=path.relative_to(root).as_posix())
    scripts = str(root / "scripts")
    if scripts not in sys.path:
        sys.path.insert(0, scripts)
    return importlib.import_module("liandong." + name)


def ensure_environment(root):
    """Return the Python of a `.venv` that fits requirements.txt, made or renewed if needed.

    Raises:
        SetupError: It cannot be made; the former environment, if any, is back in its place.
    """
    if not (root / "requirements.txt").is_file():
        raise SetupError("KB111", found="requirements.txt")
    venv = root / ".venv"
    wanted = wanted_stamp(root)
    if is_ready(venv, wanted):
        return python_of(venv)
    folders = load_module(root, "data.folders")
    progress_module = load_module(root, "run.progress")

    def tell(holder):
        print(MESSAGES["waiting"].format(holder=holder))

    try:
        with folders.FileLock(root / ".venv.lock", tell) as lock:
            bring_back_former(venv, folders)
            if not is_ready(venv, wanted):
                with progress_module.Progress(MESSAGES["label"]) as progress:
                    make_environment(root, wanted, folders, lock, progress)
    except OSError as error:
        raise SetupError("KB106" if error.errno == 28 else "KB107", found=str(error)) from error
    return python_of(venv)


def wanted_stamp(root):
    """Return what the stamp of a fitting environment holds."""
    return {
        "requirements_sha256": hashlib.sha256((root / "requirements.txt").read_bytes()).hexdigest(),
        "python": "{} {} {}".format(platform.python_implementation(), platform.python_version(), platform.machine()),
        "place": os.path.normcase(os.path.realpath(str(root / ".venv"))),
    }


def is_ready(venv, wanted):
    """Whether the environment is complete, fits, lies where it was made, and its Python runs."""
    try:
        stamp = json.loads(stamp_of(venv).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    # A scanner or a tidying hand may have taken a package out: the environment is then made anew.
    installed = stamp.pop("installed", []) if isinstance(stamp, dict) else []
    if stamp != wanted or not set(installed) <= set(installed_entries(venv)):
        return False
    try:
        probe = [str(python_of(venv)), "-I", "-S", "-c", "import sys; print(sys.version_info[0])"]
        return subprocess.run(probe, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0
    except OSError:
        return False


def installed_entries(venv):
    """Return the names of all packages and folders that lie where the environment keeps its packages."""
    pattern = "Lib/site-packages/*" if os.name == "nt" else "lib/python*/site-packages/*"
    return sorted(path.name for path in venv.glob(pattern) if path.name != "__pycache__")


def stamp_of(venv):
    """Return the path of the stamp."""
    return venv / "liandong-environment.json"


def python_of(venv, windows=os.name == "nt"):
    """Return the path of the environment's Python."""
    return venv / "Scripts" / "python.exe" if windows else venv / "bin" / "python"


def base_python():
    """Return the Python that stands behind this one: an environment cannot renew itself."""
    if sys.prefix != sys.base_prefix:
        base = getattr(sys, "_base_executable", "")
        if base and os.path.exists(base):
            return base
    return sys.executable


def bring_back_former(venv, folders):
    """Repair what a killed run left: keep the new environment if it was finished, else the former one."""
    former = venv.with_name(venv.name + ".old")
    if former.exists():
        if not stamp_of(venv).is_file():
            folders.remove_tree(venv)
            folders.move(former, venv)
        else:
            folders.remove_tree(former)


def make_environment(root, wanted, folders, lock, progress):
    """Make `.venv` anew; on any failure the former one returns and the error goes on."""
    venv = root / ".venv"
    former = venv.with_name(venv.name + ".old")
    if stamp_of(venv).is_file():
        folders.move(venv, former)
    else:
        folders.remove_tree(venv)
    try:
        install(root, venv, lock, progress)
        stamp_of(venv).write_text(json.dumps(dict(wanted, installed=installed_entries(venv)), indent=1), encoding="utf-8")
    except BaseException:
        folders.remove_tree(venv)
        if former.exists():
            folders.move(former, venv)
        raise
    folders.remove_tree(former)


def install(root, venv, lock, progress):
    """Fill the environment with exactly the pinned packages and check that they fit together."""
    requirements = root / "requirements.txt"
    log = root / "_build" / "logs" / "environment.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    python = str(python_of(venv))
    pip = [python, "-I", "-m", "pip", "--disable-pip-version-check", "--no-input"]
    follow = PipFollower(count_pins(requirements.read_text(encoding="utf-8")), venv, progress)

    def tick(_line):
        progress.update()

    with log.open("w", encoding="utf-8", newline="\n") as record:
        progress.update(0.0, MESSAGES["venv"])
        # -I: neither the working folder nor the user's PYTHON… settings reach these commands.
        code, output = watch([base_python(), "-I", "-m", "venv", str(venv)], root, record, lock, tick)
        if code:
            missing = re.search(r"ensurepip|No module named '?venv", "\n".join(output))
            raise SetupError("KB102" if missing else find_cause(output, "KB103")[0], output=output)
        progress.update(VENV_SHARE)
        if not install_faster(root, venv, pip, follow.pins, lock, progress, record):
            # --no-deps: the lock is complete, and nothing that it does not pin may get in. No index is given: offices
            # set their own mirror in pip's configuration.
            command = pip + ["install", "--no-deps", "--no-user", "--progress-bar", "off", "-r", str(requirements)]
            code, output = watch(command, root, record, lock, follow.hear)
            if code:
                cause, found = find_cause(output, "KB109")
                raise SetupError(cause, found, output)
        progress.update(INSTALL_SHARE, MESSAGES["checking"])
        code, output = watch(pip + ["check"], root, record, lock, tick)
        if code:
            raise SetupError("KB110", output=output)
        progress.update(1.0)


def install_faster(root, venv, pip, pins, lock, progress, record):
    """Whether the packages are in the environment already, put there by a faster installer that pip has fetched for it."""
    if pins < WORTH_FETCHING:
        return False
    folder = venv / "faster"

    def tick(_line):
        progress.update()

    try:
        progress.update(note=MESSAGES["collecting"].format(name=FASTER.split("=")[0]))
        command = pip + ["install", "--no-deps", "--progress-bar", "off", "--target", str(folder), FASTER]
        code, _ = watch(command, root, record, lock, tick)
        program = next(iter(folder.glob("*/uv.exe" if os.name == "nt" else "*/uv")), None)
        if code or program is None:
            return False
        code, configured = watch(pip + ["config", "list"], root, record, lock, tick)
        settings = settings_of_pip(configured)
        # --no-config: what counts is pip's configuration alone. Every version is pinned: pip too takes it from whichever index has it.
        command = [str(program), "pip", "install", "--no-deps", "--no-config", "--no-progress", "--index-strategy", "unsafe-best-match"]
        command += ["--python", str(python_of(venv)), "-r", str(root / "requirements.txt")]
        progress.update(COLLECT_SHARE, MESSAGES["installing"].format(count=pins))
        code, _ = watch(command, root, record, lock, tick, settings)
        return code == 0
    finally:
        load_module(root, "data.folders").remove_tree(folder)


def settings_of_pip(configured):
    """Return the settings that give uv the indexes, folders, certificates and proxy of pip.

    `configured` are the lines of `pip config list`, the weaker before the stronger: a file's before those of the shell, and all commands' before `install`'s.
    """
    found = {}
    for section in ("global", "install", ":env:"):
        for line in configured:
            match = re.match(re.escape(section) + r"\.([a-z-]+)=(.+)$", line)
            if match and match.group(1) in HANDED_ON:
                try:
                    value = str(ast.literal_eval(match.group(2)))
                except (ValueError, SyntaxError):
                    continue
                found[match.group(1)] = value
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
    child = subprocess.Popen(
        command,
        cwd=str(root),
        env=dict(own_settings(os.environ), PYTHONUTF8="1", **dict(settings)),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        **lock.inherit()
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
        self.pins = pins
        self._venv = venv
        self._progress = progress
        self._collected = 0
        self._installing = 0
        self._there_before = 0

    def hear(self, line):
        """Take in one line of pip's, or None for a moment of silence."""
        if line is None:
            self._follow_installation()
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

    def _follow_installation(self):
        if not self._installing:
            self._progress.update()
            return
        share = min(1.0, (self._count_installed() - self._there_before) / self._installing)
        self._progress.update(COLLECT_SHARE + share * (INSTALL_SHARE - COLLECT_SHARE))

    def _count_installed(self):
        pattern = "Lib/site-packages" if os.name == "nt" else "lib/python*/site-packages"
        return sum(1 for _ in self._venv.glob(pattern + "/*.dist-info"))


def count_pins(requirements):
    """Return how many packages the text of a requirements.txt names."""
    return sum(1 for line in requirements.splitlines() if line.strip() and not line.lstrip().startswith(("#", "-")))


def find_cause(output, otherwise):
    """Return the code of ERRORS that fits pip's or venv's output, and the telling words in it."""
    text = "\n".join(output)
    for code, pattern in PIP_CAUSES:
        match = pattern.search(text)
        if match:
            return code, match.group(match.re.groups)
    return otherwise, ""


def own_settings(settings):
    """Return the shell's settings without those that would bend the environment's Python or pip."""
    return {
        name: value
        for name, value in settings.items()
        if name in KEPT_PYTHON_SETTINGS or not (name.startswith("PYTHON") or name in UNWANTED_SETTINGS)
    }


def run_verb(root, python, arguments, kept_locked):
    """Run the verb inside the environment and return its exit code; `kept_locked` goes to its process."""
    settings = own_settings(os.environ)
    settings.update(
        PYTHONPATH=str(root / "scripts"),
        PYTHONUTF8="1",
        PYTHONIOENCODING="utf-8:replace",
        PYTHONNOUSERSITE="1",
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


def render_error(error, version):
    """Return the message for the user: code, what happened, the output's end, the next step, the log."""
    happened, remedy = ERRORS[error.code]
    words = {
        "found": error.found,
        "wanted": dotted(OLDEST_PYTHON),
        "version": dotted(version[:2]),
        "executable": sys.executable,
        "again": MESSAGES["again"],
    }
    lines = []
    if error.output:
        lines += [MESSAGES["last_lines"]] + ["    " + line for line in error.output[-LAST_LINES:]]
    lines.append(MESSAGES["error"].format(code=error.code, text=happened.format(**words)))
    lines.append(MESSAGES["next_step"].format(text=remedy.format(**words)))
    if error.output:
        lines.append(MESSAGES["log"].format(log=os.path.join("_build", "logs", "environment.log")))
    return "\n".join(lines)


def dotted(version):
    """Return a version tuple as text, for example 3.11."""
    return ".".join(str(part) for part in version)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
