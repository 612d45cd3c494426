"""Publishing: what the published folder holds, what is refused, and the command line; no Jupyter is needed here."""

import io
import json
import os
import shutil
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from builders import SLUG, write_bulletin
from publishing_project import Project, build, make_tiny_project, take, tree
from test_diff import make_project

from liandong.data.archives import zip_bytes
from liandong.findings import DataError, Finding
from liandong.releases import placing
from liandong.releases.assembly import mark_old
from liandong.releases.publishing import NOTE, Work, publish, unpublished_version
from liandong.releases.release import RELEASES, list_versions, read_release
from liandong.run.inputs import KEPT_SOURCES
from liandong.verbs import cli
from liandong.verbs.publish import take_snapshot


@pytest.fixture
def project(tmp_path) -> Project:
    """Returns a project that was never published."""
    return make_tiny_project(tmp_path)


class TestLife:
    """From the first publication on."""

    def test_first_and_next(self, project):
        """Site, releases, zip and mark; the next version keeps the former site to browse, marked as old, and its own number."""
        first = project.publish()
        assert (first.release.version, first.release.kind, first.new, first.comparison) == ("1", "first", True, None)
        assert "23" in (project.target / "index.html").read_text(encoding="utf-8")
        assert "['1']" in (project.target / "book" / "page0.html").read_text(encoding="utf-8")
        project.set_number("24")
        second = project.publish(reason="“新”数据")
        assert (second.release.version, second.release.previous, second.release.reason) == ("2", "1", "“新”数据")
        assert [str(change.difference) for change in second.comparison.statistics] == ["1"]
        files = tree(project.target)
        assert {path.split("/")[0] for path in files} == {"book", "index.html", "releases", "archive", "publication.json", "liandong-2.zip"}
        assert {path.split("/")[1] for path in files if path.startswith("releases/")} == {"1", "2"}
        old = files["archive/1/book/page3.html"].decode("utf-8")
        assert "23" in old and "旧版（版本 1）" in old and 'href="../../../index.html"' in old and "noindex" in old
        assert "24" in files["index.html"].decode("utf-8") and "旧版" not in files["index.html"].decode("utf-8")
        # The page offers the file that holds the whole site; in that file and in a former site it offers none.
        assert 'href="../liandong-2.zip"' in files["book/page0.html"].decode("utf-8")
        assert "liandong-" not in files["archive/1/book/page0.html"].decode("utf-8")
        with zipfile.ZipFile(project.target / "liandong-2.zip") as package:
            assert "liandong-" not in package.read("liandong-2/book/page0.html").decode("utf-8")
        assert 'href="1/index.html"' in files["archive/index.html"].decode("utf-8")

    def test_the_last_ones_are_kept(self, project):
        """--keep says how many former sites stay; none with 0; the releases' data stay all."""
        for number in range(4):
            project.set_number(str(number))
            project.publish(keep=2)
        archived = {path.split("/")[1] for path in tree(project.target) if path.startswith("archive/")}
        assert archived == {"2", "3", "index.html"}
        assert project.publish(keep=0).published
        files = tree(project.target)
        assert {path for path in files if path.startswith("archive/")} == {"archive/index.html"}
        assert {path.split("/")[1] for path in files if path.startswith("releases/")} == {"1", "2", "3", "4"}
        # A page of a former site is marked once, however long it is kept.
        assert "没有旧版网站" in files["archive/index.html"].decode("utf-8")

    @pytest.mark.skipif(os.name == "nt", reason="Windows has no umask")
    def test_readable_whatever_the_umask(self, project):
        """A web server, which is another user, can read all of it."""
        before = os.umask(0o077)
        try:
            project.publish()
        finally:
            os.umask(before)
        modes = {path.name: path.stat().st_mode & 0o777 for path in [project.target, *project.target.rglob("*")]}
        assert all(mode & 0o044 == 0o044 for mode in modes.values()), modes

    def test_nothing_changed(self, project):
        """The folder is it already: nothing is built, written or counted."""
        project.publish()
        before = project.state()
        outcome = project.publish(reason="又一次", build=lambda root: pytest.fail("built"))
        assert not outcome.published and project.state() == before

    def test_a_damaged_folder_is_mended_without_a_new_release(self, project):
        """Nothing changed, but a file of the folder did: the same version again."""
        project.publish()
        before = project.state()
        (project.target / "index.html").write_text("defaced", encoding="utf-8")
        outcome = project.publish()
        assert (outcome.published, outcome.new) == (True, False) and project.state() == before

    def test_a_second_folder_gets_the_same_bytes(self, project):
        """The same inputs in another folder, and from another copy of the project at another place: identical bytes."""
        project.publish()
        project.publish(project.base / "other")
        copy = Project(project.base / "深 一层")
        copy.set_number("23")
        copy.publish()
        assert tree(project.target) == tree(project.base / "other") == tree(copy.target)
        assert list_versions(project.root) == ["1"]

    def test_two_machines_with_the_same_history_hold_the_same_bytes(self, tmp_path):
        """The same releases in the same order, at two places: every byte of the folders is the same, former sites and zips too."""
        machines = [make_tiny_project(tmp_path / name) for name in ("甲", "b/乙")]
        for value in ("23", "24", "25"):
            for machine in machines:
                machine.set_number(value)
                machine.publish()
        first, second = (tree(machine.target) for machine in machines)
        assert {path.split("/")[1] for path in first if path.startswith("archive/")} == {"1", "2", "index.html"}
        assert first == second

    def test_a_folder_that_begins_later_lacks_only_former_sites(self, project, tmp_path):
        """The site, its releases and the zip depend on the sources and the releases alone; what was there before is only in the archive."""
        for value in ("23", "24"):
            project.set_number(value)
            project.publish()
        project.publish(project.base / "new place")
        old, new = tree(project.target), tree(project.base / "new place")
        differing = {path for path in old.keys() | new.keys() if old.get(path) != new.get(path)}
        assert differing
        assert {path.split("/")[0] for path in differing} == {"archive", "publication.json"}

    def test_a_change_that_readers_do_not_get_is_no_release(self, project):
        """A comment in the package builds the same site: the version stays."""
        project.publish()
        (project.root / "scripts" / "liandong").mkdir(parents=True)
        (project.root / "scripts" / "liandong" / "x.py").write_text("# x\n", encoding="utf-8")
        assert not project.publish().published
        assert list_versions(project.root) == ["1"]

    def test_own_words(self, project):
        """Version, kind and date may be given."""
        project.publish()
        project.set_number("24")
        release = project.publish(version="2020.5", kind="update", date="2020-06-30").release
        assert (release.version, release.kind, release.date) == ("2020.5", "update", "2020-06-30")
        assert (project.target / "liandong-2020.5.zip").is_file()

    def test_a_damaged_former_site_is_not_archived(self, project):
        """A former site whose files were changed is left out with a note; its release stays."""
        project.publish()
        (project.target / "index.html").write_text("defaced", encoding="utf-8")
        project.set_number("24")
        outcome = project.publish()
        assert [finding.code for finding in outcome.notes] == ["N721"]
        assert b"defaced" not in b"".join(tree(project.target).values())

    def test_a_link_is_followed(self, project):
        """Publishing to a link changes the folder that it names and keeps the link."""
        project.publish()
        link = project.base / "link"
        link.symlink_to(project.target, target_is_directory=True)
        project.set_number("24")
        project.publish(link)
        assert link.is_symlink() and "24" in (project.target / "index.html").read_text(encoding="utf-8")

    def test_the_release_knows_its_site_and_data(self, project):
        """Checksums: of each data file by path, and of the site as published."""
        project.publish()
        release = read_release(project.root / RELEASES / "1", project.root)
        assert list(release.data_sha256) == ["data/number.txt"]
        assert release.site_sha256 == json.loads((project.target / "publication.json").read_text(encoding="utf-8"))["site_sha256"]
        assert (project.root / RELEASES / "1" / "release.json").read_bytes() == (project.target / "releases" / "1" / "release.json").read_bytes()


class TestPackage:
    """The zip to carry."""

    def test_content(self, project):
        """One folder with the site, the releases and 读我.txt; no archive, no hidden file; every time is the same."""
        project.publish(reason="理由 <b>&")
        with zipfile.ZipFile(project.target / "liandong-1.zip") as package:
            entries = package.infolist()
            readme = package.read("liandong-1/读我.txt").decode("utf-8-sig")
        names = [item.filename for item in entries]
        assert names == sorted(names) and {name.split("/")[0] for name in names} == {"liandong-1"}
        assert "liandong-1/index.html" in names and "liandong-1/releases/1/release.json" in names
        assert not [name for name in names if "archive" in name or "/." in name]
        assert {(item.date_time, item.external_attr, item.create_system) for item in entries} == {
            ((1980, 1, 1, 0, 0, 0), (0o100644 << 16), 3)
        }
        assert "版本 1（首次发布，数据日期 2020-05-01）" in readme and "理由 <b>&" in readme

    def test_bytes_do_not_depend_on_the_order(self):
        """The same files in any order give the same zip."""
        assert zip_bytes({"b": b"1", "甲": b"2", "a": b""}) == zip_bytes({"a": b"", "甲": b"2", "b": b"1"})
        assert zipfile.ZipFile(io.BytesIO(zip_bytes({"甲": b"2"}))).read("甲") == b"2"

    @pytest.mark.parametrize("path", ["index.html", "book/x.html", "a/b/c.html"])
    def test_old_pages_lead_to_the_current_site(self, path):
        """The link goes up from archive/<version>/ to the top, and only the body and head are touched."""
        page = mark_old(b"<html><head><title>x</title></head><body class='y'>z</body></html>", "1", path)
        up = "../" * (path.count("/") + 2)
        assert f'href="{up}index.html"'.encode() in page and page.endswith(b"z</body></html>")


class TestRefusals:
    """Clear findings, and nothing touched."""

    def test_checks(self, project):
        """A finding of the checks stops everything before anything is built."""
        found = [Finding("E203", "data/x.csv", 5, found="“甲”", expected="整数"), Finding("N103", "data/x.csv")]
        assert project.refused(check=lambda root: found, build=lambda root: pytest.fail("built")) == ["E203", "N103"]

    def test_notes_stop_nothing(self, project):
        """A note is no error."""
        assert project.publish(check=lambda root: [Finding("N103", "data/x.csv")]).published

    def test_failed_build(self, project):
        """The build's words are in the finding; first and later publications are taken back alike."""
        assert project.refused(build=lambda root: "第 3 行有错") == ["E713"]
        project.publish()
        project.set_number("24")
        assert project.refused(build=lambda root: "第 3 行有错") == ["E713"]
        assert unpublished_version(project.root) is None and not (project.root / NOTE).exists()

    @pytest.mark.parametrize("error", [KeyboardInterrupt, MemoryError, SystemExit])
    def test_interrupted(self, project, error):
        """Ctrl-C in the build goes on, and the release is taken back."""
        def stop(root: Path) -> str:
            raise error

        before = project.state()
        with pytest.raises(error):
            project.publish(build=stop)
        assert project.state() == before

    @pytest.mark.parametrize("name", ["project", "project/book", "project/_build/x", "."])
    def test_the_project_itself(self, project, name):
        """Not the project, nothing in it, nothing around it."""
        assert project.refused(project.base / name) == ["E708"]

    def test_a_file(self, project):
        """A file is no folder."""
        (project.base / "file").write_text("x", encoding="utf-8")
        assert project.refused(project.base / "file") == ["E708"]

    def test_no_parent(self, project):
        """A mistyped path is not made."""
        assert project.refused(project.base / "none" / "site") == ["E708"]

    def test_a_whole_disk(self, project):
        """A root or a mount point cannot be exchanged."""
        assert project.refused(Path(project.base.anchor)) == ["E708"]

    @pytest.mark.parametrize("mark", [None, "", "{}", "[]", "null", '{"kind": "other"}', '{"kind": "liandong-publication"}',
                                      '{"kind": "liandong-publication", "version": "1", "site_sha256": "", "keep": 1, "archived": [], "site": ["../x"], '
                                      '"files": {"../x": ""}}'])
    def test_somebody_elses_folder(self, project, mark):
        """A folder with anything in it and without our mark, or with a false one, is left alone."""
        project.target.mkdir()
        (project.target / "thesis.doc").write_text("x", encoding="utf-8")
        if mark is not None:
            (project.target / "publication.json").write_text(mark, encoding="utf-8")
        assert project.refused() == ["E709"]

    def test_an_empty_folder_is_fine(self, project):
        """It may stand already."""
        project.target.mkdir()
        assert project.publish().published

    def test_foreign_files_in_ours(self, project):
        """What somebody put into the published folder is named, not thrown away."""
        project.publish()
        (project.target / "web.config").write_text("x", encoding="utf-8")
        (project.target / "book" / "我的.txt").write_text("x", encoding="utf-8")
        project.set_number("24")
        assert project.refused() == ["E710", "E710"]

    @pytest.mark.parametrize("words", [{"reason": ""}, {"reason": "甲\n乙"}, {"version": "../x"}, {"version": "x"}, {"date": "昨天"}])
    def test_words(self, project, words):
        """A missing reason, a version that is a path, a date that is none."""
        assert project.refused(**words) in (["E703"], ["E704"], ["E705"])

    def test_an_existing_version(self, project):
        """A version is never written twice."""
        project.publish()
        project.set_number("24")
        assert project.refused(version="1") == ["E703"]

    def test_names_that_a_publication_needs(self, project):
        """A page called releases or archive would be overwritten: it is named."""
        def clash(root: Path) -> str:
            build(root)
            (root / "_build" / "html" / "releases").mkdir()
            (root / "_build" / "html" / "releases" / "x.html").write_text("x", encoding="utf-8")
            (root / "_build" / "html" / "liandong-7.zip").write_text("x", encoding="utf-8")
            return ""

        assert project.refused(build=clash) == ["E714", "E714"]

    @pytest.mark.parametrize("name", ["Index.html", "book/aux.html", "a:b.html", "book/page0.html ", "dot.", "book/BOOK/../PAGE0.html"])
    def test_names_that_windows_cannot_hold(self, project, name):
        """The folder and the zip are opened there: one of two pages would be lost, or the zip not be unpacked."""
        def bad(root: Path) -> str:
            build(root)
            path = root / "_build" / "html" / name
            (root / "_build" / "html" / "book" / "BOOK").mkdir()
            path.write_text("x", encoding="utf-8")
            return ""

        assert project.refused(build=bad) == ["E718"]

    def test_links_in_a_circle(self, project):
        """They lead to no folder."""
        link = project.base / "loop"
        link.symlink_to(link)
        assert project.refused(link) == ["E708"]

    def test_an_edit_meanwhile(self, project):
        """Data changed while the site was built: what was checked is not what would be published."""
        def edit(root: Path) -> str:
            build(root)
            (root / "data" / "late.txt").write_text("x", encoding="utf-8")
            return ""

        with pytest.raises(DataError) as caught:
            project.publish(build=edit)
        assert [finding.code for finding in caught.value.findings] == ["E712"]
        assert not project.target.exists() and list_versions(project.root) == []


class TestPrivate:
    """What is marked private is published nowhere."""

    def real(self, project: Project) -> dict:
        """Returns how a project with real data and a private column is published."""
        make_project(project.root)
        return {"take": take_snapshot, "date": None}

    def test_it_stays_out(self, project):
        """The contact in the tiny bulletin's table is in no byte of folder, zip or release, but for the copy in the project; the file's checksum is."""
        outcome = project.publish(**self.real(project))
        released = {path: content for path, content in tree(project.root / RELEASES).items() if not path.endswith(KEPT_SOURCES)}
        everything = b"".join(tree(project.target).values()) + b"".join(released.values())
        assert "张三".encode() not in everything and json.dumps("张三").encode() not in everything
        assert f"data/bulletins/{SLUG}/tables/status.csv" in outcome.release.data_sha256

    def test_not_in_the_reason_either(self, project):
        """A publisher who types a private name is stopped, and the release is taken back."""
        more = self.real(project)
        with pytest.raises(DataError) as caught:
            project.publish(reason="按张三的意见更正", **more)
        assert {finding.code for finding in caught.value.findings} == {"E809"}
        assert "张三" not in str(caught.value)
        assert not project.target.exists() and list_versions(project.root) == []

    def test_what_became_private_leaves_the_former_sites(self, project):
        """A former site that shows what is private now stops the publication until it is dropped."""
        def show(root: Path) -> str:
            build(root)
            (root / "_build" / "html" / "index.html").write_text("<body>张三</body>", encoding="utf-8")
            return ""

        project.publish(build=show)
        more = self.real(project)
        assert set(project.refused(**more)) == {"E809"}
        project.publish(keep=0, **more)
        assert "张三".encode() not in b"".join(tree(project.target).values())


class TestVerb:
    """The command line."""

    @pytest.fixture
    def root(self, tmp_path, monkeypatch):
        """Returns a real tiny project that the command line works on, with a builder that needs no Jupyter."""
        root = make_project(tmp_path / "project")
        (root / "data" / "number.txt").write_text("1", encoding="utf-8")

        @dataclass
        class Result:
            ok: bool = True

        monkeypatch.setattr(cli, "ROOT", root)
        monkeypatch.setattr("liandong.site.build_site", lambda project, progress, check: Result(build(project) == ""))
        return root

    def test_publish_change_publish(self, root, tmp_path, capsys):
        """Exit 0 with version, kind, date and the zip; the second says what changed; the third that nothing did."""
        target = str(tmp_path / "site")
        assert cli.main(["publish", target, "--reason", "首次"]) == 0
        assert "已发布版本 1（首次发布，2020-05-01）" in capsys.readouterr().out
        write_bulletin(root, status=[("done", "立行立改", "24", "2020-07-01"), ("ongoing", "持续整改", "5", "2020-07-01")])
        assert cli.main(["publish", target, "--reason", "新台账", "--keep", "1"]) == 0
        out = capsys.readouterr().out
        assert "已发布版本 2（更新，2020-07-01）" in out and "+1项" in out and "liandong-2.zip" in out
        assert cli.main(["publish", target, "--reason", "又", "--keep", "1"]) == 0
        assert "什么也没有改" in capsys.readouterr().out
        assert cli.main(["diff"]) == 0
        assert cli.main(["diff", "--against", "1"]) == 1
        assert cli.main(["diff", "--against", target]) == 0
        assert cli.main(["diff", "--against", str(tmp_path / "site" / "releases" / "1")]) == 1

    def test_findings(self, root, tmp_path, capsys):
        """Exit 1: the findings, and that nothing was published."""
        (root / "data" / "bulletins" / SLUG / "tables" / "votes.csv").write_text("item\n", encoding="utf-8")
        assert cli.main(["publish", str(tmp_path / "site"), "--reason", "x"]) == 1
        out = capsys.readouterr().out
        assert "下一步" in out and "没有发布" in out and not (tmp_path / "site").exists()

    @pytest.mark.parametrize("arguments", [[], ["site"], ["site", "--reason", "x", "--keep", "-1"], ["site", "--reason", "x", "--keep", "二"],
                                           ["site", "--reason", "x", "--kind", "other"], ["--reason", "x"], ["", "--reason", "x"]])
    def test_wrong_use(self, root, arguments):
        """Exit 2 without DIR, without a reason, with a number that is none."""
        assert cli.main(["publish", *arguments]) == 2


SORTS = {
    "a file": lambda folder: (folder / "通知.docx").write_bytes(b"x"),
    "a file deep inside": lambda folder: [(folder / "book").mkdir(exist_ok=True), (folder / "book" / "我的.txt").write_bytes(b"x")],
    "a folder with a file": lambda folder: [(folder / "照片").mkdir(), (folder / "照片" / "1.jpg").write_bytes(b"x")],
    "an empty folder": lambda folder: (folder / "空").mkdir(),
    "a link to a file": lambda folder: (folder / "链接.html").symlink_to("index.html"),
    "a link to a folder": lambda folder: (folder / "链接").symlink_to("book"),
}
ENTRIES = dict(zip(SORTS, ["通知.docx", "book/我的.txt", "照片/1.jpg", "空", "链接.html", "链接"], strict=True))


class TestOthersFiles:
    """Nobody else's files are deleted, whenever they are put into the folder."""

    @pytest.mark.parametrize("sort", SORTS)
    def test_before_a_publication(self, sort, project):
        """It is named, and the folder stays as it is."""
        project.publish()
        SORTS[sort](project.target)
        project.set_number("24")
        assert project.refused() == ["E710"]

    @pytest.mark.parametrize("sort", SORTS)
    @pytest.mark.parametrize("moment", ["check", "build", "take", "整理要发布的文件夹……", "换上新网站……", "first"])
    def test_while_one_runs(self, sort, moment, project):
        """Whatever is put in after the first look is kept beside the folder, and the publication says where."""
        if moment == "first":
            project.target.mkdir()
        else:
            project.publish()
            project.set_number("24")
        work = Work(lambda root: put("check", []), lambda root, label: put("take", take(root, label)), lambda root: put("build", build(root)),
                    lambda words: put(words, None))

        def put(name: str, result):
            if name == moment or (moment == "first" and name == "build"):
                SORTS[sort](project.target)
            return result

        outcome = publish(project.root, project.target, work, reason="理由", date="2020-05-01")
        kept = project.target.with_name(f"{project.target.name}-换下时留存1")
        entry = kept / ENTRIES[sort]
        assert os.path.lexists(entry) and (entry.is_symlink() or entry.is_dir() or entry.read_bytes() == b"x")
        assert not os.path.lexists(project.target / ENTRIES[sort])
        note, = outcome.notes
        assert note.code == "N723" and str(kept) in note.expected
        assert not project.publish().published

    def test_twice(self, project):
        """What was kept before is not touched by the next time."""
        for number in ("24", "25"):
            project.publish()
            project.set_number(number)

            def busy(root: Path) -> str:
                (project.target / "通知.docx").write_text(root.name, encoding="utf-8")
                return build(root)

            project.publish(build=busy)
        assert len(list(project.base.glob("*-换下时留存*/通知.docx"))) == 2

    def test_after_a_kill_between_the_renames(self, project):
        """The old folder is aside with a file of somebody's: the next run keeps it."""
        project.publish()
        old = placing.new_folder(project.target).with_name(f".{project.target.name}.liandong-old")
        shutil.copytree(project.target, placing.new_folder(project.target))
        (project.target / "通知.docx").write_bytes(b"x")
        project.target.rename(old)
        project.publish()
        assert (project.target.with_name(f"{project.target.name}-换下时留存1") / "通知.docx").read_bytes() == b"x"

    @pytest.mark.parametrize("name", ["Thumbs.db", "desktop.ini", ".DS_Store", "._index.html", "book/Thumbs.db"])
    def test_the_systems_own_files(self, name, project):
        """They never stop a publication and need no keeping."""
        project.publish()
        (project.target / name).write_bytes(b"x")
        project.set_number("24")
        assert project.publish().notes == [] and not (project.target / name).exists()
        assert list(project.base.glob("*留存*")) == []

    def test_a_folder_with_nothing_but_the_systems_own(self, project):
        """It is an empty folder."""
        project.target.mkdir()
        (project.target / "Thumbs.db").write_bytes(b"x")
        assert project.publish().published
