"""`rollback`: tables, pages and site as they were for a former release, published as a release of its own."""

import json
import os
import shutil
import zipfile
from pathlib import Path

import pytest
from builders import SLUG
from publishing_project import DATE, Project, build, make_tiny_project, take, tree
from test_diff import make_project

from liandong.data import journal
from liandong.findings import DataError, Finding
from liandong.releases.publishing import Work, publish
from liandong.releases.release import RELEASES, list_versions
from liandong.run.inputs import KEPT_SOURCES, inputs_sha256
from liandong.verbs import cli
from liandong.verbs.publish import take_snapshot


@pytest.fixture(scope="module")
def three_releases(tmp_path_factory) -> Project:
    """Returns a project with three releases: a page was added for the second, another one removed for the third."""
    project = make_tiny_project(tmp_path_factory.mktemp("three"))
    book = project.root / "book"
    book.mkdir()
    (book / "first.md").write_text("第一版", encoding="utf-8")
    (book / "left.md").write_text("会撤去的一页", encoding="utf-8")
    project.publish()
    project.set_number("24")
    (book / "bulletins" / "new").mkdir(parents=True)
    (book / "bulletins" / "new" / "page.md").write_text("新的一期", encoding="utf-8")
    project.publish()
    project.set_number("25")
    (book / "left.md").unlink()
    project.publish()
    return project


@pytest.fixture
def project(three_releases, tmp_path) -> Project:
    """Returns a copy of the project with three releases."""
    return Project(shutil.copytree(three_releases.base, tmp_path, dirs_exist_ok=True))


def sources(project: Project) -> dict[str, bytes]:
    """Returns the tables and pages as they stand."""
    return {path: content for path, content in tree(project.root).items()
            if not path.startswith(("_build/", f"{RELEASES.as_posix()}/")) and path != KEPT_SOURCES}


class TestLife:
    """There, and back again."""

    def test_there_and_back(self, project):
        """What was changed, added and removed since is as it was; the release is a new one that names the old; nothing old changes."""
        now = sources(project)
        releases = {path: content for path, content in tree(project.root / RELEASES).items() if path != "index.json"}
        outcome = project.publish(returns_to="1", reason="第 3 版的台账有误")
        assert (outcome.release.version, outcome.release.kind, outcome.release.returns_to, outcome.release.previous) == ("4", "rollback", "1", "3")
        assert outcome.release.kind_label == "恢复到版本 1" and outcome.release.reason == "第 3 版的台账有误"
        assert sources(project) == {"data/number.txt": b"23", "book/first.md": "第一版".encode(), "book/left.md": "会撤去的一页".encode()}
        assert not (project.root / "book" / "bulletins").exists()
        assert "23" in (project.target / "index.html").read_text(encoding="utf-8")
        assert releases.items() <= tree(project.root / RELEASES).items()
        assert "25" in (project.target / "archive" / "3" / "index.html").read_text(encoding="utf-8")
        assert "恢复到版本 1" in zipfile.ZipFile(project.target / "liandong-4.zip").read("liandong-4/读我.txt").decode("utf-8-sig")
        back = project.publish(returns_to="3")
        assert back.release.returns_to == "3" and sources(project) == now
        assert project.publish(returns_to="2").release.version == "6" and len(sources(project)) == 4

    def test_what_it_replaces_is_kept(self, project):
        """An edit that no release knows can be had back from a zip; a second rollback has a zip of its own."""
        (project.root / "book" / "first.md").write_text("还没有发布的修改", encoding="utf-8")
        first, second = project.publish(returns_to="1").kept, project.publish(returns_to="3").kept
        assert zipfile.ZipFile(first).read("book/first.md").decode() == "还没有发布的修改" and first != second
        assert sorted(zipfile.ZipFile(first).namelist()) == ["book/bulletins/new/page.md", "book/first.md", "data/number.txt"]

    def test_to_the_last_release(self, project):
        """What was edited since is dropped; the site shows it already, so that there is no new release."""
        project.set_number("99")
        outcome = project.publish(returns_to="3")
        assert not outcome.published and outcome.kept and sources(project)["data/number.txt"] == b"25"
        assert project.publish(returns_to="3").kept is None
        assert list_versions(project.root) == ["1", "2", "3"]

    def test_the_folder_is_built_from_what_was_put_back(self, project, tmp_path):
        """Another copy of the project with the same history publishes the same bytes."""
        copy = Project(tmp_path / "copy")
        shutil.copytree(project.base, copy.base)
        for one in (project, copy):
            one.publish(returns_to="2", reason="理由")
        assert tree(project.target) == tree(copy.target)


class TestPrivate:
    """What a release keeps has the private columns, and stays in the project."""

    def test_no_published_folder_gets_it(self, tmp_path):
        """Tables come back with the private column; folder, zip and former sites hold none of it."""
        project = make_tiny_project(tmp_path)
        make_project(project.root)
        table = project.root / "data" / "bulletins" / SLUG / "tables" / "status.csv"
        before = table.read_bytes()
        assert "张三".encode() in before
        project.publish(take=take_snapshot, date=None)
        table.write_bytes(before.replace("张三".encode(), "李四四".encode()))
        project.publish(take=take_snapshot, date=None)
        outcome = project.publish(take=take_snapshot, date=None, returns_to="1")
        assert outcome.new and table.read_bytes() == before
        assert not list(project.target.rglob(KEPT_SOURCES))
        everything = b"".join(tree(project.target).values())
        assert "张三".encode() not in everything and "李四四".encode() not in everything

    def test_it_is_no_input(self, project):
        """A site does not depend on it, and no import copies it."""
        before = inputs_sha256(project.root)
        (project.root / RELEASES / "1" / KEPT_SOURCES).unlink()
        assert inputs_sha256(project.root) == before


class TestRefusals:
    """Clear findings, and tables, pages, folder and releases as before."""

    def test_what_can_go_wrong(self, project):
        """No such release; one of an older program; a damaged one; a bad reason; somebody's file in the folder."""
        assert project.refused(returns_to="9") == ["E703"]
        assert project.refused(returns_to="1", reason="") == ["E704"]
        kept = project.root / RELEASES / "2" / KEPT_SOURCES
        kept.write_bytes(kept.read_bytes().replace(b"24", b"42"))
        assert project.refused(returns_to="2") == ["E717"]
        kept.unlink()
        assert project.refused(returns_to="2") == ["E717"]
        path = project.root / RELEASES / "1" / "release.json"
        old = json.loads(path.read_bytes())
        del old["sources_sha256"], old["returns_to"]
        path.write_text(json.dumps(old), encoding="utf-8")
        assert project.refused(returns_to="1") == ["E716"]
        with pytest.raises(DataError, match="留存了表和页面的版本：2、3"):
            project.publish(returns_to="1")
        (project.target / "通知.docx").write_bytes(b"x")
        assert project.refused(returns_to="3") == ["E710"]

    @pytest.mark.parametrize("failing", [
        {"check": lambda root: [Finding("E203", "data/x.csv", 5, found="“甲”", expected="整数")]}, {"build": lambda root: "第 3 行有错"},
    ])
    def test_what_does_not_pass_today(self, project, failing):
        """Tables of then that the checks or the build refuse now."""
        project.refused(returns_to="1", **failing)
        assert list(project.base.glob(".*")) == []

    def test_ctrl_c(self, project):
        """The same."""
        def stop(root: Path) -> str:
            raise KeyboardInterrupt

        before = project.state()
        with pytest.raises(KeyboardInterrupt):
            project.publish(returns_to="1", build=stop)
        assert project.state() == before

    def test_edited_meanwhile(self, project):
        """Nothing is published, the rest is as before, and the edit stays."""
        def edit(root: Path) -> str:
            (root / "book" / "first.md").write_text("刚刚写的", encoding="utf-8")
            project.set_number("26")
            return build(root)

        with pytest.raises(DataError) as caught:
            project.publish(returns_to="1", build=edit)
        assert [finding.code for finding in caught.value.findings] == ["E712"]
        left = sources(project)
        assert (left["book/first.md"].decode(), left["data/number.txt"]) == ("刚刚写的", b"26")
        assert "book/left.md" not in left and "book/bulletins/new/page.md" in left

    def test_a_file_in_use(self, project, monkeypatch):
        """As Windows refuses it while Excel has the table open: E711 with its name."""
        def held(*arguments):
            raise PermissionError(13, "held", "number.txt")

        monkeypatch.setattr("liandong.releases.sources.replace_files", held)
        assert project.refused(returns_to="1") == ["E711"]


class TestKilled:
    """Killed at any step, tables and pages are those of one state, and the same call again does the rest."""

    @pytest.mark.parametrize("step", ["replace", "check", "build", "换上新网站……"])
    def test_the_same_call_again(self, project, step, monkeypatch):
        """The process ends at once, without any clearing up."""
        now, then = sources(project), {"data/number.txt": b"23", "book/first.md": "第一版".encode(), "book/left.md": "会撤去的一页".encode()}
        child = os.fork()
        if not child:
            try:
                def die(name: str, result=None):
                    if name == step:
                        os._exit(9)
                    return result

                real = journal._put
                calls = []

                def put(source, target):
                    calls.append(target)
                    if len(calls) == 2:
                        die("replace")
                    real(source, target)

                journal._put = put
                work = Work(lambda root: die("check", []), take, lambda root: die("build") or build(root), die)
                publish(project.root, project.target, work, reason="理由", returns_to="1", date=DATE)
            finally:
                os._exit(1)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
        assert "25" in (project.target / "index.html").read_text(encoding="utf-8")
        monkeypatch.setattr(cli, "ROOT", project.root)
        cli.finish_interrupted(project.root)
        assert sources(project) in (now, then)
        outcome = project.publish(returns_to="1")
        assert sources(project) == then and outcome.release.version == "4" and outcome.release.returns_to == "1"
        assert "23" in (project.target / "index.html").read_text(encoding="utf-8")


class TestVerb:
    """The command line."""

    @pytest.fixture
    def called(self, project, monkeypatch):
        """Returns what calls the command line in the project, with the tiny builder; the target is named for it."""
        monkeypatch.setattr(cli, "ROOT", project.root)
        monkeypatch.setattr("liandong.verbs.publish.work_of", lambda: Work(lambda root: [], take, build))
        monkeypatch.setattr("liandong.releases.publishing.newest_dates", lambda root: {"data/number.txt": DATE})
        return lambda *arguments: cli.main(["rollback", *arguments])

    def test_asks_and_tells(self, project, called, monkeypatch, capsys):
        """What would change is listed; no answer changes nothing; 是 does it, and says where the former files are."""
        before = project.state()
        monkeypatch.setattr("builtins.input", lambda question: print(question) or "")
        assert called("1", str(project.target), "--reason", "撤回") == 2
        out = capsys.readouterr().out
        assert "不同的文件 3 个" in out and "撤去 book/bulletins/new/page.md" in out and "找回 book/left.md" in out and "换回 data/number.txt" in out
        assert project.state() == before
        monkeypatch.setattr("builtins.input", lambda question: "是")
        assert called("1", str(project.target), "--reason", "撤回") == 0
        out = capsys.readouterr().out
        assert "已发布版本 4（恢复到版本 1，2020-05-01）" in out and "_build/rolled-back/1.zip" in out

    @pytest.mark.parametrize("arguments", [[], ["1"], ["1", "site"], ["--reason", "x"], ["1", "site", "--reason"]])
    def test_wrong_use(self, called, arguments):
        """Exit 2 without version, folder or reason."""
        assert called(*arguments) == 2

    def test_findings(self, project, called, capsys):
        """Exit 1, and that nothing was touched."""
        before = project.state()
        assert called("9", str(project.target), "--reason", "x", "--yes") == 1
        (project.target / "通知.docx").write_bytes(b"x")
        assert called("1", str(project.target), "--reason", "x", "--yes") == 1
        (project.target / "通知.docx").unlink()
        assert "都保持不变" in capsys.readouterr().out and project.state().items() >= before.items()
