"""What `new` proposes for a text: statistics with their names, units and ids, and what ties them."""

from datetime import date
from pathlib import Path

import pytest
from conftest import copy_project
from new_bulletins import FIRST, give_up_place, small_project

from liandong.checks.book import run_checks
from liandong.findings import errors_among
from liandong.model.bulletin import open_bulletin
from liandong.run.book import run_book
from liandong.scaffold import Request, create_bulletin
from liandong.scaffold.naming import name_numeral
from liandong.scaffold.proposals import read_bulletin
from liandong.scaffold.ties import propose_ties


@pytest.fixture
def project(tmp_path) -> Path:
    """Returns a small project without bulletins."""
    return small_project(tmp_path / "project")


class TestReading:
    """What is proposed for a text."""

    @pytest.mark.parametrize(
        ("text", "names"),
        [
            ("虚构的政府共收到代表建议128件，其中财政经济类20件，占15.6%。", ["虚构的政府共收到代表建议", "财政经济类", "财政经济类占比"]),
            ("成立6个联动专题调研和执法检查组。", ["联动专题调研和执法检查组"]),
            ("29项问题中立行立改的23项，办结率79.3%。", ["问题", "立行立改", "办结率"]),
            ("新增楼道灯 1650 盏，加装电梯 19 部。", ["新增楼道灯", "加装电梯"]),
            ("移交率提高 23 个百分点，达到 41%。", ["移交率提高", "移交率"]),
            ("见面率、答复率、满意率(含基本满意)均为100%。", ["见面率、答复率、满意率"]),
            ("养老服务设施用地 34.5 公顷，人均 0.23 平方米。", ["养老服务设施用地", "养老服务设施用地人均"]),
            ("组织6个市政府及46个省直部门办理。", ["市政府", "省直部门"]),
            ("事故起数、死亡人数分别下降15%、14.5%。", ["事故起数下降", "死亡人数下降"]),
            ("农村自来水、卫生户厕普及率分别提升至97.2%、99.8%。", ["农村自来水普及率", "卫生户厕普及率"]),
            ("城乡居民收入分别增长4.4%、5.6%。", ["城镇居民收入增长", "农村居民收入增长"]),
            ("天然气普及率从45.8%提升至77.3%。", ["天然气普及率（原）", "天然气普及率"]),
            ("地区生产总值增长4.5%—5%。", ["地区生产总值增长（下限）", "地区生产总值增长（上限）"]),
            ("激活改革、开放、创新三大动力。", ["激活改革、开放、创新动力"]),
            ("资产总额增长16.2%、达到23.2万亿元。", ["资产总额增长", "资产总额"]),
            ("65岁以上老年人签约率达40%，行政村5G网络通达率100%。", ["65岁以上老年人签约率", "行政村5G网络通达率"]),
        ],
    )
    def test_names_come_from_the_words_around(self, text, names):
        """The clause before a number names it, or the thing that follows its unit; a share belongs to what stands before it."""
        assert [figure.name for figure in read_bulletin(text).figures] == names

    def test_a_name_needs_words(self):
        """A number alone gets a name of its position, and a person is asked."""
        numeral = read_bulletin("12 件。").numerals[0]
        assert name_numeral("12 件。", numeral) == ("第1个数", False)

    @pytest.mark.parametrize(
        ("text", "kinds"),
        [
            ("收到建议128件，其中财政类20件，占15.6%。", ["percentage", "only_integer"]),
            ("交办14项问题，已整改到位11项，持续整改3项。", ["total", "remainder", "remainder"]),
            ("计划建430所，已建成435所。", ["at_least"]),
            ("收到建议128件，答复建议127件。", []),
            ("收到建议128件，其中财政类60件，占46.9%；城建类68件，占53.1%。", ["percentage", "only_integer", "percentage", "only_integer", "total"]),
            ("打造“河南护工”“天中护工”2家示范基地。", ["counted"]),
            ("印发《甲办法》《乙办法》等7项制度。", ["listed"]),
            ("印发《甲办法》《乙办法》等制度7项。", []),
            ("养老床位4428张，入住老人3000余人。", ["part_of"]),
            ("养老床位2428张，入住老人3000余人。", []),
            ("布局用地69公顷，人均0.2平方米，其中甲县用地14.79公顷。", ["part_of"]),
            ("布局用地69公顷，人均0.2平方米，甲县用地14.79公顷。", []),
            ("向市直11个部门交办问题。对11个市直单位开展测评。", ["printed_twice"]),
        ],
    )
    def test_ties_hold_exactly(self, text, kinds):
        """Shares, sums, rests and plans are proposed where the numbers hold; numbers that only stand side by side are not tied."""
        assert [tie.kind for tie in propose_ties(read_bulletin(text)).values()] == kinds

    @pytest.mark.parametrize(
        ("text", "doubted"),
        [
            ("县区办理的14项问题中，已整改到位11项，持续整改3项，办结率76.8%。", ["办结率"]),
            ("用房整改前移交4个，集中整改后一次性移交8个，移交率提高23个百分点，达到41%。", ["用房整改前移交", "集中整改后一次性移交", "移交率提高", "移交率"]),
            ("县区办理的14项问题中，已整改到位11项，持续整改3项，办结率78.6%。", []),
        ],
    )
    def test_what_cannot_be_right_together_is_entered(self, project, tmp_path, text, doubted):
        """Numbers of which one does not come out are 待核 with a question for the contributor; the check has nothing to say then."""
        path = tmp_path / "a.txt"
        path.write_text(f"虚构市联动监督情况\n{text}\n", encoding="utf-8")
        create_bulletin(project, Request(FIRST, path, issuer="虚构", date=date(2099, 3, 5)))
        give_up_place(project)
        bulletin = open_bulletin(FIRST, project)
        assert sorted(bulletin.statistics[name]["name_zh"] for name in bulletin.discrepancies) == sorted(doubted)
        assert errors_among(run_checks(project)) == []
        verdicts = {statistic.name_zh: str(statistic.verdict) for statistic in run_book(project).statistics.values()}
        assert sorted(name for name, verdict in verdicts.items() if verdict == "disputed") == sorted(doubted)

    @pytest.mark.thorough
    def test_the_first_bulletin_comes_out_as_in_the_book(self, tmp_path):
        """Of its own text at least sixty values and twenty-five verdicts beyond 仅转录 are those of the book, and nothing was typed."""
        project = copy_project(tmp_path / "real", ("_config.yml", "_toc.yml", "book", "data"))
        text = project / "data/bulletins/2024-59-zhumadian/source.txt"
        create_bulletin(project, Request("2024-58-zhumadian", text, number="2024年第58期"))
        statistics = [statistic for statistic in run_book(project).statistics.values() if statistic.reported]
        made = {position: one for one in statistics if one.bulletin == "2024-58-zhumadian" for position in one.reported.mentions}
        pairs = [(one, made.get(one.reported.mentions[0])) for one in statistics if one.bulletin == "2024-59-zhumadian"]
        same = [(one, other) for one, other in pairs if other and (one.reported.value, one.reported.hedge) == (other.reported.value, other.reported.hedge)]
        assert len(pairs) == 71 and len(same) >= 60
        assert len([one for one, other in same if one.verdict == other.verdict != "transcribed"]) >= 25

    def test_a_list_is_counted_by_its_names(self):
        """What 一是 and 二是 name ends at the first mark or number, whatever the marks."""
        ties = propose_ties(read_bulletin("共收到代表建议27件,所提建议分为两类:一是财政经济类20件,占74.1%;二是内务司法类7件,占25.9%。"))
        assert [tie.names for tie in ties.values() if tie.kind == "counted"] == [("财政经济类", "内务司法类")]

    def test_the_same_thing_has_the_same_id(self):
        """The id is made from name and unit, so that two bulletins that state the same thing can be set side by side."""
        one, other = (read_bulletin(text).figures[0] for text in ("加装电梯 19 部。", "全年加装电梯 25 部。"))
        assert one.id == other.id and one.value != other.value
        assert read_bulletin("加装电梯 19 台。").figures[0].id != one.id
