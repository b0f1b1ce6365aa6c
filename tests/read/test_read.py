"""How the reader understands what people write."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from postil.models import Note, Paragraph, Story
from postil.problems import PostilError, Where
from postil.read import links_in, read_cast, read_content, read_plain

HERE = Path(__file__).parent
Golden = Callable[[Path, str], None]


def content(folder: Path, files: dict[str, str | bytes]) -> Path:
    for name, text in {"library.yaml": "title: A Library\n", **files}.items():
        path = folder / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
    return folder / "content"


def story(folder: Path, files: dict[str, str | bytes]) -> Story:
    return read_content(content(folder, files)).stories[0]


def cases(folder: str) -> list[Path]:
    return sorted((HERE / folder).glob("*.md"))


def told(paragraph: Paragraph) -> Iterator[str]:
    nests = "".join(f" {n.kind}#{n.serial}" + (f"({n.first})" if n.kind == "ordered" else "") for n in paragraph.nests)
    level = f" {paragraph.level}" if paragraph.level else ""
    mark = " after a break" if paragraph.after_break else ""
    yield f"line {paragraph.where.line}, n {paragraph.n}: {paragraph.kind}{level}{nests}{mark}"
    yield f"  {paragraph.text!r}"
    for i in paragraph.inlines:
        rest = " ".join(filter(None, (i.target, i.title and f"title={i.title!r}", i.alt and f"alt={i.alt!r}")))
        yield f"  {i.kind} {i.start}-{i.end} {paragraph.text[i.start : i.end]!r} {rest}".rstrip()


@pytest.mark.parametrize("file", cases("prose"), ids=lambda file: file.stem)
def test_prose_reads_as_expected(file: Path, tmp_path: Path, golden: Golden) -> None:
    chapter = story(tmp_path, {"ferry/story.md": file.read_bytes()}).chapters[0]
    lines = [f"title {chapter.title!r}", *(line for p in chapter.paragraphs for line in told(p))]
    for footnote in chapter.footnotes:
        lines += [f"footnote {footnote.number}", *(line for p in footnote.blocks for line in told(p))]
    golden(file.with_suffix(".expected"), "\n".join(lines) + "\n")


def told_note(note: Note) -> Iterator[str]:
    yield f"{note.id} at line {note.where.line}: by {note.by}, {note.kind}, {note.date}, tags {', '.join(note.tags)}"
    if note.reply_to:
        yield f"  answers {note.reply_to}"
    if note.quotation:
        marked = [note.quotation.text[a:b] for a, b in note.quotation.marked]
        yield f"  line {note.quotation.where.line}: {note.quotation.text!r}, on {marked or 'all'}"
    yield f"  line {note.body_where.line if note.body_where else None}: {note.body!r}"


@pytest.mark.parametrize("file", cases("notes"), ids=lambda file: file.stem)
def test_notes_read_as_expected(file: Path, tmp_path: Path, golden: Golden) -> None:
    notes = story(tmp_path, {"ferry/story.md": "Late.", "ferry/notes/ada.md": file.read_bytes()}).notes
    golden(file.with_suffix(".expected"), "\n".join(line for note in notes for line in told_note(note)) + "\n")


# Files


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf---\ntitle: The Lamp\n---\n\nOne.\n\nTwo.\n",
        b"---\r\ntitle: The Lamp\r\n---\r\n\r\nOne.\r\n\r\nTwo.\r\n",
    ],
)
def test_a_byte_order_mark_and_windows_line_ends_are_no_matter(tmp_path: Path, data: bytes) -> None:
    read = read_content(content(tmp_path, {"lamp/story.md": data}))
    assert not read.problems
    assert (read.stories[0].title, read.stories[0].text) == ("The Lamp", "One.\n\nTwo.")
    assert [p.where for p in read.stories[0].paragraphs] == [Where("content/lamp/story.md", n) for n in (5, 7)]


def test_a_file_of_another_encoding_still_shows_its_words(tmp_path: Path) -> None:
    read = story(tmp_path, {"lamp/story.md": "# Lamp\n\n“No,” said Zoë.".encode("cp1252")})
    assert read.text == "“No,” said Zoë."


def test_no_folder_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(PostilError, match="There is no folder"):
        read_content(tmp_path / "contant")


def test_reading_never_imports_spacy() -> None:
    code = "import sys, postil.read, postil.new; sys.exit('spacy' in sys.modules or 'pydantic' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603


def test_a_text_of_300_000_words_is_read_in_seconds(tmp_path: Path) -> None:
    paragraph = "The lamp was *low*, and she said “nothing at all” about the well; he had gone for water. " * 5
    words = paragraph.split()
    prose = "\n\n".join(f"{n} {paragraph}" for n in range(300_000 // len(words)))
    began = time.process_time()
    read = story(tmp_path, {"lamp/story.md": f"# Lamp\n\n{prose}"})
    assert time.process_time() - began < 10
    assert len(read.text.split()) >= 299_000


# Stories and chapters


def test_chapters_stand_in_the_order_of_their_numbers_and_share_one_text(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "lamp/story.md": "---\ntitle: The Lamp\nauthor: Nora\n---\n",
        "lamp/chapters/10-end.md": "# The End\n\nTen.",
        "lamp/chapters/2-oil.md": "---\ntitle: Oil\n---\n\nTwo.\n\n## Later\n\nStill two.",
        "lamp/chapters/01.md": "One.",
    }
    read = story(tmp_path, files)
    assert [(c.slug, c.title, c.number) for c in read.chapters] == [
        ("01", "Chapter 1", 1), ("2-oil", "Oil", 2), ("10-end", "The End", 3),
    ]  # fmt: skip
    assert (read.title, read.author) == ("The Lamp", "Nora")
    assert read.text == "One.\n\nTwo.\n\nLater\n\nStill two.\n\nTen."
    assert [p.n for p in read.chapters[1].paragraphs] == [1, 0, 2]
    assert all(read.text[p.start : p.end] == p.text for p in read.paragraphs)


def test_front_matter_is_text_as_typed(tmp_path: Path) -> None:
    front = "title: 1984\nauthor: No\ndate: 2026-01-02\nrating: 1.50\n"
    front += "tags: sea, siblings\nlanguage: en-GB\nsummary: A *b*.\n"
    read = story(tmp_path, {"lamp/story.md": f"---\n{front}---\nOne."})
    assert (read.title, read.author, read.date, read.rating) == ("1984", "No", "2026-01-02", "1.50")
    assert (read.tags, read.language, read.summary) == (("sea", "siblings"), "en-GB", "A *b*.")


def test_a_broken_head_still_gives_the_title(tmp_path: Path) -> None:
    read = story(tmp_path, {"lamp/story.md": "---\ntitle: The Lamp: a story\nauthor: Nora\n---\n\nOne."})
    assert (read.title, read.author, read.text) == ("The Lamp: a story", "Nora", "One.")


def test_drafts_are_read_only_when_asked_for(tmp_path: Path) -> None:
    folder = content(tmp_path, {"a/story.md": "# A\n\nOne.", "b/story.md": "---\ndraft: true\ntite: B\n---\n\nTwo."})
    assert [s.slug for s in read_content(folder).stories] == ["a"]
    assert not read_content(folder).problems
    assert [s.slug for s in read_content(folder, drafts=True).stories] == ["a", "b"]


def test_two_stories_with_one_address_are_both_read(tmp_path: Path) -> None:
    read = read_content(content(tmp_path, {"My Story/story.md": "# A\n\nA.", "my-story/story.md": "# B\n\nB."}))
    assert [s.slug for s in read.stories] == ["my-story", "my-story-2"]
    assert [p.code for p in read.problems] == ["story.twice"]


def test_a_paragraphs_address_stays_when_others_change(tmp_path: Path) -> None:
    before = story(tmp_path / "1", {"lamp/story.md": "One *and* one.\n\nTwo.\n\nTwo."})
    after = story(tmp_path / "2", {"lamp/story.md": "None.\n\nOne and “one”.\n\n***\n\nTwo.\n\nThree.\n\nTwo."})
    assert [p.id for p in before.paragraphs] == [after.paragraphs[i].id for i in (1, 2, 4)]
    assert len({p.id for p in after.paragraphs}) == 5


# Notes and corrections


def test_a_notes_own_id_stays_when_other_notes_change(tmp_path: Path) -> None:
    head, note = "---\nby: Ada\n---\n", "> the low lamp was lit\n\nYes.\n"
    story_files: dict[str, str | bytes] = {"lamp/story.md": "# L\n\nThe low lamp was lit."}
    alone = story(tmp_path / "1", {**story_files, "lamp/notes/a.md": head + note}).notes
    among = story(
        tmp_path / "2", {**story_files, "lamp/notes/a.md": f"{head}> lit\n\nNo.\n\n---\n\n{note}\n---\n{note}"}
    ).notes
    assert alone[0].id == among[1].id == "ada-the-low-lamp-was"
    assert len({note.id for note in among}) == 3


def test_a_reply_to_nobody_and_a_ring_are_kept_as_notes_of_their_own(tmp_path: Path) -> None:
    notes = "{#a reply-to=nobody}\n\nOne.\n\n---\n\n{#b reply-to=c}\n\nTwo.\n\n---\n\n{#c reply-to=b}\n\nThree.\n"
    read = story(tmp_path, {"lamp/story.md": "# L\n\nLit.", "lamp/notes/ada.md": notes})
    assert [(n.id, n.reply_to) for n in read.notes] == [("a", None), ("b", None), ("c", "b")]


def test_links_to_notes_and_people_are_found_outside_code() -> None:
    body = "See [[ rope ]] and [[Clark\tKent]].\n\n`[[not]]` but [[this]]\n```\n[[nor this]]\n```\n[[]] [[a]b]] [[end]]"
    assert links_in(body) == (("rope", 0), ("Clark Kent", 0), ("this", 2), ("end", 6))


def test_corrections_of_each_form(tmp_path: Path) -> None:
    forms = (
        '{speaker="Nora"}', '{speaker=""}', '{feels="Nora" emotion=sadness shade=guilt channel=thought}',
        "{shade=rage}", '{feels="Nora"}', '{character="Nora"}', "{not=feeling}", "{not=character}", "{not=speech}",
    )  # fmt: skip
    text = "\n\n---\n\n".join(f"{form}\n> Nora said **no**." for form in forms)
    folder = content(tmp_path, {"lamp/story.md": "# L\n\nNora said no.", "lamp/corrections.md": text})
    read = read_content(folder)
    assert not read.problems
    made = [
        (c.speaker, c.character, c.feels, c.emotion, c.shade, c.channel, c.not_) for c in read.stories[0].corrections
    ]
    none = None
    assert made == [
        ("Nora", none, none, none, none, none, none),
        ("", none, none, none, none, none, none),
        (none, none, "Nora", "sadness", "guilt", "thought", none),
        (none, none, none, "anger", "rage", none, none),
        (none, none, "Nora", none, none, none, none),
        (none, "Nora", none, none, none, none, none),
        (none, none, none, none, none, none, "feeling"),
        (none, none, none, none, none, none, "character"),
        (none, none, none, none, none, none, "speech"),
    ]
    assert read.stories[0].corrections[0].quotation.marked == ((10, 12),)


# Cast


def test_a_cast_says_who_is_who(tmp_path: Path) -> None:
    text = (
        '- name: Clark Kent\n  aliases: [Clark, "Superman", Clark Kent]\n  pronouns: He\n  colour: "#2F5D8A"\n'
        "  about: |\n    Flies.\n\n    *Well.*\n- Lois\n"
        "- not: [Metropolis]\n- narrator: Superman\n- not: Kansas, Earth\n"
    )
    (tmp_path / "cast.yaml").write_text(text, encoding="utf-8")
    cast, problems = read_cast(tmp_path / "cast.yaml")
    assert not problems
    clark, lois = cast.entries
    assert (clark.id, clark.aliases, clark.pronouns, clark.colour) == (
        "clark-kent",
        ("Clark", "Superman"),
        "he",
        "#2f5d8a",
    )
    assert clark.about == "Flies.\n\n*Well.*"
    assert (lois.name, lois.where.line) == ("Lois", 9)
    assert cast.not_characters == ("Metropolis", "Kansas", "Earth")
    assert cast.narrator == "clark-kent"


def test_whoever_is_also_called_i_tells_the_story(tmp_path: Path) -> None:
    (tmp_path / "cast.yaml").write_text("- name: Brett\n- name: Jake Barnes\n  aliases: [I]\n", encoding="utf-8")
    cast, problems = read_cast(tmp_path / "cast.yaml")
    assert not problems
    assert cast.narrator == "jake-barnes"


def test_a_narrator_who_is_not_in_the_cast_joins_it(tmp_path: Path) -> None:
    (tmp_path / "cast.yaml").write_text("- narrator: Jake Barnes\n- name: Brett\n", encoding="utf-8")
    cast, problems = read_cast(tmp_path / "cast.yaml")
    assert not problems
    assert cast.narrator == "jake-barnes"
    assert [entry.name for entry in cast.entries] == ["Brett", "Jake Barnes"]


def test_a_cast_written_by_a_program_reads_cleanly(tmp_path: Path) -> None:
    text = '- name: "Bill, The Lizard"\n  aliases: ["The Lizard", "Zo\\u00eb", "\\ud83d\\ude00"]\n'
    text += '- name: "Alice\'S Sister"\n  aliases: []\n'
    (tmp_path / "cast.yaml").write_text(text, encoding="utf-8")
    cast, problems = read_cast(tmp_path / "cast.yaml")
    assert not problems
    assert cast.entries[0].aliases == ("The Lizard", "Zoë", "😀")


def test_a_shared_alias_is_a_warning_and_both_keep_it(tmp_path: Path) -> None:
    (tmp_path / "cast.yaml").write_text("- name: A\n  aliases: [X]\n- name: B\n  aliases: [X]\n", encoding="utf-8")
    cast, problems = read_cast(tmp_path / "cast.yaml")
    assert [(p.code, p.severity) for p in problems] == [("cast.alias", "warning")]
    assert [entry.aliases for entry in cast.entries] == [("X",), ("X",)]


# Single files


def test_a_text_file_keeps_its_own_offsets(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(
        b"\xef\xbb\xbfCHAPTER I\r\n\r\n  It was.\r\nIt is.\r\n\r\n* * *\r\n\r\nThen *no*.\r\n"
    )
    plain, problems = read_plain(tmp_path / "a.txt")
    assert plain is not None
    assert not problems
    assert plain.text == "CHAPTER I\n\n  It was.\nIt is.\n\n* * *\n\nThen *no*.\n"
    assert [plain.text[a:b] for a, b in plain.paragraphs] == ["CHAPTER I", "It was.\nIt is.", "* * *", "Then *no*."]
    assert (plain.breaks, plain.headings) == ({3}, {0})


def test_a_markdown_file_gives_the_plain_text_of_its_prose(tmp_path: Path) -> None:
    text = "---\nlayout: post\n---\n\n# Lamp\n\nIt was *low*.\nStill.\n\n***\n\n> Out.[^1]\n\n[^1]: Really.\n"
    (tmp_path / "a.md").write_text(text, encoding="utf-8")
    plain, problems = read_plain(tmp_path / "a.md")
    assert plain is not None
    assert not problems
    assert plain.text == "Lamp\n\nIt was low. Still.\n\nOut."
    assert [plain.text[a:b] for a, b in plain.paragraphs] == plain.text.split("\n\n")
    assert (plain.breaks, plain.headings) == ({2}, {0})


def test_a_file_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    plain, problems = read_plain(tmp_path / "no.txt")
    assert plain is None
    assert [p.code for p in problems] == ["file.unreadable"]


@pytest.mark.parametrize(
    ("line", "heading"),
    [
        ("CHAPTER IV", True), ("Chapter Twenty-One.", True), ("Part Two: The Sea", True), ("Book the First", True),
        ("XII.", True), ("Prologue", True), ("CHAPTER I. Down the Rabbit-Hole", True), ("Act 3", True),
        ("Part ways.", False), ("Book club.", False), ("part two", False), ("Chapter and verse.", False),
        ("Part one of the plan was to wait.", False), ("I saw it.", False), ("It was late.", False),
    ],
)  # fmt: skip
def test_a_heading_of_a_plain_text_counts_or_is_named(tmp_path: Path, line: str, heading: bool) -> None:
    (tmp_path / "a.txt").write_text(f"Before.\n\n{line}\n\nAfter.\n", encoding="utf-8")
    plain, _ = read_plain(tmp_path / "a.txt")
    assert plain is not None
    assert plain.headings == ({1} if heading else set())
