"""`new`: what a bulletin made from a text is, what is refused, what is guessed, and how its pages stand in the contents."""

import difflib
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
    built_pair,
    codes,
    give_up_place,
    small_project,
    source_file,
    visible,
)

from liandong.checks.book import run_checks
from liandong.findings import DataError, errors_among
from liandong.model.bulletin import open_bulletin
from liandong.scaffold import Request, create_bulletin, guesses
from liandong.scaffold.contents import enter_bulletin
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


class TestFictional:
    """The fictional bulletin stays in the tests."""

    def test_the_fictional_bulletin_says_so(self):
        """Every file of the fictional bulletin says that it is fictional, and the published book does not know it."""
        files = [path for path in FICTIONAL.rglob("*") if path.is_file() and path.parent.name not in ("template", "pages")]
        assert [path.name for path in files if "虚构" not in path.read_text(encoding="utf-8")] == []
        assert "xugou" not in (ROOT / "_toc.yml").read_text(encoding="utf-8")
