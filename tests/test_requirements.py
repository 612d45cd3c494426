"""The lists of packages."""

import re
import tomllib

import pytest
from conftest import ROOT


def pins(name: str) -> list[str]:
    """Return the lines of a list that name a package."""
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.lstrip().startswith("#")]


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
