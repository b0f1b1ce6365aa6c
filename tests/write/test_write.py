"""What is in site/ after a write: ours, whole; other people's, untouched."""

import signal
from pathlib import Path

import pytest

from postil import write as stage
from postil.problems import PostilError
from postil.write import LIST, write


def tree(site: Path) -> dict[str, bytes]:
    return {
        path.relative_to(site).as_posix(): path.read_bytes()
        for path in site.rglob("*")
        if path.is_file() and path.name != LIST
    }


def test_files_stand_where_they_should(tmp_path: Path) -> None:
    files = {"index.html": b"<p>Library</p>", "the-lamp/index.html": b"<p>Lamp</p>"}
    done = write(files, tmp_path / "site")
    assert tree(tmp_path / "site") == files
    assert set(done.changed) == set(files)


def test_a_file_that_would_not_change_is_not_touched(tmp_path: Path) -> None:
    write({"a.html": b"1", "b.html": b"1"}, tmp_path)
    before = (tmp_path / "a.html").stat().st_mtime_ns
    done = write({"a.html": b"1", "b.html": b"2"}, tmp_path)
    assert (done.changed, done.unchanged) == (("b.html",), 1)
    assert (tmp_path / "a.html").stat().st_mtime_ns == before


def test_a_story_taken_out_of_content_leaves_no_page_and_no_folder(tmp_path: Path) -> None:
    write({"index.html": b"1", "gone/index.html": b"1", "gone/deep/x.html": b"1"}, tmp_path)
    done = write({"index.html": b"1"}, tmp_path)
    assert set(done.removed) == {"gone/index.html", "gone/deep/x.html"}
    assert tree(tmp_path) == {"index.html": b"1"}
    assert not (tmp_path / "gone").exists()


def test_what_the_build_did_not_make_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "gone").mkdir()
    (tmp_path / "CNAME").write_bytes(b"stories.example")
    (tmp_path / "gone" / "mine.txt").write_bytes(b"mine")
    write({"gone/index.html": b"1"}, tmp_path)
    write({}, tmp_path)
    assert tree(tmp_path) == {"CNAME": b"stories.example", "gone/mine.txt": b"mine"}


def test_a_page_a_person_changed_by_hand_is_not_removed(tmp_path: Path) -> None:
    write({"old.html": b"1"}, tmp_path)
    (tmp_path / "old.html").write_bytes(b"mine now")
    write({}, tmp_path)
    assert tree(tmp_path) == {"old.html": b"mine now"}


def test_somebody_elses_file_in_the_way_stops_the_write_before_it_begins(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_bytes(b"my home page")
    with pytest.raises(PostilError, match=r"index\.html is in the way"):
        write({"a.html": b"1", "index.html": b"ours"}, tmp_path)
    assert tree(tmp_path) == {"index.html": b"my home page"}


def test_a_broken_list_removes_nothing_and_does_not_stop_an_equal_build(tmp_path: Path) -> None:
    write({"a.html": b"1"}, tmp_path)
    (tmp_path / LIST).write_text("{not json", encoding="utf-8")
    write({"a.html": b"1"}, tmp_path)
    assert tree(tmp_path) == {"a.html": b"1"}


def test_a_list_that_names_files_outside_the_site_is_not_believed(tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    outside = tmp_path / "story.md"
    outside.write_bytes(b"x")
    digest = stage._digest(b"x")
    (site / LIST).write_text(f'{{"../story.md": "{digest}"}}', encoding="utf-8")
    write({}, site)
    assert outside.exists()


def test_a_write_that_fails_while_staging_leaves_the_old_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write({"a.html": b"old", "b.html": b"old"}, tmp_path)
    put, calls = stage._put, []

    def full_disk(path: Path, data: bytes) -> None:
        calls.append(path)
        if len(calls) == 2:
            raise OSError(28, "No space left on device")
        put(path, data)

    monkeypatch.setattr(stage, "_put", full_disk)
    with pytest.raises(OSError, match="No space"):
        write({"a.html": b"new", "b.html": b"new"}, tmp_path)
    assert {p: d for p, d in tree(tmp_path).items() if not p.startswith(".")} == {"a.html": b"old", "b.html": b"old"}
    monkeypatch.undo()
    write({"a.html": b"new", "b.html": b"new"}, tmp_path)
    assert tree(tmp_path) == {"a.html": b"new", "b.html": b"new"}


def test_ctrl_c_waits_until_all_files_are_in_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write({"a.html": b"old", "b.html": b"old"}, tmp_path)
    rename = Path.replace

    def interrupted(self: Path, target: Path) -> Path:
        if target == tmp_path / "a.html":
            signal.raise_signal(signal.SIGINT)
        return rename(self, target)

    monkeypatch.setattr(Path, "replace", interrupted)
    # A process begun in the background ignores Ctrl-C; the test must not depend on how it was begun.
    inherited = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            write({"a.html": b"new", "b.html": b"new"}, tmp_path)
    finally:
        signal.signal(signal.SIGINT, inherited)
    assert {p: d for p, d in tree(tmp_path).items() if not p.startswith(".")} == {"a.html": b"new", "b.html": b"new"}
