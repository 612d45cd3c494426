"""A program that reads a text otherwise than the one that made its bulletin: it says which numerals, and keeps the answers that fit."""

import json
from argparse import Namespace
from dataclasses import replace

import pytest
from new_bulletins import FIRST
from test_answers import answer, doubtful_project, files

from liandong.findings import DataError
from liandong.scaffold import answers, proposals
from liandong.scaffold.answers import read_answers, take_answers
from liandong.verbs import new
from zhproof.proofing import proof_text


@pytest.fixture
def project(tmp_path):
    """Return a small project with a bulletin of which two numerals are doubtful."""
    return doubtful_project(tmp_path)


def read_otherwise(monkeypatch, drop: str = "", unit: tuple[str, str] = ("", "")) -> None:
    """Let the program read no numeral in this sentence, or give numerals of one unit another."""
    def changed(text):
        numerals, _ = proof_text(text)
        numerals = [one for one in numerals if not drop or drop not in one.sentence]
        numerals = [replace(one, id=number, unit=unit[1] if one.unit == unit[0] else one.unit) for number, one in enumerate(numerals, 1)]
        return numerals, []

    monkeypatch.setattr(proposals, "proof_text", changed)
    monkeypatch.setattr(answers, "read_numerals", lambda text: changed(text)[0])


def test_answers_follow_their_numerals(project, tmp_path, monkeypatch):
    """Numerals that are not read any more shift the others: kept answers and those of a workbook written before go along."""
    take_answers(project, FIRST, answer(project, tmp_path, ("数字", "一", "是统计数吗", "不是")))
    (number, _), = read_answers(project, FIRST)
    path = answer(project, tmp_path, ("数字", "9", "单位", "项"))
    read_otherwise(monkeypatch, drop="2099年3月5日")
    taken = take_answers(project, FIRST, path)
    kept = read_answers(project, FIRST)
    assert taken.waiting == 0 and len(kept) == 2 and all(key < number for key, name in kept if name == "statistic")
    assert any("不再单独读出" in line for line in taken.reread)
    assert take_answers(project, FIRST, answer(project, tmp_path)).reread == []


def test_what_is_read_otherwise_is_told(project, tmp_path, monkeypatch, capsys):
    """Old and new stand beside each numeral, with the next step; the tables follow, and no table is called changed by hand."""
    path = answer(project, tmp_path, ("数字", "一", "是统计数吗", "不是"))
    read_otherwise(monkeypatch, unit=("项", "件"))
    monkeypatch.chdir(project)
    assert new.run(project, Namespace(slug=FIRST, source=None, answers=path, date=None)) == 0
    said = capsys.readouterr().out
    assert "程序更新过" in said and "项 → " in said and "看一眼" in said and said.count("→") <= 21
    package = json.loads((project / "data/bulletins" / FIRST / "datapackage.json").read_text(encoding="utf-8"))
    assert set(package["written"]) >= {"reading", "mentions.csv", "statistics.csv", "figures.md"}


def test_a_bulletin_made_before_this_was_recorded(project, tmp_path):
    """Without the record the files are held against what the program would write."""
    package = project / "data/bulletins" / FIRST / "datapackage.json"
    content = json.loads(package.read_text(encoding="utf-8"))
    del content["written"]
    package.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    assert take_answers(project, FIRST, answer(project, tmp_path, ("数字", "一", "是统计数吗", "不是"))).reread == []
    assert "written" in json.loads(package.read_text(encoding="utf-8"))


def test_a_table_changed_by_hand_is_still_told(project, tmp_path, monkeypatch):
    """The newer reading overwrites nothing that a person wrote."""
    table = project / "data/bulletins" / FIRST / "tables/facts.csv"
    table.write_text(table.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    path = answer(project, tmp_path, ("数字", "一", "是统计数吗", "不是"))
    read_otherwise(monkeypatch, unit=("项", "件"))
    before = files(project)
    with pytest.raises(DataError) as caught:
        take_answers(project, FIRST, path)
    assert {finding.code for finding in caught.value.findings} == {"E813"} and files(project) == before
