"""What is said of a file that cannot be proofed: found, expected and the next step, and the limits of what is read."""

from liandong.findings import DataError, Finding, messages

# More than the largest report of a year with its pictures; a draft of 500 pages has a tenth of it.
LIMIT_BYTES = 64 * 2**20
# Ten times a text of 500 pages, which is read and judged in seconds.
LIMIT_CHARACTERS = 4_000_000

FOUND = messages(__name__, "found")
EXPECTED = {"E983": f"不超过 {LIMIT_BYTES // 2**20} MB 的文件", "E985": "没有打开密码的文件"}
READABLE = "有文字的 .docx、.pdf、.html、.md 或 .txt"
SAVE_AS_DOCX = "用 Word 或 WPS 打开，另存为“Word 文档（*.docx）”，再核。"
SPLIT = "分成几个文件再核。"
NEXT_STEPS = messages(__name__, "next_steps")


def refused(code: str, name: str, found: str, next_step: str = "", expected: str = "") -> DataError:
    """Return the error of a file that cannot be proofed."""
    expected = expected or EXPECTED.get(code, READABLE)
    return DataError([Finding(code, name, found=found, expected=expected, next_step=next_step)])
