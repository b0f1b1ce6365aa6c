"""How well notes find their words again after a story was edited, and that none goes to a lookalike.

    python benchmarks/anchors.py [FILE ...] [--notes 60] [--seed 1]

Takes any prose as plain text or Markdown (the sample stories if none is given). Quotes sentences, parts of sentences
and pairs of them at random; edits the story around and inside each quotation in the graded ways below; places the note
again, once knowing nothing and once with the memory of the build before the edit; and counts the outcomes. WRONG is a
note on words that are neither its own nor what became of them: there must be none. Last, it times a long story.
"""

# ruff: noqa: S311  (chance here draws samples, it keeps no secrets)
from __future__ import annotations

import argparse
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from postil.models import Chapter, Note, Paragraph, Quotation, Span, Story
from postil.place import place, remember
from postil.place.changes import small_words, telling_words
from postil.problems import Where

SENTENCE = re.compile(r"[“\"‘']?[A-Z0-9].*?[.!?…]+[”\"’']?(?=\s|$)")
CONTENT = re.compile(r"\b[a-z]{4,}\b")
Text = tuple[str, ...]
"""Paragraphs."""


@dataclass(frozen=True)
class Case:
    """A story after an edit, and where the quoted passage is now: (paragraph, range), or None if it is gone."""

    text: Text
    home: tuple[int, Span] | None


@dataclass(frozen=True)
class Draw:
    """A quotation drawn from a story, and chance."""

    text: Text
    number: int
    span: Span
    chance: random.Random

    @property
    def paragraph(self) -> str:
        """The paragraph it is in."""
        return self.text[self.number]

    @property
    def words(self) -> str:
        """The quotation."""
        return self.paragraph[slice(*self.span)]

    def put(self, new: str) -> Case:
        """Put other words in its place."""
        start, end = self.span
        paragraph = self.paragraph[:start] + new + self.paragraph[end:]
        return Case(_with(self.text, self.number, paragraph), (self.number, (start, start + len(new))))

    def drop(self) -> Text:
        """Return the story without the quoted words; their paragraph is never left empty."""
        start, end = self.span
        left = (self.paragraph[:start] + self.paragraph[end:]).strip() or "There was nothing more to say about that."
        return _with(self.text, self.number, left)

    def other_word(self, word: str) -> str:
        """Return another word of the story, about as long."""
        words = sorted({w for p in self.text for w in CONTENT.findall(p) if _plain(w) and w[:3] != word[:3]})
        return self.chance.choice([w for w in words if abs(len(w) - len(word)) < 4] or words)

    def with_other_words(self, count: int) -> str | None:
        """Return the quotation with so many of its words replaced, or None if it has not enough."""
        words = [m for m in CONTENT.finditer(self.words) if _plain(m[0])]
        if len(words) < count:
            return None
        new = self.words
        for match in sorted(self.chance.sample(words, count), key=lambda m: -m.start()):
            new = new[: match.start()] + self.other_word(match[0]) + new[match.end() :]
        return new


def _plain(word: str) -> bool:
    return word not in small_words() and word not in telling_words()


def _with(text: Text, number: int, paragraph: str) -> Text:
    return (*text[:number], paragraph, *text[number + 1 :])


def _inside(words: str, chance: random.Random) -> int | None:
    """Return a place between two words."""
    places = [m.start() for m in re.finditer(r"(?<=\w) (?=\w)", words)]
    return chance.choice(places) if places else None


# What happens to a story, by degrees. Each returns the story after it, or None where it cannot happen.


def untouched(draw: Draw) -> Case | None:
    """Do nothing."""
    return Case(draw.text, (draw.number, draw.span))


def marks_changed(draw: Draw) -> Case | None:
    """Straighten quotation marks, shorten dashes, spell out ellipses."""
    table = str.maketrans({"“": '"', "”": '"', "’": "'", "‘": "'", "—": "–", "…": "..."})
    text = tuple(p.translate(table) for p in draw.text)
    start = len(draw.paragraph[: draw.span[0]].translate(table))
    return Case(text, (draw.number, (start, start + len(draw.words.translate(table)))))


def text_added_above(draw: Draw) -> Case | None:
    """Put three paragraphs before everything."""
    return Case(("It had been raining since the morning.",) * 3 + draw.text, (draw.number + 3, draw.span))


def paragraph_moved(draw: Draw) -> Case | None:
    """Move the paragraph anywhere."""
    others = [p for i, p in enumerate(draw.text) if i != draw.number]
    place_now = draw.chance.randrange(len(others) + 1)
    return Case((*others[:place_now], draw.paragraph, *others[place_now:]), (place_now, draw.span))


def halves_swapped(draw: Draw) -> Case | None:
    """Change the order of the halves of the story, as chapters may be."""
    half = len(draw.text) // 2
    number = draw.number - half if draw.number >= half else draw.number + len(draw.text) - half
    return Case(draw.text[half:] + draw.text[:half], (number, draw.span))


def comma_added(draw: Draw) -> Case | None:
    """Put a comma in."""
    at = _inside(draw.words, draw.chance)
    return None if at is None else draw.put(draw.words[:at] + "," + draw.words[at:])


def slip_mended(draw: Draw) -> Case | None:
    """Change two neighbouring letters about."""
    words = [m for m in CONTENT.finditer(draw.words) if _plain(m[0]) and len(m[0]) > 4]
    if not words:
        return None
    word = draw.chance.choice(words)
    at = word.start() + draw.chance.randrange(1, len(word[0]) - 2)
    swapped = draw.words[:at] + draw.words[at + 1] + draw.words[at] + draw.words[at + 2 :]
    return draw.put(swapped) if swapped != draw.words else None


def small_word_changed(draw: Draw) -> Case | None:
    """Change one small word for another."""
    found = list(re.finditer(r"\b(?:the|a|and|that)\b", draw.words))
    if not found:
        return None
    word = draw.chance.choice(found)
    new = {"the": "a", "a": "the", "and": "but", "that": "which"}[word[0]]
    return draw.put(draw.words[: word.start()] + new + draw.words[word.end() :])


def word_added(draw: Draw) -> Case | None:
    """Put another word in."""
    at = _inside(draw.words, draw.chance)
    return None if at is None else draw.put(f"{draw.words[:at]} {draw.other_word('')}{draw.words[at:]}")


def word_replaced(draw: Draw) -> Case | None:
    """Replace a word by another."""
    new = draw.with_other_words(1)
    return draw.put(new) if new else None


def two_words_replaced(draw: Draw) -> Case | None:
    """Replace two words."""
    new = draw.with_other_words(2)
    return draw.put(new) if new else None


def clause_added(draw: Draw) -> Case | None:
    """Put a clause in."""
    at = _inside(draw.words, draw.chance)
    return None if at is None else draw.put(f"{draw.words[:at]}, as it had the year before,{draw.words[at:]}")


def moved_and_mended(draw: Draw) -> Case | None:
    """Mend a slip and move the paragraph."""
    case = slip_mended(draw)
    if case is None or case.home is None:
        return None
    return paragraph_moved(replace(draw, text=case.text, span=case.home[1]))


def sentence_gone(draw: Draw) -> Case | None:
    """Take the passage out."""
    return Case(draw.drop(), None)


def _twin(draw: Draw, twin: str | None, at: int) -> Case | None:
    if not twin or draw.words in twin:
        return None
    text = draw.drop()
    return Case((*text[:at], twin, *text[at:]), None)


def gone_twin_far(draw: Draw) -> Case | None:
    """Take it out; far away stands a sentence that differs by one word."""
    at = (draw.number + len(draw.text) // 2) % len(draw.text)
    return _twin(draw, draw.with_other_words(1), at)


def gone_twin_next_paragraph(draw: Draw) -> Case | None:
    """Take it out; its twin is the next paragraph."""
    return _twin(draw, draw.with_other_words(1), draw.number + 1)


def gone_twin_beside(draw: Draw) -> Case | None:
    """Take it out; its twin stood right after it."""
    twin = draw.with_other_words(1)
    start, end = draw.span
    return (
        Case(_with(draw.text, draw.number, draw.paragraph[:start] + twin + draw.paragraph[end:]), None)
        if twin
        else None
    )


def gone_twin_of_two(draw: Draw) -> Case | None:
    """Take it out; far away stands a sentence that differs by two words."""
    at = (draw.number + len(draw.text) // 2) % len(draw.text)
    return _twin(draw, draw.with_other_words(2), at)


def gone_twin_longer(draw: Draw) -> Case | None:
    """Take it out; far away a sentence begins like it and goes on."""
    if draw.words[-1] != ".":
        return None
    at = (draw.number + len(draw.text) // 2) % len(draw.text)
    return _twin(draw, f"{draw.words[:-1]} {draw.other_word('')} as well.", at)


def mended_with_twin(draw: Draw) -> Case | None:
    """Change two letters about; a twin stands at the end of the story: the note must find its own."""
    case, twin = slip_mended(draw), draw.with_other_words(1)
    if case is None or case.home is None or not twin:
        return None
    return Case((*case.text, twin), case.home)


KINDS: tuple[Callable[[Draw], Case | None], ...] = (
    untouched, marks_changed, text_added_above, paragraph_moved, halves_swapped,
    comma_added, slip_mended, small_word_changed, word_added, word_replaced, two_words_replaced, clause_added,
    moved_and_mended, mended_with_twin,
    sentence_gone, gone_twin_far, gone_twin_next_paragraph, gone_twin_beside, gone_twin_of_two, gone_twin_longer,
)  # fmt: skip
TWINS_BEFORE = (gone_twin_far, gone_twin_next_paragraph, gone_twin_of_two, gone_twin_longer, gone_twin_beside)


def story_of(text: Sequence[str], quotation: str = "") -> Story:
    """Make a story of paragraphs, with one note if a quotation is given."""
    paragraphs, start = [], 0
    for n, words in enumerate(text, 1):
        paragraphs.append(Paragraph(f"p{n}", n, "prose", words, start, Where("story.md", n)))
        start += len(words) + 2
    where = Where("notes.md")
    note = Note("n", "Ada", "note", (), "Look.", where, Quotation(quotation, (), where))
    chapter = Chapter("", "", 1, tuple(paragraphs), where)
    return Story("s", "S", where, (chapter,), "\n\n".join(text), notes=(note,) if quotation else ())


def draws(text: Text, count: int, seed: int) -> Iterable[Draw]:
    """Draw quotations that stand once in the story: sentences, pairs of them, and parts."""
    chance = random.Random(seed)
    whole = "\n".join(text)
    places = [(n, m.span()) for n, p in enumerate(text) for m in SENTENCE.finditer(p)]
    chance.shuffle(places)
    found = 0
    for turn, (number, sentence) in enumerate(places):
        start, end = quoted = _quoted(text[number], sentence, turn, chance)
        words = text[number][start:end]
        if len(words.split()) > 2 and whole.count(words) == 1:
            yield Draw(text, number, quoted, random.Random(f"{seed} {number} {start}"))
            found += 1
        if found == count:
            return


def _quoted(paragraph: str, sentence: Span, turn: int, chance: random.Random) -> Span:
    """Return a sentence, with the next in each second turn of four, or some words of it in each fourth."""
    start, end = sentence
    if turn % 4 == 1:
        following = SENTENCE.match(paragraph, end + 1)
        return start, following.end() if following else end
    words = [m.span() for m in re.finditer(r"\w+(?:[’']\w+)*", paragraph[start:end])]
    size = chance.randrange(3, 9)
    if turn % 4 == 3 and len(words) > size:
        first = chance.randrange(len(words) - size)
        return start + words[first][0], start + words[first + size - 1][1]
    return sentence


def outcome(draw: Draw, kind: Callable[[Draw], Case | None], *, memory: bool) -> str | None:
    """Return what becomes of a note: exact, moved, lost or WRONG; None where the edit cannot happen."""
    case = kind(draw)
    if case is None:
        return None
    known = {}
    if memory:
        before = story_of(draw.text, draw.words)
        if kind in TWINS_BEFORE:
            before = story_of(_before_twin(draw, case, kind), draw.words)
        known = remember(place(before), before)
    (placed,) = place(story_of(case.text, draw.words), known).notes
    if placed.paragraph is None:
        return "lost"
    if case.home is None:
        return "WRONG"
    number, (start, end) = case.home
    low, high = placed.ranges[0][0], placed.ranges[-1][1]
    right = (
        placed.paragraph.n == number + 1 and low >= start - 1 and high <= end + 1 and high - low >= (end - start) / 2
    )
    return placed.state if right else "WRONG"


def _before_twin(draw: Draw, case: Case, kind: Callable[[Draw], Case | None]) -> Text:
    """Return the story in which both the passage and its twin stood."""
    if kind is gone_twin_beside:
        start, end = draw.span
        twin = case.text[draw.number][start : len(case.text[draw.number]) - len(draw.paragraph) + end]
        return _with(draw.text, draw.number, f"{draw.paragraph[:end]} {twin}{draw.paragraph[end:]}")
    at = next(i for i, p in enumerate(case.text) if i >= len(draw.text) or p != draw.drop()[i])
    return (*draw.text[:at], case.text[at], *draw.text[at:])


def read(path: Path) -> Text:
    """Return the paragraphs of a file."""
    text = re.sub(r"\A---\n.*?\n---\n", "", path.read_text(encoding="utf-8"), flags=re.DOTALL).replace("*", "")
    return tuple(" ".join(p.split()) for p in text.split("\n\n") if re.search(r"\w", p) and not p.startswith("#"))


def speed(text: Text) -> None:
    """Time 500 notes on 300,000 words: all there, and one in five not."""
    words = sum(len(p.split()) for p in text)
    long = [f"{p} {i}" for i in range(300_000 // words + 1) for p in text]
    chance = random.Random(2)
    for share, what in ((0, "all there"), (5, "one in five changed"), (1, "all changed")):
        quotations = []
        for i in range(500):
            parts = long[chance.randrange(len(long))].split()
            parts = parts[-chance.randrange(6, 25) :]
            if share and i % share == 0:
                parts[len(parts) // 2] = "otherwise"
            quotations.append(" ".join(parts))
        where = Where("notes.md")
        notes = tuple(
            Note(f"n{i}", "Ada", "note", (), "", where, Quotation(q, (), where)) for i, q in enumerate(quotations)
        )
        story = replace(story_of(long), notes=notes)
        begun = time.perf_counter()
        states = Counter(n.state for n in place(story).notes)
        taken = time.perf_counter() - begun
        print(f"{len(story.text.split()):,} words, 500 notes, {what}: {taken:.2f} s  {dict(states)}")


def main() -> None:
    """Run all kinds of edit over all texts and print the shares."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--notes", type=int, default=60, help="quotations drawn from each text")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", action="store_true", help="print each WRONG")
    given = parser.parse_args()
    content = Path(__file__).resolve().parent.parent / "content"
    files = given.files or sorted(content.rglob("story.md")) + sorted(content.rglob("chapters/*.md"))
    texts = [text for text in map(read, files) if len(text) > 3]
    every = [draw for text in texts for draw in draws(text, given.notes, given.seed)]
    print(f"{len(every)} quotations from {len(texts)} texts; shares in per cent\n")
    print(f"{'':26}{'knowing nothing':>28}     {'with memory':>28}")
    print(f"{'':26}" + "  exact  moved   lost  WRONG     " * 2)
    wrong = 0
    for kind in KINDS:
        row = f"{kind.__name__.replace('_', ' '):26}"
        for memory in (False, True):
            counts = Counter()
            for draw in every:
                counts[got := outcome(draw, kind, memory=memory)] += 1
                if got == "WRONG" and given.show:
                    print(f"\n  {'memory' if memory else 'nothing'}: {draw.words!r}")
            counts.pop(None, None)
            total = sum(counts.values()) or 1
            row += "".join(f"{100 * counts[s] / total:7.1f}" for s in ("exact", "moved", "lost", "WRONG")) + "     "
            wrong += counts["WRONG"]
        print(row.rstrip())
    print(f"\nWRONG in all: {wrong}\n")
    speed(max(texts, key=len))


if __name__ == "__main__":
    main()
