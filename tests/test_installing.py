"""Filling an environment: what is told while pip works and when it fails, the faster installer, what of the shell reaches it."""

import os
import re
import sys
from pathlib import Path

import pytest
from conftest import ROOT

from liandong.findings import RULES
from liandong.run import environment, installing


class FakeProgress:
    """Keeps the last fraction and note."""

    def __init__(self):
        self.fraction, self.note = 0.0, ""

    def update(self, fraction=None, note=None):
        self.fraction = self.fraction if fraction is None else fraction
        self.note = self.note if note is None else note


class TestFailures:
    """What users read when it does not work."""

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
