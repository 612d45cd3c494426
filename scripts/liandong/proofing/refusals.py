"""What is said of a file that cannot be proofed: found, expected and the next step, and the limits of what is read."""

from liandong.findings import DataError, Finding, messages

# More than the largest report of a year with its pictures; a draft of 500 pages has a tenth of it.
LIMIT_BYTES = 64 * 2**20
# Ten times a text of 500 pages, which is read and judged in seconds.
LIMIT_CHARACTERS = 4_000_000

REASONS = messages(__name__, "reasons")
# What is expected where a reason does not say it, by its code.
EXPECTED = messages(__name__, "expected")


def refused(reason: str, name: str, **values: object) -> DataError:
    """Return the error of a file that cannot be proofed, for one of `REASONS`."""
    words = {"expected": EXPECTED.get(REASONS[reason]["code"], EXPECTED["readable"])} | REASONS[reason]
    values |= {"name": name, "limit": LIMIT_BYTES // 2**20}
    shown = {key: words[key].format(**values) for key in ("found", "expected")}
    return DataError([Finding(words["code"], name, next_step=words.get("next_step", ""), **shown)])
