"""Encodings told apart by how many characters are common ones."""

import re
from pathlib import Path

import pytest

from liandong.data.text_files import common_share, decoded_as_utf8, read_as_big5
from liandong.proofing.plain_text import decode

BOOK = Path(__file__).resolve().parents[1] / "book"
TRADITIONAL = "市人大常委會聯合各縣區人大常委會，對養老服務工作開展監督。共發現問題四十三項，其中市級問題二十九項。群眾滿意率達到百分之八十三以上。"


def pieces(pattern: str) -> set[str]:
    """Returns the runs of characters of the book that fit a pattern."""
    return {piece for path in BOOK.rglob("*.md") for piece in re.findall(pattern, path.read_text(encoding="utf-8"))}


def test_no_sentence_of_the_book_in_gbk_is_taken_for_big5():
    """Thousands of pieces of sentences, each alone in a file."""
    found = pieces("[\u4e00-\u9fff，。、]{4,}")
    assert len(found) > 1000
    assert [piece for piece in found if read_as_big5(piece.encode("gb18030"))] == []


@pytest.mark.parametrize("text", [TRADITIONAL, *re.findall("[\u4e00-\u9fff]{4,}", TRADITIONAL)])
def test_traditional_characters_in_big5_are_read(text):
    """A whole text and each of its pieces."""
    assert decode("a.txt", text.encode("big5")) == text


def test_traditional_characters_in_gbk_stay_gbk():
    """GBK has them too."""
    assert decode("a.txt", TRADITIONAL.encode("gbk")) == TRADITIONAL


def test_words_of_the_book_in_gbk_are_never_read_as_letters():
    """Of all short words of the book those whose GBK is valid UTF-8 are read as words."""
    words = []
    for word in pieces("[\u4e00-\u9fff]{2,4}"):
        try:
            word.encode("gbk").decode("utf-8")
        except UnicodeError:
            continue
        words.append(word)
    assert len(words) > 20
    assert [word for word in words if decode("a.txt", word.encode("gbk")) != word] == []


@pytest.mark.parametrize("text", ["é", "±5", "25°C", "Xī’ān", "3×4", "naïve café", "ǎ", "α β", "状态", "ab", ""])
def test_letters_of_two_bytes_stay_letters(text):
    """UTF-8 with a lone letter or sign is UTF-8."""
    assert decoded_as_utf8(text.encode()) == text


def test_the_share_of_common_characters():
    """Text without ideographs has no rare one."""
    assert common_share("abc") == 1 and common_share("状态") == 1 and common_share("鏁存") == 0.5 and common_share("會", "big5") == 1
