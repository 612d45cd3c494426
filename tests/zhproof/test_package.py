"""zhproof is a package of its own."""

import shutil
import subprocess
import sys
from pathlib import Path

SCRIPTS = Path(__file__).parents[2] / "scripts"
TRY = "import sys; sys.path.insert(0, sys.argv[1]); from zhproof.reading import read_numerals; print(read_numerals('29项')[0].value_text)"


def test_it_works_in_a_bare_interpreter_with_its_own_folder_alone(tmp_path):
    """Without site packages, without the rest of the project, it reads a number."""
    shutil.copytree(SCRIPTS / "zhproof", tmp_path / "zhproof", ignore=shutil.ignore_patterns("__pycache__"))
    done = subprocess.run([sys.executable, "-I", "-S", "-c", TRY, str(tmp_path)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "29"
