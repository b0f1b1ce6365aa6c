"""The lists can be read, and what is wrong in them is told with its file and line, all at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from postil.emotion import CHANNELS, FAMILIES
from postil.tag.feelings import entries
from postil.tag.feelings.lexicon import lexicon
from postil.tag.feelings.syntax import syntax

FOLDER = Path(str(files("postil") / "data" / "feelings"))


def wrong_entries() -> Iterator[str]:
    """Read each entry of each line by itself, so that one run tells of every wrong one."""
    for kind, stems, parted in (("words", FAMILIES, " "), ("phrases", FAMILIES, " | "), ("patterns", CHANNELS, None)):
        for stem in stems:
            path = FOLDER / kind / f"{stem}.txt"
            if not path.is_file():
                continue
            for head, rest, where in entries.lines(path.read_text(encoding="utf-8"), f"{kind}/{stem}.txt"):
                for one in rest.split(parted) if parted else [rest]:
                    read = getattr(entries, kind)
                    yield from wrong(
                        where, lambda o=one, h=head, w=where, s=stem, r=read: list(r(f"{h} : {o}", w, s, {}))
                    )
    text = (FOLDER / "unless.txt").read_text(encoding="utf-8")
    for head, rest, where in entries.lines(text, "unless.txt"):
        yield from wrong(where, lambda h=head, r=rest, w=where: list(entries.unless(f"{h} : {r}", w)))


def wrong(where: str, read: Callable[[], object]) -> Iterator[str]:
    """Yield what is wrong with an entry, if anything is."""
    try:
        read()
    except entries.ListError as error:
        yield f"{where} {str(error).split(': ', 1)[1]}"


def doubled_entries() -> Iterator[str]:
    """Words that stand in two shades for one part of speech."""
    seen: dict[tuple[str, str], entries.Sense] = {}
    for family in FAMILIES:
        path = FOLDER / "words" / f"{family}.txt"
        for entry in entries.words(path.read_text(encoding="utf-8"), f"words/{family}.txt", family, {}):
            for letter in entry.pos if len(entry.pos) < 5 else "":
                other = seen.setdefault((entry.lemma, letter), entry.sense)
                if other.shade != entry.sense.shade:
                    yield f"{entry.sense.where} {entry.lemma}/{letter} is in {other.where} ({other.shade}) already"


def test_every_entry_can_be_read() -> None:
    wrong = list(wrong_entries())
    assert not wrong, "\n" + "\n".join(wrong)


def test_no_word_stands_in_two_shades() -> None:
    doubled = list(doubled_entries())
    assert not doubled, "\n" + "\n".join(doubled)


def test_every_file_of_the_folder_is_read() -> None:
    for kind, stems in (("words", FAMILIES), ("phrases", FAMILIES), ("patterns", CHANNELS)):
        strange = [p.name for p in (FOLDER / kind).iterdir() if p.stem not in stems]
        assert not strange, f"{kind}/ holds files that nothing reads: {strange}"


def test_every_file_says_where_it_comes_from() -> None:
    silent = [p.name for p in FOLDER.rglob("*.txt") if not p.read_text(encoding="utf-8").startswith("# ")]
    assert not silent


def test_the_lists_compile() -> None:
    lists = lexicon()
    assert lists.words["angry"]["a"].family == "anger"
    assert lists.forms["angrily"]["r"].shade == lists.words["angry"]["a"].shade
    assert syntax().scale["very"] > 1 > syntax().scale["slightly"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("rge 0.5 named : fury", "no shade"),
        ("rage 5 named : fury", "not between"),
        ("rage 0.5 loud : fury", "no channel"),
        ("rage 0.5 named fury", "' : '"),
        ("rage 0.5 named : fury/q", "cannot read"),
        ("grief 0.5 named : sob", "no shade of anger"),
    ],
)
def test_a_wrong_line_is_told_with_its_place(line: str, said: str) -> None:
    with pytest.raises(entries.ListError, match=said) as told:
        list(entries.words(f"# comment\n{line}\n", "words/anger.txt", "anger", {}))
    assert "words/anger.txt:2" in str(told.value)
