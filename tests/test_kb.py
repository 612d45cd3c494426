"""The entry: one environment, made once, renewed when needed, repaired after a kill, with clear messages."""

import ast
import importlib.util
import os
import shutil
import subprocess
import sys
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import ROOT

from liandong.run import environment

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


class TestEntry:
    """What needs no environment."""

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
