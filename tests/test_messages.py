"""The tables of messages: each belongs to a module that asks for it, and each that is asked for is there."""

import ast
from pathlib import Path

from liandong.findings.texts import FOLDER, messages

PACKAGE = Path(__file__).resolve().parents[1] / "scripts" / "liandong"


def asked_for() -> set[tuple[str, str]]:
    """Return module and table of each call of `messages` in the package."""
    found = set()
    for path in PACKAGE.rglob("*.py"):
        module = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and ast.unparse(call.func) == "messages" and ast.unparse(call.args[0]) == "__name__":
                found.add((module, ast.literal_eval(call.args[1]) if len(call.args) > 1 else "messages"))
    # What the command line asks for on behalf of each verb.
    for path in (PACKAGE / "verbs").glob("*.py"):
        text = path.read_text(encoding="utf-8")
        found |= {(f"liandong.verbs.{path.stem}", table) for table, sign in (("manual", "def run("), ("options", "\nOPTIONS = ")) if sign in text}
    return found


def test_each_table_is_asked_for_and_each_asked_for_is_there() -> None:
    """No table outlives its module; none is missing."""
    texts = {path.stem: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.toml")}
    wanted = asked_for()
    assert all(messages(module, table) for module, table in wanted)
    heads = {(room, line.strip("[]")) for room, text in texts.items() for line in text.splitlines() if line.startswith("[")}
    known = {(module.split(".")[1], ".".join((*module.split(".")[2:], table))) for module, table in wanted}
    assert sorted((room, head) for room, head in heads if not any(room == place and f"{head}.".startswith(f"{start}.") for place, start in known)) == []
