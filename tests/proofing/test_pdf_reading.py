"""Text of PDFs: lines joined by where they stand, numbers cut by a line joined where that is certain."""

import pytest
from documents import pdf

from liandong.findings import DataError
from liandong.proofing.opening import read_content

# Forty characters of twelve points fill the 480 points between the margins.
FULL = "问" * 40


def lines(*texts: str, left: float = 57, top: float = 780) -> list[tuple[float, float, str]]:
    """Returns lines one below the other; a line that begins with a full-width blank stands two characters further in."""
    return [(left + 24 * text.startswith("\u3000"), top - 20 * number, text.strip("\u3000")) for number, text in enumerate(texts)]


def read(*pages) -> str:
    """Returns the text of a PDF with these pages."""
    return read_content("a.pdf", pdf(*pages)).text


def test_a_full_line_goes_on_in_the_next():
    """A line that reaches the margin and the one below it are one paragraph; an indented one begins another."""
    assert read(lines("\u3000" + FULL[:38], "题三条。", "\u3000另一段。")) == FULL[:38] + "题三条。\n\n另一段。"


def test_a_number_cut_by_a_line_is_joined_and_noted():
    """69.2 at the end of a full line and 7万 at the beginning of the next are 69.27万."""
    draft = read_content("a.pdf", pdf(lines("问" * 38 + "69.2", "7万人，有问题。")))
    assert "69.27万人" in draft.text and "\n" not in draft.text
    assert [note.rule for note in draft.notes] == ["cut-digits"] and "69.27" in draft.notes[0].found
    assert draft.place_at(0).page == 1


def test_a_number_at_the_end_of_a_short_line_is_not_joined():
    """A line that ends early ends its paragraph: its number and the next line's are two."""
    assert "12\n\n34" in read(lines(FULL, "共有12", "34人有问题。"))


def test_digits_that_may_be_cut_are_noted():
    """Between lines of text that are not certainly one paragraph digits are not joined, but told."""
    draft = read_content("a.pdf", pdf(lines(FULL, "问" * 20 + "12", "34人有问题。")))
    assert "12\n\n34" in draft.text and [note.rule for note in draft.notes] == ["cut-digits"]


def test_two_columns_of_numbers_are_not_one_number():
    """A wide gap between two numbers of a line parts them."""
    text = read([*lines(FULL), (57, 700, "12"), (200, 700, "345")])
    assert "12\n\n345" in text


def test_a_line_goes_on_in_its_own_column():
    """Of a page of two columns each has its own margins; a heading may stand over both, and the second goes on where the first ends."""
    half = "问题满意率均在百分之九十"
    left = [(57, 740 - 20 * number, half) for number in range(4)]
    right = [(320, 740 - 20 * number, half) for number in range(3)]
    text = read([(57, 780, FULL[:38]), *left, *right, (320, 680, "以上。")])
    assert text == FULL[:38] + "\n\n" + half * 7 + "以上。"


@pytest.mark.parametrize(("end", "after"), [("率均在90", "%以上，有问题。"), ("共69.27", "万元，有问题。"), ("提高2", "个百分点。"), ("有问题", "，都改了。")])
def test_what_begins_no_line_goes_on_in_its_column(end, after):
    """A unit and a closing mark belong to the line above, however short that is, in either column."""
    half = "问题满意率均在百分之九十的有"
    for left in (57, 320):
        columns = [(other, 740 - 20 * number, half) for other in (57, 320) for number in range(4)]
        cut = [(left, 640, half[: 14 - len(end)] + end), (left, 620, after)]
        at = 4 if left == 57 else 8
        assert f"{end}{after}" in read([(57, 780, FULL[:38]), *columns[:at], *cut, *columns[at:]])


def test_an_enumerator_begins_a_paragraph():
    """（二） behind a full stop at the end of a full line is a heading."""
    assert "题。\n\n（二）" in read(lines(FULL[:37] + "题。", "（二）有问题三条。"))


def test_a_paragraph_goes_on_over_a_page():
    """The offset of what stands on the next page has that page's number."""
    draft = read_content("a.pdf", pdf(lines("\u3000" + FULL[:38]), lines("题三条。")))
    assert draft.text == FULL[:38] + "题三条。"
    assert [draft.place_at(offset).page for offset in (0, 38)] == [1, 2]


def test_page_numbers_that_count_are_not_read():
    """— 1 —, — 2 — at the foot of the pages and a head that every page has are dropped with a note."""
    pages = [[*lines("简报第五期", FULL, "有" * number + "问题。"), (290, 40, f"— {number} —")] for number in (1, 2, 3)]
    draft = read_content("a.pdf", pdf(*pages))
    assert draft.text.count("简报") == 0 and "—" not in draft.text
    assert [note.rule for note in draft.notes] == ["left-out"] and "6" in draft.notes[0].found


def test_a_number_at_a_page_end_that_counts_nothing_is_read():
    """The last line 43 of one page and 29 of the next are text."""
    text = read([*lines(FULL), (57, 40, "43")], [*lines(FULL), (57, 40, "29")])
    assert "43" in text and "29" in text


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (pdf([]), "E987"),
        (pdf(lines("问题三条"))[:300], "E986"),
        (b"%PDF-1.5\n" + b"x" * 200, "E986"),
    ],
)
def test_a_pdf_that_cannot_be_read_says_so(content, code):
    """A scan without text, and a damaged file, are errors with a next step."""
    with pytest.raises(DataError) as caught:
        read_content("a.pdf", content)
    (finding,) = caught.value.findings
    assert (finding.code, finding.file) == (code, "a.pdf") and finding.found and finding.expected and finding.next_step


def test_a_pdf_with_a_password_says_so():
    """An encrypted PDF asks for a copy without a password."""
    import io

    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(lines("问题")))))
    writer.encrypt("secret", algorithm="RC4-128")
    target = io.BytesIO()
    writer.write(target)
    with pytest.raises(DataError) as caught:
        read_content("a.pdf", target.getvalue())
    assert caught.value.findings[0].code == "E985"
