"""The entry: one environment, made once, renewed when needed, repaired after a kill, with clear messages."""

import ast
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import time
import tomllib
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from liandong.findings import RULES
from liandong.run import environment, installing

ROOT = Path(__file__).resolve().parents[1]
SCRIPTS = ROOT / "scripts"
KB = SCRIPTS / "kb.py"

# What the toy projects run as their package: it tells its arguments and its Python, and fails when told to.
TOY_MAIN = """
import sys
try:
    import toy
    print("toy", toy.VERSION)
except ImportError:
    print("no toy")
print("arguments", sys.argv[1:], "home", sys.prefix)
sys.exit(7 if "fail" in sys.argv else 0)
"""


def load_kb():
    """Return kb.py as a module, as a test of its functions needs it."""
    specification = importlib.util.spec_from_file_location("kb", KB)
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


kb = load_kb()


# What kb.py loads before the environment exists.
BARE_MODULES = (
    "__init__", "data/__init__", "data/folders", "data/files", "data/journal", "findings/__init__", "findings/codes",
    "findings/finding", "findings/texts", "run/__init__", "run/environment", "run/installing", "run/progress",
)


def make_project(root: Path, requirements: str = "") -> Path:
    """Return the root of a project with the real entry and a package that needs nothing."""
    package = root / "scripts" / "liandong"
    for room in ("data", "findings", "importing", "run"):
        (package / room).mkdir(parents=True)
    shutil.copytree(SCRIPTS / "liandong" / "findings" / "messages", package / "findings" / "messages")
    shutil.copy(KB, root / "scripts" / "kb.py")
    for name in BARE_MODULES:
        shutil.copy(SCRIPTS / "liandong" / f"{name}.py", package / f"{name}.py")
    shutil.copytree(SCRIPTS / "liandong" / "verbs", package / "verbs", ignore=shutil.ignore_patterns("__pycache__"))
    (package / "__main__.py").write_text(TOY_MAIN, encoding="utf-8")
    (root / "requirements.txt").write_text(requirements, encoding="utf-8")
    return root


def make_wheel(folder: Path, version: str) -> str:
    """Return the requirement line of a package made here, so that no network is needed."""
    wheel = folder / f"toy-{version}-py3-none-any.whl"
    information = f"toy-{version}.dist-info"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("toy.py", f"VERSION = {version!r}\n")
        archive.writestr(f"{information}/METADATA", f"Metadata-Version: 2.1\nName: toy\nVersion: {version}\n")
        archive.writestr(f"{information}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{information}/RECORD", "")
    return f"toy @ {wheel.as_uri()}\n"


def start(root: Path, *arguments: str, **settings: str) -> subprocess.Popen:
    """Start the entry with no home, no index and a shell full of settings that must not get through."""
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(root / "no-home"),
        "PIP_NO_INDEX": "1",
        "PYTHONHOME": "",
        "PYTHONSTARTUP": str(root / "missing.py"),
        "PYTHONPATH": str(root / "missing"),
    }
    if "SYSTEMROOT" in os.environ:
        environment["SYSTEMROOT"] = os.environ["SYSTEMROOT"]
    return subprocess.Popen(
        [sys.executable, str(root / "scripts" / "kb.py"), *arguments],
        env=environment | settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )


def run(root: Path, *arguments: str, **settings: str) -> tuple[int, str]:
    """Return the entry's exit code and all that it printed."""
    process = start(root, *arguments, **settings)
    output, _ = process.communicate(timeout=600)
    return process.returncode, output


@dataclass(frozen=True)
class Made:
    """A made environment and how it came to be."""

    root: Path
    stamped_after_kill: bool
    codes: list[int]
    outputs: list[str]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """One environment, in a path with a space and Chinese characters: a run killed half-way, then two runs at once."""
    root = make_project(tmp_path_factory.mktemp("kb") / "联动 监督")
    killed = start(root, "check")
    deadline = time.monotonic() + 300
    while not (root / ".venv" / "pyvenv.cfg").exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    killed.kill()
    killed.communicate()
    stamped = environment.stamp_of(root / ".venv").exists()
    both = [start(root, "check"), start(root, "check")]
    outputs = [process.communicate(timeout=600)[0] for process in both]
    return Made(root, stamped, [process.returncode for process in both], outputs)


@pytest.fixture
def project(made):
    """The root of the made environment."""
    return made.root


class FakeProgress:
    """Keeps the last fraction and note."""

    def __init__(self):
        self.fraction, self.note = 0.0, ""

    def update(self, fraction=None, note=None):
        self.fraction = self.fraction if fraction is None else fraction
        self.note = self.note if note is None else note


@pytest.mark.thorough
class TestEnvironment:
    """Real environments of toy projects."""

    def test_kill_in_the_middle_is_repaired(self, made):
        """A run killed while it makes the environment leaves no stamp; the next ones, even at once, succeed."""
        assert not made.stamped_after_kill
        assert made.codes == [0, 0], made.outputs
        assert environment.is_ready(made.root / ".venv", environment.wanted_stamp(made.root))

    def test_two_at_once_wait_for_each_other(self, made):
        """Of two runs at once one makes the environment, the other says that it waits, and uses it."""
        finished = environment.MESSAGES["label"] + " 100%"
        assert sum(finished in output for output in made.outputs) == 1
        waiting = environment.MESSAGES["waiting"].split("{")[0]
        assert any(waiting in output for output in made.outputs)

    def test_second_call_reuses_it(self, project):
        """A fitting environment is used without starting pip and without a word."""
        stamp = environment.stamp_of(project / ".venv")
        before = stamp.stat().st_mtime_ns
        code, output = run(project, "check")
        assert code == 0
        assert environment.MESSAGES["label"] not in output
        assert stamp.stat().st_mtime_ns == before

    def test_verb_runs_inside(self, project):
        """The verb gets its arguments and runs in .venv, whatever Python settings the shell has."""
        _, output = run(project, "test", "-k", "x y")
        assert "arguments ['test', '-k', 'x y']" in output
        assert os.path.realpath(project / ".venv") in output

    def test_a_copied_project_takes_its_environment_along(self, project, tmp_path):
        """A copy needs no installation: it says so, runs in its own environment, and its pip is that environment's."""
        copy = tmp_path / "副 本"
        shutil.copytree(project, copy, symlinks=True)
        code, output = run(copy, "check")
        assert code == 0 and "项目换了位置" in output and environment.MESSAGES["label"] not in output
        assert f"home {os.path.realpath(copy / '.venv')}" in output
        pip = subprocess.run([copy / ".venv" / "bin" / "pip", "--version"], capture_output=True, encoding="utf-8", check=True)
        assert str(copy.resolve()) in pip.stdout
        assert "项目换了位置" not in run(copy, "check")[1]

    def test_exit_code_is_passed_on(self, project):
        """The exit code of the verb is the entry's."""
        assert run(project, "test", "fail")[0] == 7

    def test_no_bar_and_no_escapes_in_a_pipe(self, made):
        """Without a terminal nothing moves and no escape sequence is written; the work is told in a few lines."""
        output = max(made.outputs, key=len)
        assert output.count(environment.MESSAGES["label"]) > 2
        assert "\r" not in output and "\x1b" not in output

    def test_changed_requirements_renew_it(self, project, tmp_path):
        """Another requirements.txt gives exactly its packages; a failed renewal leaves the former environment."""
        plain = (project / "requirements.txt").read_text(encoding="utf-8")
        stamp = environment.stamp_of(project / ".venv").read_bytes()
        (project / "requirements.txt").write_text("no-such-package==1\n", encoding="utf-8")
        code, output = run(project, "check")
        assert code == 1
        assert "KB105" in output and "no-such-package==1" in output and "environment.log" in output
        assert environment.stamp_of(project / ".venv").read_bytes() == stamp
        (project / "requirements.txt").write_text(make_wheel(tmp_path, "1"), encoding="utf-8")
        assert "toy 1" in run(project, "check")[1]
        assert not (project / ".venv.old").exists()
        (project / "requirements.txt").write_text(plain, encoding="utf-8")


class TestReadiness:
    """When an environment counts as fitting. No environment is made here."""

    @pytest.fixture
    def venv(self, tmp_path):
        """A folder that looks like an environment whose Python is this one."""
        (tmp_path / "requirements.txt").write_text("", encoding="utf-8")
        venv = tmp_path / ".venv"
        python = installing.python_of(venv)
        python.parent.mkdir(parents=True)
        python.symlink_to(sys.executable)
        environment.stamp_of(venv).write_text(json.dumps(environment.wanted_stamp(tmp_path)), encoding="utf-8")
        return venv

    def test_fitting(self, venv):
        """Stamp, place and Python fit."""
        assert environment.is_ready(venv, environment.wanted_stamp(venv.parent))

    @pytest.mark.parametrize("key", ["requirements_sha256", "python", "place"])
    def test_each_part_of_the_stamp_counts(self, venv, key):
        """Another requirements.txt, another Python or another place makes it unfit."""
        assert not environment.is_ready(venv, environment.wanted_stamp(venv.parent) | {key: "another"})

    def test_python_missing(self, venv):
        """An environment whose Python was uninstalled is unfit."""
        installing.python_of(venv).unlink()
        assert not environment.is_ready(venv, environment.wanted_stamp(venv.parent))

    def test_python_does_not_run(self, venv):
        """An environment whose Python cannot start is unfit."""
        installing.python_of(venv).unlink()
        installing.python_of(venv).write_text("not a program", encoding="utf-8")
        installing.python_of(venv).chmod(0o755)
        assert not environment.is_ready(venv, environment.wanted_stamp(venv.parent))

    @pytest.mark.parametrize("content", ["", "{", "[]", '{"python": 3}'])
    def test_damaged_stamp(self, venv, content):
        """A stamp cut off or edited makes it unfit."""
        environment.stamp_of(venv).write_text(content, encoding="utf-8")
        assert not environment.is_ready(venv, environment.wanted_stamp(venv.parent))

    def test_package_missing(self, venv):
        """A package taken out of the environment makes it unfit; what somebody adds does not."""
        packages = venv / ("Lib/site-packages" if os.name == "nt" else "lib/python3.11/site-packages")
        for name in ("pandas", "pandas-3.dist-info"):
            (packages / name).mkdir(parents=True)
        environment.stamp_of(venv).write_text(json.dumps(environment.wanted_stamp(venv.parent) | {"installed": environment.installed_entries(venv)}), encoding="utf-8")
        (packages / "added").mkdir()
        assert environment.is_ready(venv, environment.wanted_stamp(venv.parent))
        (packages / "pandas").rmdir()
        assert not environment.is_ready(venv, environment.wanted_stamp(venv.parent))

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            (lambda venv: environment.stamp_of(venv).unlink(), "第一次运行"),
            (lambda venv: (venv.parent / "requirements.txt").write_text("a==1"), "requirements.txt 改过"),
            (lambda venv: installing.python_of(venv).unlink(), "Python 运行不了"),
        ],
    )
    def test_why_it_is_made_is_told(self, venv, change, words):
        """Whoever waits for an installation reads why."""
        change(venv)
        with pytest.raises(environment.Unfit, match=words):
            environment.check_environment(venv, environment.wanted_stamp(venv.parent))

    def test_tools_are_added_where_they_are_needed(self, venv, monkeypatch, capsys):
        """What fits without them is not made anew for tests: they are added, told, and needed no second time."""
        root, added = venv.parent, []
        (root / "tests").mkdir()
        (root / environment.WITH_TOOLS).write_text("pytest==1", encoding="utf-8")
        monkeypatch.setattr(environment, "install", lambda root, venv, requirements, *_: added.append(requirements))
        environment.ensure_environment(root)
        assert added == []
        for _ in range(2):
            environment.ensure_environment(root, tools=True)
        environment.ensure_environment(root)
        assert added == [root / environment.WITH_TOOLS]
        assert "测试和印 PDF" in capsys.readouterr().out

    def test_tools_that_cannot_be_added_harm_nothing(self, venv, monkeypatch):
        """The environment fits as before for all other verbs."""

        def refuse(*_):
            raise installing.SetupError("KB104")

        (venv.parent / "tests").mkdir()
        (venv.parent / environment.WITH_TOOLS).write_text("pytest==1", encoding="utf-8")
        monkeypatch.setattr(environment, "install", refuse)
        with pytest.raises(installing.SetupError):
            environment.ensure_environment(venv.parent, tools=True)
        assert environment.is_ready(venv, environment.wanted_stamp(venv.parent))

    def test_moved(self, venv, monkeypatch, capsys):
        """A project folder that was moved keeps its environment; the commands in it get the new path, and it is told."""
        place = str(venv)
        for name, content in (("jupyter-book", f"#!{place}/bin/python\n"), ("activate", f"VIRTUAL_ENV='{place}'\n"), ("other", f"{place}.old/bin {place}2\n")):
            (installing.python_of(venv).parent / name).write_text(content)
        moved = venv.parent.with_name("elsewhere")
        venv.parent.rename(moved)
        monkeypatch.setattr(environment.subprocess, "run", lambda *_, **__: subprocess.CompletedProcess([], 0))
        assert not environment.is_ready(moved / ".venv", environment.wanted_stamp(moved))
        assert environment.ensure_environment(moved) == installing.python_of(moved / ".venv")
        assert f"项目换了位置，原来在 {place}" in capsys.readouterr().out
        texts = [(installing.python_of(moved / ".venv").parent / name).read_text() for name in ("jupyter-book", "activate", "other")]
        assert texts == [f"#!{moved}/.venv/bin/python\n", f"VIRTUAL_ENV='{moved}/.venv'\n", f"{place}.old/bin {place}2\n"]
        assert environment.is_ready(moved / ".venv", environment.wanted_stamp(moved))

    def test_moved_without_a_network(self, venv, monkeypatch):
        """Where a moved environment cannot be used and nothing can be fetched, the message names the move."""
        place = str(venv)
        moved = venv.parent.with_name("elsewhere, offline")
        venv.parent.rename(moved)
        installing.python_of(moved / ".venv").unlink()

        def offline(*_):
            raise installing.SetupError("KB104", output=["NewConnectionError"])

        monkeypatch.setattr(environment, "install", offline)
        with pytest.raises(installing.SetupError) as caught:
            environment.ensure_environment(moved)
        text = environment.render_setup_error(caught.value)
        assert "KB104" in text and f"项目换了位置（原来在 {place}）" in text

    def test_former_comes_back(self, venv):
        """Killed while a new one was made: the half-made one goes, the former one returns."""
        former = venv.with_name(".venv.old")
        venv.rename(former)
        venv.mkdir()
        environment.bring_back_former(venv)
        assert environment.is_ready(venv, environment.wanted_stamp(venv.parent)) and not former.exists()

    def test_finished_new_one_stays(self, venv):
        """Killed after the new one was finished: the former one goes."""
        former = venv.with_name(".venv.old")
        former.mkdir()
        environment.bring_back_former(venv)
        assert environment.is_ready(venv, environment.wanted_stamp(venv.parent)) and not former.exists()

    def test_python_on_windows(self):
        """Windows keeps the environment's Python in Scripts."""
        assert installing.python_of(Path("e"), windows=True) == Path("e", "Scripts", "python.exe")


class TestMessages:
    """What users read when it does not work."""

    @pytest.mark.parametrize("version", [(3, 6, 0), (3, 10, 13), (2, 7, 18)])
    def test_old_python(self, version):
        """An old Python gets the whole message: what is needed, what runs, and what to do."""
        found = ".".join(map(str, version))
        assert kb.find_obstacle(ROOT, version) == (
            f"错误 KB101：需要 Python 3.11 或更新版本，现在运行的是 {found} ({sys.executable})\n"
            "下一步：安装新的 Python，然后用它运行，例如 python3.11 scripts/kb.py build；Windows 上用 py -3.11。"
        )

    @pytest.mark.parametrize("version", [(3, 11, 0), (3, 14, 1), (4, 0, 0)])
    def test_new_python(self, version):
        """3.11 and newer pass."""
        assert kb.find_obstacle(ROOT, version) == ""

    def test_parses_on_old_python(self):
        """kb.py is valid Python 3.6, so that the version check is reached there."""
        ast.parse(KB.read_text(encoding="utf-8"), feature_version=(3, 6))

    def test_standard_library_only(self):
        """kb.py and what it loads import nothing that has to be installed."""
        package = SCRIPTS / "liandong"
        for path in (KB, *(package / f"{name}.py" for name in BARE_MODULES), *(package / "verbs").glob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            imported = {
                name.split(".")[0]
                for node in tree.body
                if isinstance(node, ast.Import | ast.ImportFrom)
                for name in ([node.module] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names])
            }
            assert imported <= {*sys.stdlib_module_names, "liandong"}, path

    @pytest.mark.parametrize(
        ("line", "code"),
        [
            ("NewConnectionError('<conn>: Failed to establish a new connection: [Errno 111]')", "KB104"),
            ("WARNING: Retrying after: [Errno -3] Temporary failure in name resolution", "KB104"),
            ("SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]'))", "KB104"),
            ("ERROR: No matching distribution found for pandas==3.1.1", "KB105"),
            ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "KB106"),
            ("ERROR: Could not install packages: [WinError 32] used by another process", "KB107"),
            ("OSError: [WinError 206] The filename or extension is too long: 'D:\\\\a'", "KB112"),
            ("error: failed to create directory: The filename or extension is too long. (os error 206)", "KB112"),
            ("ERROR: Failed building wheel for numpy", "KB108"),
            ("something nobody foresaw", "KB109"),
        ],
    )
    def test_cause_of_pip_failure(self, line, code):
        """Each usual cause has its own code; the rest has one too."""
        assert installing.find_cause(["Collecting x", line, "done"], "KB109")[0] == code

    def test_pips_hint_about_long_paths_goes_before_what_windows_says(self):
        """Windows says that a file is missing; the hint below tells why."""
        lines = [
            "ERROR: Could not install packages due to an OSError: [Errno 2] No such file or directory: 'C:\\\\x'",
            "HINT: This error might have occurred since this system does not have Windows Long Path support enabled. You can find information on how to"
            " enable this at https://pip.pypa.io/warnings/enable-long-paths",
        ]
        assert installing.find_cause(lines, "KB109") == ("KB112", "")

    def test_the_file_that_may_not_be_written_is_named_without_english(self):
        """Of pip's sentence only the path is told again."""
        line = "ERROR: Could not install packages due to an OSError: [Errno 13] Permission denied: '/p/.venv/lib/pandas'"
        assert installing.find_cause([line], "KB109") == ("KB107", "/p/.venv/lib/pandas")

    def test_network_is_the_cause_behind_a_missing_distribution(self):
        """Without a network pip also says that it found nothing; the network is named."""
        lines = ["Retrying: NewConnectionError", "ERROR: No matching distribution found for pandas==3.1.1"]
        assert installing.find_cause(lines, "KB109")[0] == "KB104"

    def test_every_error_is_complete(self):
        """Every code renders its text, the next step, the output's end and the log's place."""
        for code in (code for code in RULES if code.startswith("KB")):
            text = environment.render_setup_error(installing.SetupError(code, "found", ["the last line"]))
            assert f"错误 {code}：" in text and "：found\n" in text and "下一步：" in text
            assert "the last line" in text and "environment.log" in text
            assert not re.search(r"[{}]", text)

    def test_debian_without_venv_names_the_package(self, tmp_path, monkeypatch):
        """The message for a Python without ensurepip names the package of that very version."""
        monkeypatch.setattr(installing, "watch", lambda *_, **__: (1, ["The virtual environment was not created because ensurepip is not available."]))
        (tmp_path / "requirements.txt").touch()
        with pytest.raises(installing.SetupError) as caught:
            installing.install(tmp_path, tmp_path / ".venv", tmp_path / "requirements.txt", None, FakeProgress())
        assert "python{}.{}-venv".format(*sys.version_info) in environment.render_setup_error(caught.value)

    @pytest.mark.parametrize(
        ("error", "code", "words"),
        [
            (OSError(28, "No space left on device", "/p/.venv.lock"), "KB106", "磁盘满了"),
            (OSError(36, "File name too long", "/p/.venv.lock"), "KB112", "名字太长"),
            (PermissionError(13, "Permission denied", "/p/.venv.lock"), "KB107", ".venv.lock 没有权限"),
        ],
    )
    def test_what_the_system_refuses_is_told_in_chinese(self, error, code, words, tmp_path, monkeypatch):
        """The disk's own words, in English, are not repeated."""

        def refuse(*_):
            raise error

        monkeypatch.setattr(environment.FileLock, "__enter__", refuse)
        (tmp_path / "requirements.txt").touch()
        with pytest.raises(installing.SetupError) as caught:
            environment.ensure_environment(tmp_path)
        text = environment.render_setup_error(caught.value)
        assert code in text and words in text and error.strerror not in text

    def test_missing_requirements(self, tmp_path):
        """A project without requirements.txt is told apart from a failing pip."""
        make_project(tmp_path / "p")
        (tmp_path / "p" / "requirements.txt").unlink()
        code, output = run(tmp_path / "p", "check")
        assert code == 1 and "KB111" in output and "requirements.txt" in output

    @pytest.mark.parametrize("arguments", [(), ("bild",), ("build", "--fast"), ("--verbose",)])
    def test_wrong_use_makes_no_environment(self, tmp_path, arguments):
        """Wrong use is answered at once, with exit code 2."""
        root = make_project(tmp_path / "p")
        code, output = run(root, *arguments)
        assert code == 2 and "KB001" in output
        assert not (root / ".venv").exists()

    def test_help_makes_no_environment(self, tmp_path):
        """--help is answered at once on a bare Python, also where the terminal knows no Chinese."""
        root = make_project(tmp_path / "p")
        code, output = run(root, "--help", PYTHONIOENCODING="ascii")
        assert code == 0 and "用法" in output
        assert not (root / ".venv").exists()


class TestPipFollower:
    """The bar while pip works."""

    def test_follows_pip(self, tmp_path):
        """Packages collected move the bar; excluded pins do not count; installed packages move it on in silence."""
        progress = FakeProgress()
        follower = installing.PipFollower(3, tmp_path, progress)
        follower.hear("Ignoring colorama: markers 'sys_platform == \"win32\"' don't match your environment")
        follower.hear("Collecting pandas==3.1.1 (from -r requirements.txt (line 9))")
        half = progress.fraction
        assert progress.note == "下载 pandas"
        follower.hear("Collecting altair==6.3.0 (from -r requirements.txt (line 1))")
        assert 0 < half < progress.fraction == installing.COLLECT_SHARE
        follower.hear("Installing collected packages: pandas, altair")
        site_packages = tmp_path / ("Lib" if os.name == "nt" else "lib/python3.11") / "site-packages"
        (site_packages / "pandas-3.1.1.dist-info").mkdir(parents=True)
        follower.hear(None)
        assert installing.COLLECT_SHARE < progress.fraction < installing.INSTALL_SHARE

    def test_count_pins(self):
        """Comments, options and blank lines are no packages."""
        assert installing.count_pins("# c\n\n-i x\na==1\n    # via b\nb==2 ; python_version < '3.12'\n") == 2


class TestFaster:
    """The faster installer, which pip fetches and which pip stands in for."""

    def test_pips_configuration_is_handed_on(self):
        """Index, certificates and proxy are pip's; the shell's settings are the strongest, those of `install` come before all commands'."""
        lines = [
            ":env:.index-url='https://mirror.example/shell'", "global.index-url='https://mirror.example/file'", "install.extra-index-url='a  b'",
            "global.extra-index-url='c'", "global.cert='/etc/ca.pem'", "global.proxy='http://proxy:3128'", "global.no-index='false'",
            "global.find-links='/one /two'", "global.constraint='x'", "damaged",
        ]
        assert installing.settings_of_pip(lines) == {
            "UV_DEFAULT_INDEX": "https://mirror.example/shell", "UV_INDEX": "a b", "SSL_CERT_FILE": "/etc/ca.pem", "ALL_PROXY": "http://proxy:3128",
            "UV_FIND_LINKS": "/one,/two",
        }

    def test_without_a_configuration_the_system_is_trusted(self):
        """Nothing configured: the default index, with the certificates of the system as pip has them."""
        assert installing.settings_of_pip([]) == {"UV_SYSTEM_CERTS": "1"}

    @pytest.mark.parametrize(("failing", "installed"), [("--target", False), ("--python", False), ("", True)], ids=["not there", "fails", "works"])
    def test_pip_stands_in(self, tmp_path, monkeypatch, failing, installed):
        """Where the installer cannot be had, or fails, pip does the work; nothing of the installer stays."""
        commands = []

        def watch(command, *_, **__):
            commands.append(command)
            if failing and failing in command:
                return 1, []
            if "--target" in command:
                program = Path(command[command.index("--target") + 1]) / "bin" / ("uv.exe" if os.name == "nt" else "uv")
                program.parent.mkdir(parents=True)
                program.write_text("")
            return 0, []

        monkeypatch.setattr(installing, "watch", watch)
        assert installing.install_faster(ROOT, tmp_path, ROOT / "requirements.txt", ["pip"], installing.WORTH_FETCHING, None, FakeProgress(), None) is installed
        assert list(tmp_path.iterdir()) == []
        assert any("-r" in command for command in commands) is (failing != "--target")

    def test_a_few_packages_are_not_worth_it(self, tmp_path):
        """Fetching the installer takes longer than pip takes for a handful."""
        assert not installing.install_faster(ROOT, tmp_path, ROOT / "requirements.txt", ["pip"], installing.WORTH_FETCHING - 1, None, FakeProgress(), None)


class TestSettings:
    """What of the user's shell reaches the environment."""

    def test_python_settings_stay_out(self):
        """Settings that would bend Python or pip's target stay out; the index stays the user's."""
        shell = {"PYTHONHOME": "x", "PYTHONSTARTUP": "x", "PIP_USER": "1", "PIP_INDEX_URL": "mirror", "PATH": "p"}
        assert installing.own_settings(shell) == {"PIP_INDEX_URL": "mirror", "PATH": "p"}


class TestLock:
    """The lists of packages themselves."""

    @pytest.mark.parametrize("name", ["requirements.txt", "tests/requirements.txt"])
    def test_every_line_is_pinned(self, name):
        """Every requirement names one exact version, and no address is in the file."""
        pinned = re.compile(r"[A-Za-z0-9._-]+==[^\s;*]+( ; [^#]+)?$")
        assert [line for line in pins(name) if not pinned.match(line)] == []
        assert "://" not in (ROOT / name).read_text(encoding="utf-8")

    def test_direct_dependencies_agree(self):
        """What pyproject.toml pins is what the lists pin, and what tests have besides changes no version."""
        declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        assert set(declared["dependencies"]) <= set(pins("requirements.txt")) <= set(pins("tests/requirements.txt"))
        assert set(declared["optional-dependencies"]["tools"]) <= set(pins("tests/requirements.txt"))


def pins(name: str) -> list[str]:
    """Return the lines of a list that name a package."""
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.lstrip().startswith("#")]
