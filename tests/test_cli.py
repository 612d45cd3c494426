"""The verbs, their manual and their exit codes."""

import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from liandong.findings import messages
from liandong.verbs import cli


def checks_that_find(monkeypatch, *severities: str) -> None:
    """Let the checks find something of each severity."""
    found = [SimpleNamespace(severity=severity, code="E101") for severity in severities]
    check = ModuleType("liandong.checks.book")
    check.run_checks = lambda root: found
    render = ModuleType("liandong.findings")
    render.render_findings = lambda findings: "\n".join(f"found {finding.severity}" for finding in findings)
    monkeypatch.setitem(sys.modules, "liandong.checks.book", check)
    monkeypatch.setitem(sys.modules, "liandong.findings", render)


class TestParse:
    """What is taken, and what is refused."""

    @pytest.mark.parametrize(
        "arguments",
        [["import"], ["import", "a.xlsx", "--bulletin"], ["publish"], ["publish", "x"], ["diff", "--against"], ["import", "a.xlsx", "--yes=3"], ["serve", "--port"]],
    )
    def test_no_complaint_is_in_english(self, arguments, capsys):
        """What argparse says about wrong use is Chinese but for the names of options."""
        with pytest.raises(SystemExit):
            cli.parse(arguments)
        complaint = capsys.readouterr().err.splitlines()[0]
        words = re.sub(r"--?[a-z]+|[A-Z]+(\.xlsx)?|KB001|'3'", "", complaint)
        assert not re.search(r"[A-Za-z]", words), complaint

    @pytest.mark.parametrize(
        ("arguments", "passed_on"),
        [
            (["test"], ()),
            (["test", "-k", "x"], ("-k", "x")),
            (["test", "--", "-k", "x"], ("-k", "x")),
            (["test", "-x", "--", "tests"], ("-x", "--", "tests")),
            (["test", "--", "--help"], ("--help",)),
        ],
    )
    def test_pytest_arguments_pass_on(self, arguments, passed_on):
        """What follows test goes to pytest unread, with or without a leading --."""
        assert cli.parse(arguments).passed_on == passed_on

    @pytest.mark.parametrize(
        "arguments", [[], ["bild"], ["build", "x"], ["check", "--all"], ["--version"], ["-x", "build"]]
    )
    def test_wrong_use(self, arguments, capsys):
        """Wrong use leaves with 2, a code, what was wrong and the next step."""
        with pytest.raises(SystemExit) as stop:
            cli.parse(arguments)
        assert stop.value.code == 2
        message = capsys.readouterr().err
        assert message.startswith("错误 KB001：") and "--help" in message

    def test_wrong_use_whole_message(self, capsys):
        """An unknown verb is answered with the known ones and the remedy."""
        assert cli.main(["bild"]) == 2
        known = " ".join(cli.VERBS)
        assert capsys.readouterr().err == (
            f"错误 KB001：用法不对：没有“bild”这个命令，可用的命令：{known}\n"
            "下一步：运行 python3 scripts/kb.py --help 看用法。\n"
        )


class TestHelp:
    """--help is the manual."""

    @pytest.mark.parametrize("verb", [None, *cli.VERBS])
    def test_manual_is_complete(self, verb, capsys):
        """Each manual names the three exit codes and gives an example that can be typed."""
        arguments = [verb, "--help"] if verb else ["--help"]
        assert cli.main(arguments) == 0
        manual = capsys.readouterr().out
        assert manual.startswith("用法：python3 scripts/kb.py")
        for code in (0, 1, 2):
            assert f"\n  {code}  " in manual
        assert f"\n  python3 scripts/kb.py {verb or 'build'}" in manual

    def test_first_page_lists_every_verb(self, capsys):
        """The first page names each verb with what it does."""
        cli.main(["--help"])
        manual = capsys.readouterr().out
        assert [verb for verb in cli.VERBS if messages(cli.VERBS[verb].__name__, "manual")["help"] not in manual] == []

    def test_help_imports_nothing_heavy(self):
        """The file answers without pandas, pytest or Sphinx, so that help comes at once."""
        code = "import sys, liandong.verbs.cli; print(sorted({'pandas', 'pytest', 'sphinx', 'altair'} & set(sys.modules)))"
        output = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(cli.__file__).parents[2]
        ).stdout
        assert output == "[]\n"


class TestCheckAndBuild:
    """Findings decide."""

    @pytest.mark.parametrize(
        ("severities", "code"), [((), 0), (("note",), 0), (("error",), 1), (("note", "error"), 1)]
    )
    def test_check(self, monkeypatch, capsys, severities, code):
        """Every finding is printed; only errors make the exit code 1."""
        checks_that_find(monkeypatch, *severities)
        assert cli.main(["check"]) == code
        printed = capsys.readouterr().out
        assert [f"found {severity}" for severity in severities] == [x for x in printed.splitlines() if "found" in x]

    def test_an_error_of_the_checks_is_told_and_nothing_is_put_in_place(self, monkeypatch, capsys, tmp_path):
        """The checks go to the site's builder; what they found is printed, with the word that the old site stays."""
        from liandong import site

        def build(root, *, progress, check):
            found = tuple(check(root))
            return site.BuildResult("checks", (), (), tmp_path / "log", tmp_path / "index.html", findings=found)

        checks_that_find(monkeypatch, "error")
        monkeypatch.setattr(site, "is_current", lambda root: False)
        monkeypatch.setattr(site, "build_site", build)
        assert cli.main(["build"]) == 1
        printed = capsys.readouterr().out
        assert "found error" in printed
        assert site.MESSAGES["checks"] in printed

    def test_nothing_is_done_where_nothing_changed(self, monkeypatch, capsys):
        """A site that is current is not built again."""
        from liandong import site

        checks_that_find(monkeypatch)
        monkeypatch.setattr(site, "is_current", lambda root: True)
        monkeypatch.setattr(site, "build_site", lambda *_, **__: pytest.fail("built"))
        assert cli.main(["build"]) == 0
        assert cli.VERBS["build"].MESSAGES["current"] in capsys.readouterr().out

    @pytest.mark.parametrize(("failure", "code"), [("", 0), ("crashed", 1)])
    def test_build(self, monkeypatch, tmp_path, failure, code):
        """The site's result is the exit code; notes do not stop it."""
        from liandong import site

        result = site.BuildResult(failure, (), (), tmp_path / "log", tmp_path / "index.html")
        checks_that_find(monkeypatch, "note")
        monkeypatch.setattr(site, "is_current", lambda root: False)
        monkeypatch.setattr(site, "build_site", lambda *_, **__: result)
        assert cli.main(["build"]) == code

    def test_interruption(self, monkeypatch, capsys):
        """Ctrl-C ends with 130 and a word, not with a traceback."""
        checks_that_find(monkeypatch)

        def interrupt(root):
            raise KeyboardInterrupt

        sys.modules["liandong.checks.book"].run_checks = interrupt
        assert cli.main(["check"]) == 130
        assert cli.MESSAGES["interrupted"] in capsys.readouterr().err


class TestPytest:
    """Running the tests."""

    @pytest.mark.parametrize(("pytest_code", "code"), [(0, 0), (1, 1), (2, 1), (3, 1), (4, 2), (5, 1), (-9, 137)])
    def test_exit_codes(self, monkeypatch, pytest_code, code):
        """Failures, unreadable tests and an empty selection are findings, pytest's wrong use is wrong use."""
        monkeypatch.setattr(cli.VERBS["test"].subprocess, "run", lambda *_, **__: SimpleNamespace(returncode=pytest_code))
        assert cli.main(["test"]) == code

    @pytest.mark.parametrize(
        ("arguments", "everyday"),
        [
            ([], True),
            (["-x"], True),
            (["--all"], False),
            (["--all", "-x"], False),
            (["--all", "-k", "rounding"], False),
            (["-k", "rounding"], False),
            (["-m", "thorough"], False),
            (["tests/test_cli.py"], False),
            (["tests/test_cli.py::TestPytest", "-x"], False),
        ],
    )
    def test_long_tests_run_when_asked_for(self, monkeypatch, arguments, everyday):
        """Without a choice of tests only the everyday ones run; --all, words, marks and paths choose."""
        commands = []
        monkeypatch.setattr(cli.VERBS["test"].subprocess, "run", lambda command, **_: commands.append(command) or SimpleNamespace(returncode=0))
        cli.main(["test", *arguments])
        assert ("not thorough and not exhaustive" in commands[0]) == everyday and "--all" not in commands[0]
        assert ("not exhaustive" in commands[0]) == (arguments in (["--all"], ["--all", "-x"]))
        assert [argument for argument in arguments if argument != "--all"] == commands[0][len(commands[0]) - len(set(arguments) - {"--all"}):]
