"""What is said of a file that cannot be proofed: found, expected and the next step, and the limits of what is read."""

from liandong.findings import DataError, Finding

# More than the largest report of a year with its pictures; a draft of 500 pages has a tenth of it.
LIMIT_BYTES = 64 * 2**20
# Ten times a text of 500 pages, which is read and judged in seconds.
LIMIT_CHARACTERS = 4_000_000

FOUND = {
    "missing": "没有这个文件",
    "folder": "这是文件夹，不是文件",
    "device": "这不是普通的文件",
    "denied": "打不开：{}",
    "empty": "文件里没有内容",
    "blank": "文件里只有空白，没有文字",
    "large": "文件有 {} MB",
    "long": "稿件有 {} 万字",
    "word_97": "这是旧版 Word 文档（.doc）",
    "wps": "这是 WPS 文字文档（.wps）",
    "ofd": "这是版式文件（.ofd）",
    "workbook": "这是电子表格（{}）",
    "slides": "这是演示文稿（{}）",
    "rtf": "这是 RTF 文档",
    "opendocument": "这是 OpenDocument 文档（{}）",
    "picture": "这是图片（{}），程序不认图片里的字",
    "archive": "这是压缩包，里面没有 Word 文档",
    "binary": "文件里有空字节，不是文本文件",
    "unknown": "认不出是什么格式（{}）",
    "encrypted": "文件设了打开密码",
    "damaged": "压缩的内容读不出来，文件没有复制完或者已损坏",
    "not_docx": "文件名以 .docx 结尾，内容却不是 Word 文档",
    "not_pdf": "文件名以 .pdf 结尾，内容却不是 PDF",
}
EXPECTED = {"E983": f"不超过 {LIMIT_BYTES // 2**20} MB 的文件", "E985": "没有打开密码的文件"}
READABLE = "有文字的 .docx、.pdf、.html、.md 或 .txt"
SAVE_AS_DOCX = "用 Word 或 WPS 打开，另存为“Word 文档（*.docx）”，再核。"
SPLIT = "分成几个文件再核。"
NEXT_STEPS = {
    "ofd": "找发文单位要 .docx 或者带文字的 .pdf；也可以在 OFD 阅读器里全选、复制文字，粘贴到记事本，存为 .txt 再核。",
    "workbook": "把要核的文字和表复制到 Word 或 WPS 文字里，存为 .docx 再核；要改数据表的，用 import。",
    "slides": "把文字复制到 Word 或 WPS 文字里，存为 .docx 再核。",
    "picture": "用带文字的原文件；只有纸件的，先做文字识别，逐字校对以后存为 .docx 再核。",
    "archive": "先解开压缩包，再核里面的文件。",
}


def refused(code: str, name: str, found: str, next_step: str = "", expected: str = "") -> DataError:
    """The error of a file that cannot be proofed."""
    return DataError([Finding(code, name, found=found, expected=expected or EXPECTED.get(code, READABLE), next_step=next_step)])
