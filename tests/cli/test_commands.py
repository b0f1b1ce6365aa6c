"""Each command: what it prints, what it writes, and its status."""

import json
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

import build
from tests.cli.conftest import NOTE, STORY, write

Run = Callable[..., Result]
HERE = Path(__file__).parents[2]


def pages(site: Path) -> set[str]:
    return {path.relative_to(site).as_posix() for path in site.rglob("*.html")}


def test_a_build_makes_every_page_at_its_address(library: Path, postil: Run) -> None:
    done = postil()
    assert done.exit_code == 0, done.output
    wanted = {
        "index.html",
        "404.html",
        *(f"the-kettle/{page}.html" for page in ("index", "cast", "beats", "script", "notes")),
    }
    assert pages(library / "site") == wanted
    assert json.loads((library / "site/the-kettle/tags.json").read_text(encoding="utf-8"))["postil"] == 1


def test_a_second_build_writes_nothing_and_loads_no_spacy(library: Path, postil: Run) -> None:
    postil()
    again = postil()
    assert "0 files written" in again.output
    code = "import sys, build; build.main(['build'], standalone_mode=False); sys.exit('spacy' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], env={"PYTHONPATH": str(HERE)}, cwd=library, check=False)  # noqa: S603
    assert run.returncode == 0, "a build with nothing changed imported spaCy"


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], *([name, "-h"] for name in build.main.commands)])
def test_every_command_has_help_and_does_not_load_the_engine(arguments: list[str]) -> None:
    code = f"import sys, build; build.main({arguments!r}, standalone_mode=False); sys.exit('spacy' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], cwd=HERE, capture_output=True, text=True, check=False)  # noqa: S603
    assert run.returncode == 0, run.stderr
    assert "Usage:" in run.stdout


def test_every_command_and_option_is_in_the_readme() -> None:
    readme = (HERE / "README.md").read_text(encoding="utf-8")
    for name, command in build.main.commands.items():
        assert name == "build" or f"python build.py {name}" in readme, f"the README does not tell of `{name}`"
        for option in command.params:
            if name == "build" and option.opts:
                assert option.opts[0] in readme, f"the README does not tell of `{option.opts[0]}`"


def test_two_builds_from_nothing_give_the_same_bytes(library: Path, postil: Run) -> None:
    postil("build", "--site", "one")
    for file in (library / ".postil").rglob("*.json"):
        file.unlink()
    postil("build", "--site", "two")
    one, two = (
        {p.relative_to(s): p.read_bytes() for p in s.rglob("*") if p.is_file()}
        for s in (library / "one", library / "two")
    )
    assert one == two


def test_a_lost_note_is_a_loud_warning_in_a_build_and_an_error_elsewhere(library: Path, postil: Run) -> None:
    write(library, {"content/the-kettle/notes/me.md": NOTE.replace("kettle", "teapot")})
    built = postil()
    assert built.exit_code == 0
    assert "content/the-kettle/notes/me.md:6: warning note.lost" in built.output
    assert "Not placed" in (library / "site/the-kettle/notes.html").read_text(encoding="utf-8")
    for strict in (postil("check"), postil("build", "--strict")):
        assert strict.exit_code == 1
        assert "content/the-kettle/notes/me.md:6: error note.lost" in strict.output


def test_an_error_stops_the_build_and_the_old_site_stands(library: Path, postil: Run) -> None:
    postil()
    before = (library / "site/the-kettle/index.html").read_bytes()
    write(
        library,
        {
            "content/the-kettle/story.md": STORY.replace("kettle on", "kettle off"),
            "content/the-kettle/cast.yaml": "- name: [\n",
        },
    )
    broken = postil()
    assert broken.exit_code == 1
    assert "content/the-kettle/cast.yaml:" in broken.output
    assert "Traceback" not in broken.output
    assert (library / "site/the-kettle/index.html").read_bytes() == before


def test_check_as_json_has_the_published_shape_and_writes_nothing(library: Path, postil: Run) -> None:
    write(library, {"content/the-kettle/notes/you.md": NOTE.replace("kettle", "teapot").replace("Me", "You")})
    before = set(library.rglob("*"))
    done = postil("check", "--json")
    assert set(library.rglob("*")) == before
    told = json.loads(done.output)
    assert set(told) == {"problems", "notes"}
    assert all(set(p) == {"code", "severity", "path", "line", "text", "hint"} for p in told["problems"])
    placed, lost = told["notes"]
    assert placed == {
        "story": "the-kettle", "id": placed["id"], "path": "content/the-kettle/notes/me.md", "line": 6,
        "state": "exact",
        "chapter": 1, "paragraph": 1, "text": "kettle",
    }  # fmt: skip
    assert (lost["state"], lost["chapter"], lost["paragraph"], lost["text"]) == ("lost", None, None, None)


def test_new_from_a_text_keeps_every_word_and_builds(library: Path, postil: Run) -> None:
    write(library, {"fog.txt": 'The fog came in.\n\n* * *\n\n"Who\'s there?" he said.\n'})
    made = postil("new", "the-fog", "--from", "fog.txt")
    assert made.exit_code == 0, made.output
    assert postil().exit_code == 0
    page = (library / "site/the-fog/index.html").read_text(encoding="utf-8")
    assert "The fog came in." in page
    assert postil("new", "the-fog").exit_code == 1, "new wrote over a story"


def test_new_without_a_text_makes_a_story_that_builds_without_a_problem(library: Path, postil: Run) -> None:
    assert postil("new", "empty").exit_code == 0
    checked = postil("check")
    assert checked.exit_code == 0, checked.output
    assert "0 errors, 0 warnings" in checked.output


def test_new_elsewhere_says_how_to_build_there(library: Path, postil: Run) -> None:
    made = postil("new", "the-fog", "--content", "our stories")
    told = shlex.split(made.output.splitlines()[-1].removeprefix("Build it with: python build.py "))
    assert postil(*told).exit_code == 0, made.output
    assert (library / "site/the-fog/index.html").is_file(), "the command that new told of built another folder"


def test_tag_one_file_and_several(library: Path, postil: Run) -> None:
    write(library, {"a.txt": "Ines laughed.\r\n\r\n“No,” said Oskar.", "b.md": "*Ines* laughed."})
    assert postil("tag", "a.txt", "-o", "out.json").exit_code == 0
    assert (
        json.loads((library / "out.json").read_text(encoding="utf-8"))["text"] == "Ines laughed.\n\n“No,” said Oskar."
    )
    assert postil("tag", "a.txt", "b.md", "-o", "tags").exit_code == 0
    assert json.loads((library / "tags/b.json").read_text(encoding="utf-8"))["text"] == "Ines laughed."


def test_tag_says_which_file_it_cannot_read_and_does_the_others(library: Path, postil: Run) -> None:
    (library / "bad.txt").write_bytes(b"caf\xe9")
    write(library, {"good.txt": "Ines laughed."})
    done = postil("tag", "bad.txt", "good.txt", "-o", "tags")
    assert done.exit_code == 1
    assert "bad.txt:1: error" in done.output
    assert (library / "tags/good.json").exists()


@pytest.mark.parametrize(
    "arguments",
    [["--no-such-option"], ["biuld"], ["tag", "nothing.txt", "-o", "x"], ["tag"], ["new"], ["serve", "--port", "0"]],
)
def test_wrong_usage_ends_with_2(library: Path, postil: Run, arguments: list[str]) -> None:
    assert postil(*arguments).exit_code == 2


def test_no_content_folder_is_one_clear_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, postil: Run) -> None:
    monkeypatch.chdir(tmp_path)
    done = postil()
    assert done.exit_code == 1
    assert "There is no folder content/" in done.output


def test_a_picture_goes_into_the_site_and_a_missing_one_is_told_with_its_near_miss(library: Path, postil: Run) -> None:
    story = STORY + "\n![The kettle](kettle.png)\n\n![The coat](coat.pgn)\n\n![Mine](../../secret.png)\n"
    write(library, {"content/the-kettle/story.md": story, "secret.png": "secret"})
    (library / "content/the-kettle/kettle.png").write_bytes(b"a kettle")
    (library / "content/the-kettle/coat.png").write_bytes(b"a coat")
    done = postil()
    assert done.exit_code == 0, done.output
    assert (library / "site/the-kettle/kettle.png").read_bytes() == b"a kettle"
    assert "warning image.missing: The picture 'coat.pgn' is not there.\n    Did you mean coat.png?" in done.output
    assert "The picture '../../secret.png' is not there." in done.output
    assert not list((library / "site").rglob("secret*")), "a file outside the story's folder was published"


def test_a_file_where_a_folder_must_go_is_one_clear_message(library: Path, postil: Run) -> None:
    write(library, {"site/the-kettle": "mine"})
    done = postil()
    assert done.exit_code == 1
    assert "the-kettle" in done.output
    assert "Traceback" not in done.output
    assert (library / "site/the-kettle").read_text(encoding="utf-8") == "mine"


def test_drafts_are_built_only_when_asked_for(library: Path, postil: Run) -> None:
    write(library, {"content/later/story.md": STORY.replace("author:", "draft: true\nauthor:")})
    postil()
    assert not (library / "site/later").exists()
    postil("--drafts")
    assert (library / "site/later/index.html").exists()


def test_write_cast_drafts_one_and_never_writes_over_one(library: Path, postil: Run) -> None:
    postil("build", "--write-cast")
    cast = library / "content/the-kettle/cast.yaml"
    assert "Oskar" in cast.read_text(encoding="utf-8")
    assert postil("check").exit_code == 0, "the draft is not a valid cast.yaml"
    cast.write_text("- name: Oskar\n", encoding="utf-8")
    postil("build", "--write-cast")
    assert cast.read_text(encoding="utf-8") == "- name: Oskar\n"
