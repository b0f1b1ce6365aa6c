"""What must hold whatever people write: no traceback, and values that the later stages can rely on."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from postil.models import Content, Story
from postil.read import links_in, read_cast, read_content, read_plain

FILES = (
    "library.yaml",
    "lamp/story.md",
    "lamp/cast.yaml",
    "lamp/notes/ada.md",
    "lamp/corrections.md",
    "lamp/chapters/01.md",
    "lamp/chapters/02.md",
)
PARTS = (
    *(Path(__file__).parent / "parts.txt").read_text(encoding="utf-8").split(),
    *("Nora", "lamp", "a", "é", "😀", "> a\n"),
    *("\n", "\n\n", " ", "    ", "\t", "\r\n", "\ufeff", "\x00", "\x85", "\u2028"),
)
WORDS = st.lists(st.sampled_from(PARTS), max_size=40).map("".join)
LINES = st.lists(st.lists(st.sampled_from(PARTS), max_size=6).map(" ".join), max_size=12).map("\n".join)
TEXTS = st.one_of(st.text(max_size=200), WORDS, LINES)
BYTES = st.one_of(TEXTS.map(lambda text: text.encode("utf-8", "surrogatepass")), st.binary(max_size=60))
CALM = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=150)


def read(files: dict[str, bytes]) -> Content:
    with tempfile.TemporaryDirectory() as folder:
        content = Path(folder) / "content"
        content.mkdir()
        for name, data in files.items():
            (content / name).parent.mkdir(parents=True, exist_ok=True)
            (content / name).write_bytes(data)
        return read_content(content, drafts=True)


@CALM
@given(st.dictionaries(st.sampled_from(FILES), BYTES, min_size=1))
def test_whatever_is_written_comes_back_as_content(files: dict[str, bytes]) -> None:
    content = read(files)
    for problem in content.problems:
        assert problem.text.strip()
        assert problem.hint.strip()
        assert "\n" not in problem.text + problem.hint
        lines = files.get(problem.where.path.removeprefix("content/"), b"").decode("utf-8", "replace")
        assert 1 <= problem.where.line <= lines.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    for story in content.stories:
        check_prose(story)
        check_notes(story)


def check_prose(story: Story) -> None:
    paragraphs = story.paragraphs
    assert story.chapters
    assert story.text == "\n\n".join(p.text for p in paragraphs)
    assert all(story.text[p.start : p.end] == p.text for p in paragraphs)
    every = [p for chapter in story.chapters for p in chapter.paragraphs]
    notes = [p for chapter in story.chapters for footnote in chapter.footnotes for p in footnote.blocks]
    ids = [p.id for p in (*every, *notes)]
    assert len(set(ids)) == len(ids)
    for chapter in story.chapters:
        numbers = [p.n for p in chapter.paragraphs if p.kind != "heading"]
        assert numbers == list(range(1, len(numbers) + 1))
    for p in (*every, *notes):
        assert p.text == p.text.strip()
        assert p.text or p.inlines
        p.text.encode()
        open_ends = []
        for inline in p.inlines:
            assert 0 <= inline.start <= inline.end <= len(p.text)
            while open_ends and open_ends[-1] <= inline.start:
                open_ends.pop()
            assert not open_ends or inline.end <= open_ends[-1], "markup nests"
            if inline.start < inline.end:
                open_ends.append(inline.end)
        assert [i.start for i in p.inlines] == sorted(i.start for i in p.inlines)
        assert all("javascript:" not in i.target.lower() for i in p.inlines)


def check_notes(story: Story) -> None:
    ids = [note.id for note in story.notes]
    assert len(set(ids)) == len(ids)
    replies = {note.id: note.reply_to for note in story.notes}
    for note in story.notes:
        seen = {note.id}
        target = note.reply_to
        while target is not None:
            assert target in replies
            assert target not in seen
            seen.add(target)
            target = replies[target]
        for a, b in note.quotation.marked if note.quotation else ():
            assert a < b <= len(note.quotation.text if note.quotation else "")
        links_in(note.body)
    cast = [entry.id for entry in story.cast.entries]
    assert len(set(cast)) == len(cast)
    assert story.cast.narrator is None or story.cast.narrator in cast


@CALM
@given(BYTES, st.sampled_from((".txt", ".md")))
def test_any_single_file_can_be_read_for_tagging(data: bytes, suffix: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"a{suffix}"
        file.write_bytes(data)
        plain, _ = read_plain(file)
        read_cast(file)
    assert plain is not None
    position = 0
    for start, end in plain.paragraphs:
        assert position <= start < end <= len(plain.text)
        assert not plain.text[position:start].strip(), "only white space stands between paragraphs"
        position = end
    assert not plain.text[position:].strip()
    assert (plain.breaks | plain.headings) <= set(range(len(plain.paragraphs)))


PROSE = st.lists(
    st.lists(
        st.sampled_from(("She", "went", "out,", "*and*", "“No,”", "he", "said.", "1984.", "It", "—")),
        min_size=1,
        max_size=9,
    ),
    min_size=1,
    max_size=6,
)


@CALM
@given(PROSE)
def test_no_word_of_the_prose_is_lost(paragraphs: list[list[str]]) -> None:
    source = "\n\n".join(" ".join(words) for words in paragraphs)
    story = read({"library.yaml": b"title: x", "lamp/story.md": f"---\ntitle: x\n---\n\n{source}\n".encode()}).stories[
        0
    ]
    kept = story.text.replace("*", "").split()
    assert [w for w in kept if w.isalpha()] == [w for w in source.replace("*", "").split() if w.isalpha()]


@CALM
@given(PROSE)
def test_a_quotation_copied_from_a_storys_file_is_words_of_its_text(paragraphs: list[list[str]]) -> None:
    source = [" ".join(words) for words in paragraphs]
    notes = "\n\n---\n\n".join(f"> {paragraph}\n\nA note." for paragraph in source)
    files = {"lamp/story.md": "\n\n".join(source).encode(), "lamp/notes/ada.md": notes.encode()}
    story = read(files).stories[0]
    for note in story.notes:
        if note.quotation:
            assert " ".join(note.quotation.text.split()) in " ".join(story.text.split())
