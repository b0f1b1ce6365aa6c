"""Novels and scenes whose speakers are known, laid out as fit_dialogue.py fits to them and scores them."""

from __future__ import annotations

import ast
import csv
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from spacy.tokens import Doc

from benchmarks.dialogue.gold import read_scene, scene_files
from benchmarks.feelings.gold import Label, gold_files, read_labels
from benchmarks.feelings.score import cast_beside
from postil.models import Cast, CastEntry, Span
from postil.paragraphs import split_paragraphs
from postil.problems import Where
from postil.read.plain import from_text
from postil.tag.cast import create_cast
from postil.tag.dialogue.attribute import Prepared, prepare
from postil.tag.dialogue.features import NOBODY
from postil.tag.found import CAST, CastFound
from postil.tag.given import KEY, Given
from postil.tag.pipe import parse

if TYPE_CHECKING:
    from spacy.language import Language


@dataclass(frozen=True)
class Gold:
    """What is known of a text."""

    name: str
    """Of the novel."""
    aliases: Mapping[str, frozenset[str]]
    """Whose each name is, folded."""
    quotes: Sequence[tuple[Span, str]]
    """Stretches of speech and their speakers."""
    nouns: bool = False
    """Descriptions are among the aliases."""


@dataclass
class Example:
    """A text, ready to be fitted to or scored on."""

    name: str
    text: str
    prepared: Prepared
    right: list[set[str]]
    """For each utterance the ids that are right; NOBODY where the gold speaker was not found as a character."""
    quoted: list[int]
    """How many gold speakers each utterance has words of."""
    cast: CastFound


def novel(nlp: Language, folder: Path, docs: Path | None, *, curated: bool) -> Example:
    """Parse a novel (or read it from `docs`), find its cast and its speech, and note who is right."""
    text = (folder / "novel_text.txt").read_text(encoding="utf-8")
    kept = docs / f"{folder.name}.spacy" if docs else None
    given = Given(split_paragraphs(text), cast=gold_cast(folder) if curated else Cast(), text=text)
    if kept and kept.exists():
        doc = Doc(nlp.vocab).from_bytes(kept.read_bytes())
    else:
        doc = parse(nlp, text, given)
        if kept:
            doc.user_data.clear()
            kept.write_bytes(doc.to_bytes())
    return example(nlp, doc, given, read_gold(folder))


def scenes(nlp: Language, folder: Path) -> list[Example]:
    """Return the modern scenes under a folder, marked by hand (benchmarks/dialogue/README.md)."""
    found = []
    for path in scene_files(folder):
        scene = read_scene(path.read_text(encoding="utf-8"), path.name)
        plain = from_text(scene.text)
        given = Given(plain.paragraphs, plain.breaks, plain.headings, text=plain.text)
        aliases = {fold(alias): frozenset((p.name,)) for p in scene.people for alias in (p.name, *p.aliases)}
        quotes = [((s.start, s.end), s.speaker) for s in scene.said if not s.optional]
        found.append(example(nlp, parse(nlp, plain.text, given), given, Gold(path.stem, aliases, quotes, nouns=True)))
    return found


def stories(nlp: Language, folder: Path, first: int, *, curated: bool) -> Iterator[Example]:
    """Yield the texts whose feelings are labelled (benchmarks/feelings): what is felt aloud is its speaker's.

    `first` is the least number of those wanted; they are read bare, or with the cast.yaml beside them.
    """
    for path in gold_files(folder):
        number = path.name.partition("-")[0]
        if not number.isdigit() or int(number) < first:
            continue
        text, labels = read_labels(path.read_text(encoding="utf-8"), path.name)
        given = Given(split_paragraphs(text), cast=cast_beside(path) if curated else Cast(), text=text)
        doc = create_cast(nlp, "postil_cast")(parse(nlp, text, given))
        cast = doc.user_data[CAST]
        prepared = prepare(doc, given, cast)
        if prepared.choices:
            yield Example(path.stem, text, prepared, _spoken(prepared, cast, labels), [0] * len(prepared.choices), cast)


def _spoken(prepared: Prepared, cast: CastFound, labels: Sequence[Label]) -> list[set[str]]:
    """Return for each utterance whose speech its labels say it is; nobody where they do not say, or not the same."""
    ids: dict[str, set[str]] = defaultdict(set)
    for person in cast.people:
        for name in (person.name, *person.aliases):
            ids[name.lower()].add(person.id)
    owner = _owners(prepared)
    told: dict[int, set[str]] = {}
    for label in labels:
        n = int(owner[label.start])
        if n >= 0 and label.channels == ("speech",):
            who = ids.get(label.feels.lower(), set())
            told[n] = told.get(n, who) & who
    return [told.get(n, set()) & set(choice.candidates) for n, choice in enumerate(prepared.choices)]


def example(nlp: Language, doc: Doc, given: Given, gold: Gold) -> Example:
    """Find the cast and the speech of a parsed text, and note who is right."""
    doc.user_data[KEY] = given
    doc = create_cast(nlp, "postil_cast")(doc)
    cast = doc.user_data[CAST]
    prepared = prepare(doc, given, cast)
    return Example(gold.name, given.text, prepared, *answers(gold, prepared, cast), cast)


def gold_cast(folder: Path) -> Cast:
    """Return the cast an editor would write, from the gold characters."""
    entries = []
    with (folder / "character_info.csv").open(encoding="utf-8", newline="") as file:
        for i, row in enumerate(csv.DictReader(file)):
            aliases = tuple(sorted(set(ast.literal_eval(row["Aliases"])) - {row["Main Name"]}))
            pronouns: Any = {"M": "he", "F": "she"}.get(row["Gender"])
            entries.append(CastEntry(f"c{i}", row["Main Name"], Where("cast.yaml"), aliases, pronouns))
    return Cast(tuple(entries))


def read_gold(folder: Path) -> Gold:
    """Read a novel of the Project Dialogism Novel Corpus."""
    alias: dict[str, set[str]] = defaultdict(set)
    with (folder / "character_info.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for name in {*ast.literal_eval(row["Aliases"]), row["Main Name"]}:
                alias[fold(name)].add(row["Main Name"])
    quotes = []
    with (folder / "quotation_info.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            names = alias.get(fold(row["speaker"]), {row["speaker"]})
            who = next(iter(names)) if len(names) == 1 else ""
            quotes += [((a, b), who) for a, b in ast.literal_eval(row["quoteByteSpans"])]
    return Gold(folder.name, {name: frozenset(whose) for name, whose in alias.items()}, quotes)


def fold(name: str) -> str:
    """Return a name as names are compared."""
    low = " ".join(name.lower().replace("’", "'").split()).removesuffix("'s")
    for article in ("the ", "a ", "an "):
        low = low.removeprefix(article)
    return low


def answers(gold: Gold, prepared: Prepared, cast: CastFound) -> tuple[list[set[str]], list[int]]:
    """Return for each utterance the right ids, and how many gold quotations it holds."""
    main = stands_for(prepared, cast, gold)
    votes = _votes(gold, prepared)
    described = {person.id for person in cast.people if person.described}
    right = []
    for n, choice in enumerate(prepared.choices):
        speaker = votes[n].most_common(1)[0][0] if votes[n] else ""
        ids = {who for who, name in main.items() if name == speaker}
        tag = prepared.scene.cues[n].tag
        if not ids:  # the gold leaves out those who are never named: a waiter's lines are no quotations there
            told = tag.actor.character if tag else None
            known = told and (told in described or not votes[n])
            ids = {told} if told and known else {NOBODY, *(() if votes[n] else described)}
        right.append(ids & set(choice.candidates))
    return right, [len(votes[n]) for n in range(len(right))]


def _votes(gold: Gold, prepared: Prepared) -> dict[int, Counter[str]]:
    """Return for each utterance how many of its characters the gold gives to whom; "" is nobody of the cast."""
    owner = _owners(prepared)
    votes: dict[int, Counter[str]] = defaultdict(Counter)
    for (a, b), who in gold.quotes:
        for n, count in Counter(owner[a:b].tolist()).items():
            if n >= 0:
                votes[n][who] += count
    return votes


def _owners(prepared: Prepared) -> np.ndarray:
    """Return for each character of a text the utterance it is of, or -1."""
    owner = np.full(len(prepared.tokens.text), -1, np.int64)
    for n, utterance in enumerate(prepared.scene.utterances):
        for part in utterance.parts:
            owner[part.start : part.end] = n
    return owner


def stands_for(prepared: Prepared, cast: CastFound, gold: Gold) -> dict[str, str]:
    """Return the gold character that most name mentions of each found one are of."""
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    text = prepared.tokens.text
    for mention in cast.mentions:
        names = gold.aliases.get(fold(text[mention.start : mention.end]), frozenset())
        if (mention.kind == "name" or (gold.nouns and mention.kind == "noun")) and len(names) == 1:
            votes[mention.character][next(iter(names))] += 1
    return {who: count.most_common(1)[0][0] for who, count in votes.items()}
