"""`--against`: a draft compared with a bulletin's text, tables and releases."""

import json

import pytest

from liandong.findings import DataError
from liandong.proofing.against import open_released
from zhproof.reading import read_numerals

SLUG = "2025-7-place"


@pytest.fixture
def released(tmp_path):
    """Returns a function that makes a project with one bulletin (and a release, if given) and compares a draft with it."""
    folder = tmp_path / "data" / "bulletins" / SLUG
    (folder / "tables").mkdir(parents=True)
    (folder / "source.txt").write_text("全市已建成养老服务床位4428张。自查发现各类问题68项，调研发现各类问题26项。", encoding="utf-8")
    (folder / "tables" / "care.csv").write_text("item,name_zh,value,unit\na,签约老年人,69.27,万人\nb,满意率,83,%\n", encoding="utf-8")

    def compare(text: str, release: list[dict] | None = None) -> list[tuple[str, str]]:
        if release is not None:
            (tmp_path / "data" / "releases" / "2").mkdir(parents=True)
            (tmp_path / "data" / "releases" / "index.json").write_text('{"versions": ["1", "2"]}', encoding="utf-8")
            (tmp_path / "data" / "releases" / "2" / "statistics.json").write_text(json.dumps(release), encoding="utf-8")
        return [(finding.severity, finding.arithmetic) for finding in open_released(tmp_path, SLUG).compare(text, read_numerals(text))]

    return compare


@pytest.mark.parametrize(
    ("draft", "expected"),
    [
        ("截至年底，已建成养老服务床位4428张。", [("已核", "4428张 = 4428张（简报原文）")]),
        ("截至年底，已建成养老服务床位4482张。", [("存疑", "4482张 ≠ 4428张（简报原文）")]),
        ("签约老年人69.27万人，满意率为83%。", [("已核", "69.27万人 = 69.27万人（数据表 care.csv）"), ("已核", "83% = 83%（数据表 care.csv）")]),
        ("签约老年人近70万人。", [("已核", "70万人 = 69.27万人（数据表 care.csv）")]),
        ("满意率达到85%。", [("存疑", "85% ≠ 83%（数据表 care.csv）")]),
        ("满意率提高5个百分点。", []),
        ("满意率、答复率分别为85%。", []),
        ("已建成养老服务床位4428所。", []),
        ("另一件事有12项。", []),
    ],
)
def test_a_number_of_the_same_words_is_compared(released, draft, expected):
    """The same words, or a name, before it and the same unit: equal is confirmed, unequal is in doubt, anything else is left alone."""
    assert released(draft) == expected


def test_a_newer_release_outdates_the_table(released):
    """The last release's value counts; the one in the table is told as old."""
    entry = {"bulletin": SLUG, "name_zh": "满意率", "unit": "%", "verdict": "updated", "reported": {"printed": "83%"}, "computed": {"printed": "91%"}}
    assert released("满意率为91%。", [entry]) == [("已核", "91% = 91%（第 2 次发布）")]
    assert released("满意率为83%。")[0][0] == "存疑"


@pytest.mark.parametrize("slug", ["nowhere", "../..", "", "a/../b", "/etc"])
def test_there_is_no_such_bulletin(tmp_path, slug):
    """An unknown name, and one that leads elsewhere, are told with the names that there are."""
    with pytest.raises(DataError) as caught:
        open_released(tmp_path, slug)
    assert caught.value.findings[0].code == "E989"
