"""Stories made up for the browser: prose by a small generator, notes on it, and tags found by plain patterns.

So that a chapter can be as long, and a margin as full, as a test wants, with no model and the same on every run.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

from postil.layout import Told, lay_out
from postil.models import Story
from postil.place import place
from postil.read import read_content
from postil.render import render
from postil.tags import ArcPoint, Beat, Character, Feeling, Mention, Quote, Tags
from postil.write import write

TEMPLATES = Path(__file__).parents[2] / "templates"

PEOPLE = (("maud-ferris", "Maud Ferris", "she"), ("tobias-hale", "Tobias Hale", "he"), ("wren", "Wren", "they"))
FEELINGS = {
    "was angry": ("anger", "frustration", "named"),
    "set (?:her|his|their) teeth": ("anger", "irritation", "face"),
    "was sorry": ("sadness", "regret", "named"),
    "turned away": ("sadness", "hurt", "posture"),
    "was afraid": ("fear", "dread", "named"),
    "held (?:her|his|their) breath": ("fear", "nervousness", "sensation"),
    "laughed": ("joy", "amusement", "voice"),
    "smiled": ("joy", "cheerfulness", "face"),
    "stared": ("surprise", "surprise", "gaze"),
    "took (?:her|his|their) hand": ("love", "tenderness", "touch"),
}
VALENCE = {"anger": -0.7, "sadness": -0.5, "fear": -0.4, "joy": 0.6, "surprise": 0.1, "love": 0.8}

WORDS = """
things: lamp kettle ladder rope ledger basket lantern bell stove chair letter map coat boat oar net bucket shovel gate
places: quay yard cellar attic lane orchard chapel kitchen sluice ferry mill landing
shapes: old wet narrow bent heavy small empty broken painted borrowed rusted second
doings: carried mended counted lifted hid cleaned dropped moved bought measured sold found
"""
THINGS, PLACES, SHAPES, DOINGS = (line.split()[1:] for line in WORDS.strip().splitlines())
SAYINGS = (
    "I never asked for the {s} {t}",
    "You said the {s} {t} would hold until morning",
    "There is a {s} {t} in the {p}, and nobody has come for it",
    "Leave the {t}",
    "We could take the {s} {t} down to the {p} before it rains, if you are willing to be seen with me",
)
DOES = (
    "{n} {d} the {s} {t} in the {p}.",
    "Nobody had {d} the {t} since the {s} winter, and {n} did not mean to be the first to say so.",
    "The {s} {t} stood where {n} had left it, between the {p} and the road.",
    "It rained on the {p}.",
    "When the light went, {n} {d} the {t} by feel, and the {s} one after it, and sat down among what was left.",
)
FEELS = (
    "{n} was angry about the {s} {t}.",
    "{n} set {own} teeth and {d} the {t}.",
    "{n} was sorry for the {s} {t}, and {d} it again.",
    "{n} turned away from the {p}.",
    "{n} was afraid of the {s} {p}.",
    "{n} held {own} breath until the {t} was {d}.",
    "{n} laughed at the {s} {t}.",
    "{n} smiled over the {t}, and at the {s} {p}.",
    "{n} stared at the {t} in the {p}.",
    "{n} took {own} hand from the {t}.",
)
REMARKS = (
    "The object does the work here.",
    "Notice how little is said, and that nothing in the room is let off for it; the sentence keeps looking away.",
    "Compare the *first* paragraph: the same word, and a colder verb.",
    "A reader coming to this a second time will know what the thing is for. The first time it is only a thing, and "
    "that is the better sentence, since nothing in it asks to be remembered and all of it will be.",
    "Is this fair to [[Wren]]?",
)
ANSWERED = 7
"""Every seventh note has a reply."""
OWN = {"she": "her", "he": "his", "they": "their"}


@dataclass(frozen=True)
class Written:
    """A chapter of generated prose: its Markdown, and the sentences that stand in it once, in order."""

    markdown: str
    sentences: tuple[str, ...]


def prose(words: int, seed: int) -> Written:
    """Return about so many words of prose with speech, feelings and scene breaks."""
    chance = random.Random(seed)  # noqa: S311
    paragraphs: list[list[str]] = []
    written = 0
    people = cycle(PEOPLE)
    while written < words:
        _, name, pronoun = next(people) if chance.random() < 0.7 else chance.choice(PEOPLE)
        first = name.split()[0]
        paragraphs.append([_sentence(chance, first, pronoun) for _ in range(chance.choice((1, 2, 3, 3, 4, 5)))])
        if chance.random() < 0.45:
            said = _fill(chance.choice(SAYINGS), chance, first, pronoun)
            paragraphs.append([f"“{said},” said {first}."])
        written = sum(len(sentence.split()) for paragraph in paragraphs for sentence in paragraph)
    blocks = []
    for number, paragraph in enumerate(paragraphs):
        if number and number % 37 == 0:
            blocks.append("***")
        blocks.append(" ".join(paragraph))
    text = "\n\n".join(blocks)
    once = tuple(s for paragraph in paragraphs for s in paragraph if text.count(s.rstrip(".”")) == 1 and len(s) > 30)
    return Written(text + "\n", once)


def _sentence(chance: random.Random, name: str, pronoun: str) -> str:
    return _fill(chance.choice(FEELS if chance.random() < 0.25 else DOES), chance, name, pronoun)


def _fill(pattern: str, chance: random.Random, name: str, pronoun: str) -> str:
    pick = chance.choice
    return pattern.format(
        n=name, own=OWN[pronoun], t=pick(THINGS), p=pick(PLACES), s=pick(SHAPES), d=pick(DOINGS)
    )  # fmt: skip


def notes(sentences: Iterable[str], by: str, first: int, seed: int) -> str:
    """Return a file of notes, one on each sentence; every seventh is answered, some lie on one another's words."""
    chance = random.Random(seed)  # noqa: S311
    blocks = [f"---\nby: {by}\n---\n"]
    kinds, tags = cycle(("craft", "theme", "question")), cycle(("objects", "weather", "objects, silence"))
    for number, sentence in enumerate(sentences, first):
        words = sentence.split()
        bold = slice(1, 4) if number % 4 else slice(0, len(words))
        quoted = " ".join([*words[: bold.start], f"**{' '.join(words[bold])}**", *words[bold.stop :]])
        body = "\n\n".join(chance.choices(REMARKS, k=chance.choice((1, 1, 1, 2, 6))))
        blocks.append(f'{{#n{number} .{next(kinds)} tags="{next(tags)}"}}\n> {quoted.strip()}\n\n{body}\n')
        if number % ANSWERED == 0:
            blocks.append(
                f"{{#n{number}-r .reply by=Ben reply-to=n{number}}}\n\nNot so sure. {chance.choice(REMARKS)}\n"
            )
    return "\n---\n\n".join([blocks[0] + "\n" + blocks[1], *blocks[2:]])


def write_story(folder: Path, title: str, words: int, number_of_notes: int, seed: int) -> None:
    """Write a story of one chapter with so many notes, a third of them crowded onto neighbouring sentences."""
    written = prose(words, seed)
    top = next(n for n in range(number_of_notes) if n + n // ANSWERED == number_of_notes)
    crowd = top // 3
    middle = len(written.sentences) // 2
    rest = [s for i, s in enumerate(written.sentences) if not middle <= i < middle + crowd]
    step = len(rest) / (top - crowd)
    chosen = [*written.sentences[middle : middle + crowd], *(rest[int(i * step)] for i in range(top - crowd))]
    put(folder / "story.md", f"---\ntitle: {title}\nauthor: A. Machine\ndate: 2024\n---\n\n{written.markdown}")
    put(folder / "cast.yaml", _cast())
    put(folder / "notes" / "ada.md", notes(chosen, "Ada", 1, seed))


def write_parts(folder: Path) -> None:
    """Write a story in three chapters with a few notes each."""
    parts = [prose(900, seed) for seed in (21, 22, 23)]
    put(folder / "story.md", "---\ntitle: Three Parts\nauthor: A. Machine\nsummary: A lamp is moved.\n---\n")
    for number, part in enumerate(parts, 1):
        title = ("The Quay", "The Yard", "The Mill")[number - 1]
        put(folder / "chapters" / f"0{number}-part.md", f"---\ntitle: {title}\n---\n\n{part.markdown}")
    whole = "".join(part.markdown for part in parts)
    chosen = [s for part in parts for s in part.sentences[::9][:4] if whole.count(s.rstrip(".”")) == 1]
    put(folder / "cast.yaml", _cast())
    put(folder / "notes" / "ada.md", notes(chosen, "Ada", 1, 5))


def _cast() -> str:
    return "".join(f"- name: {name}\n  aliases: [{name.split()[0]}]\n  pronouns: {p}\n" for _, name, p in PEOPLE)


def put(path: Path, text: str) -> None:
    """Write a file, and its folders."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def build(content: Path, site: Path, *, errors: bool = False) -> None:
    """Build a site from a content folder by the engine's own stages, tagged by `quick_tags`; errors must be meant."""
    read = read_content(content)
    told = [Told(story, quick_tags(story), place(story)) for story in read.stories]
    pages, unlinked = lay_out(read.library, told)
    problems = (*read.problems, *unlinked, *(p for one in told for p in one.placements.problems))
    assert errors or not [p for p in problems if p.severity == "error"], problems
    write(render(pages, TEMPLATES), site)


def quick_tags(story: Story) -> Tags:
    """Return tags found by plain patterns: names of the cast, quotation marks, a dozen phrases of feeling."""
    text = story.text
    people = [(e.id, e.name, e.pronouns, (e.name, *e.aliases)) for e in story.cast.entries]
    mentions = {one: tuple(_mentions(text, names)) for one, _, _, names in people}
    found = sorted((m.start, who) for who, some in mentions.items() for m in some)
    quotes = tuple(
        Quote(m.start(), m.end(), _next_to(found, m.end()), "named", 0.9 if m.start() % 5 else 0.5)
        for m in re.finditer("“[^”\n]*”", text)
    )
    feelings = []
    for pattern, (family, shade, channel) in FEELINGS.items():
        for m in re.finditer(pattern, text):
            sure = 0.8 if m.start() % 6 else 0.4
            feels = _before(found, m.start())
            feelings.append(Feeling(m.start(), m.end(), family, shade, 0.6, False, channel, feels, None, sure))
    feelings.sort(key=lambda f: f.start)
    return Tags(
        text=text,
        made_by=(("spacy", "0"), ("model", "none"), ("postil", "0")),
        characters=tuple(Character(i, name, rest[1:], pronouns, mentions[i]) for i, name, pronouns, rest in people),
        quotes=quotes,
        feelings=tuple(feelings),
        arc=tuple(ArcPoint(p.start, p.end, round(_course(i), 2)) for i, p in enumerate(story.paragraphs)),
        beats=tuple(_beats(story, feelings)),
    )


def _mentions(text: str, names: Iterable[str]) -> Iterator[Mention]:
    pattern = "|".join(rf"(?<!\w){re.escape(n)}(?!\w)" for n in sorted(names, key=len, reverse=True))
    for m in re.finditer(pattern, text):
        yield Mention(m.start(), m.end(), "name")


def _before(found: list[tuple[int, str]], at: int) -> str | None:
    return next((who for start, who in reversed(found) if start < at and at - start < 40), None)


def _next_to(found: list[tuple[int, str]], at: int) -> str | None:
    return next((who for start, who in found if at <= start < at + 20), None)


def _course(number: int) -> float:
    return ((number * 7) % 20 - 10) / 10


def _beats(story: Story, feelings: list[Feeling]) -> Iterator[Beat]:
    paragraphs = story.paragraphs
    sizes = cycle((3, 6, 4, 9, 2))
    first = 0
    while first < len(paragraphs):
        last = min(len(paragraphs), first + next(sizes))
        start = paragraphs[first].start
        end = paragraphs[last].start if last < len(paragraphs) else len(story.text)
        inside = [f for f in feelings if start <= f.start < end]
        lead = max(inside, key=lambda f: f.intensity, default=None)
        label = f"{_name(story, lead.feels)}: {lead.shade}, by {lead.channel}" if lead else ""
        yield Beat(
            start, end, label, lead.family if lead else None, (lead.feels,) if lead and lead.feels else (),
            VALENCE[lead.family] if lead else 0.0, f"turns to {lead.family}" if lead and first else "",
        )  # fmt: skip
        first = last


def _name(story: Story, who: str | None) -> str:
    return next((e.name for e in story.cast.entries if e.id == who), "Somebody")


def write_stress(content: Path) -> None:
    """Write a library of the made-up stories."""
    more = "repository: example/made-up\nkinds:\n  craft: {label: Craft, colour: '#7a5c00'}\n"
    put(content / "library.yaml", f"title: Made Up\nauthor: A. Machine\nurl: https://example.org/made-up\n{more}")
    write_story(content / "the-long-chapter", "The Long Chapter", words=10_000, number_of_notes=60, seed=3)
    write_story(content / "the-full-margin", "The Full Margin", words=4_000, number_of_notes=40, seed=4)
    write_story(content / "the-crowded-margin", "The Crowded Margin", words=1_500, number_of_notes=40, seed=6)
    write_parts(content / "three-parts")
