"""A table of two rows, and files for the tests of reading."""

from pathlib import Path

from hypothesis import HealthCheck, settings

from liandong.findings import DataError

RESOURCE = {
    "name": "status",
    "path": "status.csv",
    "schema": {
        "fields": [
            {
                "name": "level",
                "type": "string",
                "constraints": {"required": True, "enum": ["city"]},
                "labels": {"city": "市级"},
            },
            {"name": "problems", "type": "integer"},
            {"name": "rate_pct", "type": "number"},
            {"name": "as_of", "type": "date"},
            {"name": "contact", "type": "string", "private": True},
        ]
    },
}
HEADER = "level,problems,rate_pct,as_of,contact\n"
TEXT = HEADER + "city,23,79.30,2024-11-27,张三\ncity,,,,\n"
fuzz = settings(max_examples=150, deadline=2000, suppress_health_check=[HealthCheck.function_scoped_fixture])


def write(folder: Path, content: str | bytes, name: str = "status.csv") -> Path:
    """The path of a new file with this content."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def codes(error: DataError) -> list[str]:
    """The codes of an error's findings."""
    return [finding.code for finding in error.findings]

