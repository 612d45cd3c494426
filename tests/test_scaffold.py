"""`new`: a bulletin made from a text is whole or not there, reads and ties what the text states, and is taken out without a trace."""

import difflib
import os
import signal
import subprocess
import sys
import time
import zipfile
from datetime import date
from pathlib import Path

import pytest
import yaml
from bs4 import BeautifulSoup
from conftest import ROOT, copy_project
from new_bulletins import (
    FICTIONAL,
    FIRST,
    SECOND,
    add_bulletin,
    build,
    built_pair,
    filled_project,
    give_up_place,
    small_project,
    source_file,
)

from liandong.checks.book import run_checks
from liandong.findings import DataError, errors_among
from liandong.model.bulletin import open_bulletin
from liandong.run.book import run_book
from liandong.scaffold import Request, create_bulletin, guesses, interrupted_runs, placing
from liandong.scaffold.contents import enter_bulletin
from liandong.scaffold.dropping import KEPT, drop_bulletin
from liandong.scaffold.naming import name_numeral
from liandong.scaffold.proposals import read_bulletin
from liandong.scaffold.ties import propose_ties
from liandong.verbs import cli

PAGES = ("index", "source", "figures", "discrepancies", "statistics")
TEXT = (FICTIONAL / "source.txt").read_text(encoding="utf-8")


@pytest.fixture
def project(tmp_path) -> Path:
    """Returns a small project without bulletins."""
    return small_project(tmp_path / "project")


@pytest.fixture(scope="session")
def pair(tmp_path_factory) -> Path:
    """Returns the built project with both fictional bulletins."""
    return built_pair(tmp_path_factory)


def codes(caught) -> list[str]:
    """Returns the codes of a caught error's findings."""
    return [finding.code for finding in caught.value.findings]


def visible(root: Path) -> set[str]:
    """Returns the files of a project, without what is below _build and the scripts."""
    return {
        path.relative_to(root).as_posix() for path in root.rglob("*")
        if path.is_file() and path.relative_to(root).parts[0] not in ("_build", "scripts")
    }


class TestMade:
    """What `new` writes."""

    def test_the_text_is_kept_byte_by_byte(self, project):
        """source.txt holds the file's bytes, and bulletin.yml their checksum, so that the check is silent about both."""
        add_bulletin(project, FIRST)
        folder = project / "data" / "bulletins" / FIRST
        assert (folder / "source.txt").read_bytes() == (FICTIONAL / "source.txt").read_bytes()
        assert "E301" not in [finding.code for finding in run_checks(project)]

    def test_gbk_is_stored_as_utf8(self, project, tmp_path, capsys, monkeypatch):
        """A GBK text is stored as UTF-8, and the user is told."""
        path = tmp_path / "简报.txt"
        path.write_bytes(TEXT.replace("\n", "\r\n").encode("gb18030"))
        monkeypatch.setattr(cli, "ROOT", project)
        assert cli.main(["new", FIRST, "--source", str(path)]) == 0
        assert (project / "data/bulletins" / FIRST / "source.txt").read_bytes() == TEXT.encode("utf-8")
        assert "source.txt 存的是读出来的文字" in capsys.readouterr().out

    def test_big5_is_stored_as_utf8(self, project, tmp_path):
        """A text in Big5 is read as that, and its bytes are not taken for the source's own."""
        path = tmp_path / "簡報.txt"
        text = "市人大常委會聯合各縣區對養老服務開展監督，發現問題 43 項。\n"
        path.write_bytes(text.encode("big5"))
        assert not create_bulletin(project, Request(FIRST, path)).as_received
        assert (project / "data/bulletins" / FIRST / "source.txt").read_bytes() == text.encode()

    def test_a_byte_order_mark_stays(self, project, tmp_path):
        """The mark is part of the file as received, and the numerals are found all the same."""
        path = tmp_path / "简报.txt"
        path.write_bytes(b"\xef\xbb\xbf" + TEXT.encode())
        assert create_bulletin(project, Request(FIRST, path)).as_received
        assert (project / "data/bulletins" / FIRST / "source.txt").read_bytes() == path.read_bytes()
        assert "E302" not in [finding.code for finding in run_checks(project)]

    def test_what_the_text_says_for_certain_is_taken_over(self, project):
        """Title, document, issuer, number and date of a clear head go to bulletin.yml; the place comes from the user."""
        add_bulletin(project, FIRST)
        info = open_bulletin(FIRST, project).info
        lines = TEXT.splitlines()
        assert {info[key] for key in ("title", "document", "issuer")} <= set(lines)
        assert (info["number"], info["date"], info["place"]) == ("2099年第1期", date(2099, 3, 5), "虚构市")

    def test_what_it_does_not_say_is_left_to_people(self, project, tmp_path):
        """A text without a head gives 待填, and the check names each such entry (E310) and each such page line (E810)."""
        path = tmp_path / "a.txt"
        path.write_text("一、做法\n全部虚构，发现问题 3 项。\n", encoding="utf-8")
        created = create_bulletin(project, Request(FIRST, path))
        assert created.facts.missing == ["title", "issuer", "date"]
        findings = run_checks(project)
        named = "".join(finding.found for finding in findings if finding.code == "E310")
        assert [key for key in created.facts.missing if key not in named] == []
        assert "E810" in [finding.code for finding in findings]

    def test_the_check_names_what_is_doubtful(self, project, tmp_path):
        """A numeral without a unit waits for a person: E801 with its context; what only follows from it is not told."""
        path = tmp_path / "a.txt"
        path.write_text(TEXT.replace("9 项，持续", "9\n\n项，持续"), encoding="utf-8")
        created = create_bulletin(project, Request(FIRST, path, date=date(2099, 3, 5)))
        findings = errors_among(run_checks(project))
        todo = [finding for finding in findings if finding.code == "E801"]
        assert len(todo) == len(created.reading.doubtful) == 1
        assert not {"E403", "E406"} & {finding.code for finding in findings}

    def test_a_text_read_with_certainty_passes(self, project):
        """Nothing is typed: the fictional bulletin has no finding at all."""
        add_bulletin(project, FIRST)
        assert run_checks(project) == []

    @pytest.mark.thorough
    def test_it_passes_beside_the_real_bulletin(self, tmp_path):
        """In a copy of the real project the new bulletin leaves the checks without an error."""
        project = copy_project(tmp_path / "real", ("_config.yml", "_toc.yml", "book", "data"))
        assert add_bulletin(project, FIRST).comparison
        # The question bank has notes of its own.
        assert errors_among(run_checks(project)) == []

    @pytest.mark.thorough
    def test_the_site_builds(self, pair):
        """Both fictional bulletins have all their pages on the site, and each says that it is fictional."""
        for slug in (FIRST, SECOND):
            for page in ("index", "source", "practice", "discrepancies", "statistics"):
                text = (pair / "_build/html/book/bulletins" / slug / f"{page}.html").read_text(encoding="utf-8")
                assert "虚构" in BeautifulSoup(text, "html.parser").get_text()

    def test_what_is_left_is_a_numbered_list(self, project, tmp_path, capsys, monkeypatch):
        """The verb ends with numbered steps in Chinese, in order, the last being check and build."""
        monkeypatch.setattr(cli, "ROOT", project)
        assert cli.main(["new", FIRST, "--source", str(source_file(tmp_path, FIRST)), "--place", "虚构市"]) == 0
        steps = capsys.readouterr().out.split("接下来：\n")[1].splitlines()
        assert [step.partition(". ")[0] for step in steps] == [str(number) for number in range(1, len(steps) + 1)]
        assert "kb.py check" in steps[-1] and "kb.py build" in steps[-1]


    @pytest.mark.parametrize("mark", ["\u200b", "\u00ad", "\u2060", "\ufeff", "\u202a", "\x07"])
    def test_marks_that_nobody_sees_are_told_once(self, project, tmp_path, mark):
        """They are not kept in source.txt, one line counts them and names the numbers that they cut, and the check has nothing to say of them."""
        path = tmp_path / "简报.txt"
        path.write_text(TEXT.replace("，", f"，{mark}").replace("31 项", f"3{mark}1 项"), encoding="utf-8")
        created = create_bulletin(project, Request(FIRST, path, issuer="虚构", date=date(2099, 3, 5)))
        give_up_place(project)
        assert len(created.notes) == 1 and f"{TEXT.count('，') + 1} 个" in created.notes[0] and "接成了 31，" in created.notes[0]
        assert (project / "data/bulletins" / FIRST / "source.txt").read_bytes() == TEXT.encode("utf-8") and not created.as_received
        assert errors_among(run_checks(project)) == []


class TestRefused:
    """What `new` refuses; nothing is written then."""

    @pytest.mark.parametrize("slug", ["2025-xinyang", "2025-00-xinyang", "25-07-xinyang", "2025-07", "2025-07-信阳", "2025-07-Xinyang", "../2025-07-x", "2025-07-a b"])
    def test_a_slug_is_year_issue_place(self, project, tmp_path, slug):
        """Anything else is E802."""
        before = visible(project)
        with pytest.raises(DataError) as caught:
            create_bulletin(project, Request(slug, source_file(tmp_path, FIRST)))
        assert codes(caught) == ["E802"]
        assert visible(project) == before

    def test_the_slug_agrees_with_the_number(self, project, tmp_path):
        """A text that names another issue than the slug is E802, unless the user gives the number."""
        path = source_file(tmp_path, FIRST)
        with pytest.raises(DataError) as caught:
            create_bulletin(project, Request(SECOND, path))
        assert codes(caught) == ["E802"]
        assert create_bulletin(project, Request(SECOND, path, number="2099年第2期")).facts.number == "2099年第2期"

    @pytest.mark.parametrize("folder", ["data/bulletins", "book/bulletins"])
    def test_an_existing_folder_is_left_alone(self, project, tmp_path, folder):
        """A folder of that name, of data or of pages, is E805 and stays as it is."""
        (project / folder / FIRST).mkdir(parents=True)
        (project / folder / FIRST / "mine.txt").write_text("我的", encoding="utf-8")
        before = visible(project)
        with pytest.raises(DataError) as caught:
            create_bulletin(project, Request(FIRST, source_file(tmp_path, FIRST)))
        assert codes(caught) == ["E805"]
        assert visible(project) == before

    @pytest.mark.parametrize(
        ("name", "content", "code"),
        [
            ("a.docx", b"PK\x03\x04 word/document.xml", "E986"), ("a.pdf", b"%PDF-1.7", "E986"), ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "E984"),
            ("a.txt", b"%PDF-1.7", "E986"), ("a.txt", b"PK\x03\x04", "E986"), ("a.wps", b"x", "E984"), ("a.txt", b"", "E982"),
            ("a.txt", b" \n\n", "E982"), ("a.txt", "没有".encode(), "E804"), ("none.txt", None, "E981"),
            ("a.txt", "发现问题 3 项，锟斤拷锟斤拷".encode(), "E803"), ("a.txt", TEXT.encode().decode("latin-1").encode(), "E803"),
            ("a.txt", TEXT.encode().decode("gb18030", "replace").encode(), "E803"), ("a.txt", TEXT.encode("gbk").decode("latin-1").encode(), "E803"), ("a.txt", ("市の委員会は監督を実施し、問題が３件ありました。" * 3).encode("shift_jis"), "E803"),
        ],
    )
    def test_the_source_is_a_text_with_numerals(self, project, tmp_path, name, content, code):
        """Damaged documents, old formats, empty files, files without numerals, lost characters and files that are not there are told apart."""
        path = tmp_path / name
        if content is not None:
            path.write_bytes(content)
        before = visible(project)
        with pytest.raises(DataError) as caught:
            create_bulletin(project, Request(FIRST, path))
        assert codes(caught) == [code]
        assert visible(project) == before

    @pytest.mark.parametrize("toc", ["format: jb-book\nroot: book/index\n", "- [", "", "root: book/index\nchapters:\n- file: book/method/index\n"])
    def test_a_table_of_contents_without_a_place(self, project, tmp_path, toc):
        """E806, before anything is written."""
        (project / "_toc.yml").write_text(toc, encoding="utf-8")
        before = visible(project)
        with pytest.raises(DataError) as caught:
            create_bulletin(project, Request(FIRST, source_file(tmp_path, FIRST)))
        assert codes(caught) == ["E806"]
        assert visible(project) == before

    @pytest.mark.parametrize(
        "arguments", [["new"], ["new", FIRST], ["new", "--source", "a.txt"], ["new", FIRST, "--source", "a.txt", "--date", "3月5日"]]
    )
    def test_wrong_use(self, arguments, capsys):
        """A missing slug or source, or a date of another form, is wrong use: 2, in Chinese, with the remedy."""
        assert cli.main(arguments) == 2
        message = capsys.readouterr().out
        assert message.startswith("错误 KB001：") and "new --help" in message

    def test_everything_wrong_is_told_at_once(self, project, tmp_path):
        """A bad slug and a bad source are two findings of one run."""
        with pytest.raises(DataError) as caught:
            create_bulletin(project, Request("x", tmp_path / "none.txt"))
        assert sorted(codes(caught)) == ["E802", "E981"]


class TestGuesses:
    """A guess is made only where the head admits one reading."""

    @pytest.mark.parametrize("more", ["（2099年第2期）\n", "另见2098年第1期\n"])
    def test_two_numbers_are_no_number(self, more):
        """Two different issues in the head: none is taken."""
        assert guesses.guess_number(TEXT) is not None
        assert guesses.guess_number(more + TEXT) is None

    @pytest.mark.parametrize("line", ["2099年3月6日", "2099年13月1日"])
    def test_two_dates_or_an_impossible_one_are_no_date(self, line):
        """Another date, or a day that no calendar has, is not taken."""
        assert guesses.guess_date(f"{line}\n" + TEXT) is None
        assert guesses.guess_date("2099年13月1日\n一、正文\n") is None

    def test_the_body_is_not_the_head(self):
        """Dates and titles behind the first heading say nothing of the bulletin."""
        assert guesses.guess_date("一、正文\n2099年3月5日\n") is None
        assert guesses.guess_title("一、正文\n甲市：乙丙丁戊\n") is None

    @pytest.mark.parametrize("change", ["<p>{}</p>".format, "\u200b{}".format, lambda text: text.translate({48 + n: 0xFF10 + n for n in range(10)})])
    def test_tags_marks_and_wide_digits_hide_nothing(self, change):
        """Lines in tags of HTML, with marks without width or in wide digits say what they say without."""
        text = "\n".join(change(line) for line in TEXT.splitlines())
        for guess in (guesses.guess_title, guesses.guess_issuer, guesses.guess_date):
            assert guess(text) == guess(TEXT)

    def test_two_titles_are_no_title(self):
        """Two lines of the form of a title: neither is taken."""
        assert guesses.guess_title("甲市市：乙丙丁戊\n丙市市：乙丙丁戊\n一、正文\n") is None


class TestContents:
    """_toc.yml keeps its layout."""

    def test_only_lines_are_added(self):
        """In the real table of contents the old lines stay as they are, comments and blanks included."""
        old = (ROOT / "_toc.yml").read_text(encoding="utf-8").replace("  - caption: 维护", "\n  # 维护的各页\n  - caption: 维护")
        new = enter_bulletin(old, FIRST, PAGES, comparison=True)
        assert [line for line in difflib.ndiff(old.splitlines(), new.splitlines()) if line.startswith("- ")] == []
        chapters = [part["chapters"] for part in yaml.safe_load(new)["parts"] if part["caption"] == "简报复算"][0]
        assert [chapter["file"] for chapter in chapters][:3] == [
            "book/bulletins/2024-59-zhumadian/index", f"book/bulletins/{FIRST}/index", "book/comparison"
        ]
        assert len(chapters[1]["sections"]) == 4

    @pytest.mark.parametrize("newline", ["\n", "\r\n"])
    def test_twice_is_once(self, newline):
        """Entering a bulletin again changes nothing, whatever the line breaks."""
        once = enter_bulletin(f"root: a{newline}chapters:{newline}- file: book/bulletins/x/index  # 甲{newline}", FIRST, PAGES, True)
        assert enter_bulletin(once, FIRST, PAGES, True) == once
        assert once.count("\n") == once.count(newline)

    def test_a_third_bulletin_stands_before_the_comparison(self):
        """The comparison stays behind all bulletins."""
        two = enter_bulletin("root: a\nchapters:\n- file: book/bulletins/x/index\n", FIRST, PAGES, True)
        files = [chapter["file"] for chapter in yaml.safe_load(enter_bulletin(two, SECOND, PAGES, True))["chapters"]]
        assert files == ["book/bulletins/x/index", f"book/bulletins/{FIRST}/index", f"book/bulletins/{SECOND}/index", "book/comparison"]


class Killed(BaseException):
    """Stands for a kill."""


class TestAllOrNothing:
    """A run that ends anywhere leaves nothing, or a bulletin that the next run completes."""

    def test_a_kill_at_any_step(self, tmp_path, monkeypatch):
        """Whichever change of the disk does not happen any more, the next run of the same command ends with the whole bulletin."""
        whole = small_project(tmp_path / "whole")
        create_bulletin(whole, Request(FIRST, source_file(tmp_path, FIRST), place="虚构市", date=date(2099, 3, 5)))
        expected = {name: (whole / name).read_bytes() for name in visible(whole)}
        text = source_file(tmp_path, FIRST)
        step = 0
        while True:
            project = small_project(tmp_path / f"killed-{step}")
            before = visible(project)
            left = step

            def counted(real):
                def change(*arguments, **more):
                    nonlocal left
                    if left == 0:
                        raise Killed
                    left -= 1
                    return real(*arguments, **more)
                return change

            with monkeypatch.context() as patched:
                for name in ("write_file", "move"):
                    patched.setattr(placing, name, counted(getattr(placing, name)))
                for name in ("replace", "unlink"):
                    patched.setattr(Path, name, counted(getattr(Path, name)))
                try:
                    create_bulletin(project, Request(FIRST, text, place="虚构市", date=date(2099, 3, 5)))
                    killed = False
                except Killed:
                    killed = True
            if killed and interrupted_runs(project):
                assert "E808" in [finding.code for finding in run_checks(project)]
            elif killed:
                # Before the mark nothing is there; when it is gone, everything.
                assert visible(project) in (before, set(expected))
            if interrupted_runs(project) or visible(project) == before:
                create_bulletin(project, Request(FIRST, text, place="虚构市", date=date(2099, 3, 5)))
            assert {name: (project / name).read_bytes() for name in visible(project)} == expected
            assert interrupted_runs(project) == []
            if not killed:
                break
            step += 1
        assert step > 10

    def test_a_full_disk(self, project, tmp_path, monkeypatch):
        """What cannot be written is E807, and nothing is left but the project as it was."""
        before = visible(project)

        def full(*_arguments):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(placing, "write_file", full)
        with pytest.raises(DataError) as caught:
            create_bulletin(project, Request(FIRST, source_file(tmp_path, FIRST)))
        assert codes(caught) == ["E807"]
        assert visible(project) == before and not (project / placing.STAGES / FIRST).exists()

    @pytest.mark.skipif(os.name == "nt", reason="no SIGKILL on Windows")
    def test_a_real_kill(self, tmp_path):
        """Killed by the system after a while, the project is as before or is completed by the next run."""
        text = source_file(tmp_path, FIRST)
        program = (
            "import sys; from pathlib import Path; from liandong.scaffold import Request, create_bulletin; print('go', flush=True);"
            "create_bulletin(Path(sys.argv[1]), Request(sys.argv[2], Path(sys.argv[3])))"
        )
        environment = os.environ | {"PYTHONPATH": str(ROOT / "scripts"), "PYTHONUTF8": "1"}
        for number, wait_s in enumerate((0.003, 0.012, 0.025)):
            project = small_project(tmp_path / f"project-{number}")
            command = [sys.executable, "-c", program, str(project), FIRST, str(text)]
            child = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE)
            child.stdout.readline()
            time.sleep(wait_s)
            child.send_signal(signal.SIGKILL)
            child.communicate()
            if not (project / "data" / "bulletins" / FIRST).exists() or interrupted_runs(project):
                create_bulletin(project, Request(FIRST, text))
            give_up_place(project)
            assert {finding.code for finding in run_checks(project)} <= {"E310", "E810"}


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


class TestDropped:
    """`drop` takes out what `new` put in."""

    def test_the_project_is_as_before(self, project, tmp_path):
        """Every file of the project is byte for byte as before `new`, the comparison and _toc.yml included, and a zip keeps the rest."""
        add_bulletin(project, FIRST)
        before = {name: (project / name).read_bytes() for name in visible(project)}
        create_bulletin(project, Request(SECOND, source_file(tmp_path, SECOND)))
        dropped = drop_bulletin(project, SECOND)
        assert dropped.comparison and dropped.kept == project / KEPT / f"{SECOND}.zip"
        assert {name: (project / name).read_bytes() for name in visible(project)} == before
        with zipfile.ZipFile(dropped.kept) as archive:
            assert f"data/bulletins/{SECOND}/source.txt" in archive.namelist()

    @pytest.mark.thorough
    def test_the_site_is_as_before(self, tmp_path):
        """Built before `new`, with the second bulletin, and after `drop`: the first and the last site are the same, byte for byte."""
        root, sites = filled_project(tmp_path / "project", FIRST), []
        for change in (
            lambda: None,
            lambda: create_bulletin(root, Request(SECOND, source_file(tmp_path, SECOND), place="虚构市", date=date(2099, 3, 5))),
            lambda: drop_bulletin(root, SECOND),
        ):
            change()
            result, message = build(root)
            assert result.ok, message
            html = root / "_build" / "html"
            sites.append({path.relative_to(html).as_posix(): path.read_bytes() for path in html.rglob("*") if path.is_file()})
        assert sites[0] == sites[2] and len(sites[1]) > len(sites[0])

    @pytest.mark.parametrize("slug", ["2098-01-none", "..", "", FIRST])
    def test_what_cannot_go_stays(self, project, slug):
        """An unknown bulletin and the one that the chapters speak of are E811, and nothing changes."""
        add_bulletin(project, FIRST)
        before = visible(project)
        with pytest.raises(DataError) as caught:
            drop_bulletin(project, slug)
        assert codes(caught) == ["E811"] and visible(project) == before

    def test_it_asks(self, project, tmp_path, monkeypatch, capsys):
        """Without a yes nothing is taken out."""
        add_bulletin(project, FIRST)
        create_bulletin(project, Request(SECOND, source_file(tmp_path, SECOND)))
        monkeypatch.setattr(cli, "ROOT", project)
        monkeypatch.setattr("builtins.input", lambda _question: "不")
        before = visible(project)
        assert cli.main(["drop", SECOND]) == 2 and visible(project) == before
        assert "没有撤回" in capsys.readouterr().out


class TestFictional:
    """The fictional bulletin stays in the tests."""

    def test_the_fictional_bulletin_says_so(self):
        """Every file of the fictional bulletin says that it is fictional, and the published book does not know it."""
        files = [path for path in FICTIONAL.rglob("*") if path.is_file() and path.parent.name not in ("template", "pages")]
        assert [path.name for path in files if "虚构" not in path.read_text(encoding="utf-8")] == []
        assert "xugou" not in (ROOT / "_toc.yml").read_text(encoding="utf-8")
