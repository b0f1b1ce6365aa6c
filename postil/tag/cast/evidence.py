"""Weigh what the text shows of each capitalised string, and keep those that are someone's name.

No single sign is enough: a name at a sentence's beginning may be any word, the entity recogniser calls people
organisations and towns people. So the signs of all places a string stands in are counted, then weighed together.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from postil.tag.cast.ground import Ground
from postil.tag.cast.lexicon import Lexicon, either, elders
from postil.tag.cast.lexicon import words as listed
from postil.tag.cast.runs import Run

_NEXT = re.compile(rf"(?:'s)?[ ]{{1,4}}(?:(?:{either('auxiliaries')}|\w+ly)[ ]){{0,2}}([a-z]+)")
_BEFORE = re.compile(r"([\w']+),?[ ]{1,4}$")
_BEFORE_VOCATIVE = re.compile(rf"(?:^|[\"',;:!?.(—–-]|\b(?:{either('addressed')}))[ ]*$", re.IGNORECASE)
_AFTER_VOCATIVE = re.compile(r"[ ]*(?:[,.!?;—–…\"]|--|'[ ]|$)")
_NOTIONS = frozenset(listed("notions"))
_ABBREVIATED = frozenset(("esq", "jan", "feb", "aug", "sept", "oct", "nov", "dec", "inst", "ult", "vol", "chap"))
_IN = ("in", "at", "into", "throughout", "via")
_PREPOSITION = re.compile(
    r"(?:([\w']+)[ ]+)?\b(in|at|into|throughout|via|near|around|across|through|inside|outside|of)[ ]{1,4}$",
    re.IGNORECASE,
)
_INTRODUCED = re.compile(r"\b(?:name(?:'s| is| was)|I am|I'm|named|called|call me|nicknamed)[ ]+$", re.IGNORECASE)
_OF_KIN = re.compile(r"\b(?:his|her|my|your|their|our|\w+'s)[ ](?:[a-z-]+[ ])?([a-z-]+),?[ ]{1,4}$", re.IGNORECASE)
_AFTER_COMMA = re.compile(r"(?<![\w'])[a-z']+,[ ]{1,4}$")
_AND = re.compile(r"[ ]+(?:and|or|nor|&)[ ]+(?:the[ ]|her[ ]|his[ ]|then[ ])?$")
_OFTEN, _SELDOM = 10, 0.08
"""A name that stands more often than this must act like a person in this share of places."""
LEAST = 1.5
"""From this weight on a string is a name."""


@dataclass(slots=True)
class Tally:
    """How often a string stands in each telling position."""

    total: int = 0
    inside: int = 0
    """Not at a sentence's beginning."""
    article: int = 0
    speaks: int = 0
    """Subject of a speech verb in narration."""
    acts: int = 0
    """Subject of another verb that people are the subjects of."""
    called: int = 0
    """Vocative."""
    person: int = 0
    other: int = 0
    """Inside an entity of another kind."""
    tagged: int = 0
    """Inside any entity."""
    addressed: int = 0
    """Vocative after a comma, where nothing else is capitalised."""
    introduced: int = 0
    """After "my name is", "called", "his wife" and the like."""
    subject: int = 0
    """Subject of any verb, as the parser sees it."""
    placed: float = 0
    """After a preposition of place."""
    owns: int = 0
    """With a possessive ending."""
    told: int = 0
    """In narration."""
    spoken: int = 0
    """In speech."""


def tally(ground: Ground, lexicon: Lexicon, runs: Sequence[Run]) -> dict[str, Tally]:
    """Count the signs of each string."""
    tallies: defaultdict[str, Tally] = defaultdict(Tally)
    text, said = ground.text, ground.said
    entities = _entities(ground, runs)
    subjects = _subjects(ground, runs)
    for run, entity, subject in zip(runs, entities, subjects, strict=True):
        t = tallies[run.name]
        t.total += 1
        t.inside += not run.first
        t.article += run.article >= 0
        t.person += entity == "PERSON"
        t.tagged += entity != ""
        t.other += entity not in ("", "PERSON")
        after = text[run.end : run.end + 40]
        before = text[max(0, run.start - 24) : run.article if run.article >= 0 else run.start]
        t.owns += after.startswith("'s")
        word = _BEFORE.search(before)
        previous = word.group(1) if word else ""
        t.placed += _is_place(before, after, lexicon)
        kin = _OF_KIN.search(before)
        t.introduced += bool(_INTRODUCED.search(before) or (kin and kin.group(1) in lexicon.nouns))
        if said[run.start]:
            t.spoken += 1
            if _is_called(ground, run, before):
                t.called += 1
                t.addressed += not run.first and bool(_AFTER_COMMA.search(before))
            continue
        t.told += 1
        follows = _NEXT.match(after)
        verb = follows.group(1) if follows and not after.startswith("'s") else ""
        if verb in lexicon.speech or (previous in lexicon.speech and not _AND.search(before) and _tags(ground, run)):
            t.speaks += 1
        elif verb in lexicon.acts:
            t.acts += 1
        t.subject += subject and bool(verb)
    return dict(tallies)


def _is_place(before: str, after: str, lexicon: Lexicon) -> float:
    """Return how much the words around say that a name is a place's: "in Paris", but not "looked at Clark"."""
    found = _PREPOSITION.search(before)
    if found is None or after.startswith("'s"):
        return 0.0
    verb, word = found.group(1) or "", found.group(2).lower()
    if word == "of":
        return 1.0 if verb[:1].isupper() else 0.0
    if word == "at" and verb.lower() in lexicon.acts:
        return 0.0
    return 1.0 if word in _IN else 0.5


def _tags(ground: Ground, run: Run) -> bool:
    """Whether speech stands shortly before the run in its paragraph: "…" said Clark."""
    return b"\1" in ground.said[max(0, run.start - 40) : run.start]


def _is_called(ground: Ground, run: Run, before: str) -> bool:
    """Whether the name is used to address someone."""
    inside = before
    start = (run.article if run.article >= 0 else run.start) - len(before)
    for k in range(len(before) - 1, -1, -1):
        if not ground.said[start + k]:
            inside = before[k + 1 :]
            break
    return bool(_BEFORE_VOCATIVE.search(inside) and _AFTER_VOCATIVE.match(ground.text, run.end, run.end + 4))


def is_vocative(ground: Ground, start: int, end: int) -> bool:
    """Whether the words of a span inside speech address someone."""
    return _is_called(ground, Run(start, end, "", first=False, article=-1), ground.text[max(0, start - 24) : start])


def _subjects(ground: Ground, runs: Sequence[Run]) -> list[bool]:
    """Return for each run whether its last word is a proper noun that is the subject of a verb."""
    parse = ground.parse
    if parse is None or not runs:
        return [False] * len(runs)
    import numpy as np

    tokens = np.searchsorted(parse.starts, [run.end - 1 for run in runs], side="right") - 1
    proper, verb, subject = (parse.strings[name] for name in ("PROPN", "VERB", "nsubj"))
    heads = parse.head[tokens]
    found = (parse.pos[tokens] == proper) & (parse.dep[tokens] == subject) & (parse.pos[heads] == verb)
    return [bool(one) for one in found]


def _entities(ground: Ground, runs: Sequence[Run]) -> list[str]:
    """Return the entity label over the last word of each run, "" for none."""
    parse = ground.parse
    if parse is None or not runs:
        return [""] * len(runs)
    import numpy as np

    tokens = np.searchsorted(parse.starts, [run.end - 1 for run in runs], side="right") - 1
    labels = parse.ent[tokens].tolist()
    names = {key: parse.strings[key] if key else "" for key in set(labels)}
    return [names[key] for key in labels]


def accept(
    tallies: Mapping[str, Tally], words: Mapping[str, int], lexicon: Lexicon, sure: Collection[str] = ()
) -> set[str]:
    """Return the strings that are names of someone; those in `sure` are, whatever the text shows."""
    kept = {name for name, t in tallies.items() if weight(name, t, words, lexicon) >= LEAST}
    kept -= {name for name in kept if _is_family(name, kept, tallies[name])}
    parts: set[str] = set()
    for name in kept.union(sure):
        pieces = name.split()
        titled = pieces[0].lower() in lexicon.titles
        if len(pieces) > 1 and " of " not in name:
            parts.update(piece for piece in (pieces[1:] if titled else pieces) if piece[0].isupper())
    kept.update(name for name in sure if name in tallies)
    kept.update(name for name in tallies if _is_titled(name, kept, lexicon))
    for name, t in tallies.items():
        if name not in kept and t.inside and (_is_longer(name, kept) or any(p in kept for p in _hyphened(name))):
            kept.add(name)
        if name in parts and name not in kept and _may_be_part(name, t, words, lexicon):
            kept.add(name)
    return kept


def _is_titled(name: str, kept: set[str], lexicon: Lexicon) -> bool:
    """Whether a name is someone's with his title: "Detective Ruiz"."""
    title, _, rest = name.partition(" ")
    told = lexicon.titles.get(title.lower())
    return rest in kept and told is not None and told.kind not in ("first", "noble")


def _is_longer(name: str, kept: set[str]) -> bool:
    """Whether a longer name begins with a full one: "Anna Maria Lane" with "Anna Maria"."""
    pieces = name.split()
    return len(pieces) > 2 and pieces[-1] != pieces[-1].lower() and " ".join(pieces[:2]) in kept


def _hyphened(name: str) -> list[str]:
    return name.split("-") if "-" in name and " " not in name else []


def _is_family(name: str, kept: set[str], t: Tally) -> bool:
    """Whether a string is the plural of a name ("the Gardiners", "Miss Bennets")."""
    last = name.rsplit(maxsplit=1)[-1]
    singulars = [last[:-1], last[:-2]] if last.endswith("es") else [last[:-1]] if last.endswith("s") else []
    several = 2 * t.article > t.total or " " in name
    return several and any(other.split()[-1] in singulars for other in kept)


def _may_be_part(name: str, t: Tally, words: Mapping[str, int], lexicon: Lexicon) -> bool:
    """Whether a word that stands in a longer name ("Kent" in "Clark Kent") is one by itself, too."""
    low = name.lower()
    if low in lexicon.time or (low in lexicon.alone and not (t.speaks or t.called > 1)):
        return False
    person = t.speaks + t.acts + t.called + t.owns
    return (
        (t.inside > 0 or not words.get(low, 0))
        and 2 * t.placed < t.total
        and 2 * t.article < t.total + person
        and (words.get(low, 0) <= 3 * t.inside or person > 2)
    )


def weight(name: str, t: Tally, words: Mapping[str, int], lexicon: Lexicon) -> float:
    """Return how strongly the text speaks for a string being someone's name."""
    parts = name.split()
    low = [part.lower().rstrip(".") for part in parts]
    if (known := _beyond_doubt(name, low, t, lexicon)) is not None:
        return known
    human, deeds = _human(t), t.speaks + t.acts + t.called
    mislabelled = 0.5 if low[0] in lexicon.given else 1.2  # a first name is often taken for a firm's
    named = 2.0 * t.person / t.total - mislabelled * t.other / t.total if t.tagged else 0.0
    unaided = not t.tagged and t.total > 1 and t.inside > 0  # where no entities are known, being named twice must do
    acting = t.subject > 1 and 2 * t.subject >= t.told and words.get(low[0], 0) < t.subject
    seen = t.inside or acting
    score = human + named + 1.6 * unaided + 2.0 * acting - 3.5 * t.placed / t.total - (0.0 if seen else 1.0)
    if low[0] in lexicon.titles and len(parts) > 1:
        return score + _titled(low, lexicon)
    if t.article * 2 > t.total:
        head = low[low.index("of") - 1] if "of" in low else low[-1]
        at_home = 2.0 if head in lexicon.beings else -1.0
        return (
            human + at_home + 0.5 * min(t.inside, 2) - 1.5 - 2.0 * (low[-1] in lexicon.tail) - 3.0 * t.placed / t.total
        )
    first_name = low[0] in lexicon.given
    if not human and len(parts) == 1 and not first_name and t.tagged:
        score = min(score, LEAST - 0.1)
    score += (2.0 + (len(parts) > 1) if first_name else 0.0) - (
        4.0 if low[-1] in lexicon.tail and not (first_name and len(parts) > 1) else 0.0
    )
    score -= 2.0 * (low[-1] in lexicon.place)
    if len(parts) == 1:
        lower = words.get(low[0], 0)
        if lower > t.inside and not (t.speaks or t.acts or first_name):
            return -9.0
        odd = low[0] in lexicon.alone
        if low[0] in _NOTIONS and t.total == 1 and not t.inside and not deeds - t.acts:  # "Joy came up in her"
            return -1.0
        score -= (
            3.0 * lower / (lower + t.inside + 1)
            + (0.0 if seen else 0.7)
            + (1.0 if odd and low[0] in lexicon.common else 3.0 if odd else 0.0)
        )
        score += 0.3 * min(t.owns, 3) + (1.8 if first_name and not lower and low[0] not in lexicon.common else 0.0)
        if not t.inside and low[0].endswith(("ing", "ly", "ed")) and not first_name:
            score -= 2.0
    return score


def _beyond_doubt(name: str, low: Sequence[str], t: Tally, lexicon: Lexicon) -> float | None:
    """Return the weight of what is told by its form: a month, an abbreviation, "R-9", "Mum"; None of other names."""
    deeds = t.speaks + t.acts + t.called
    if low[-1] in lexicon.time and (low[-1] not in lexicon.given or deeds + t.addressed < 2) and t.speaks < 2:
        return -9.0
    if low[-1] in _ABBREVIATED:
        return -9.0
    if not any(c.islower() for c in name):  # "K.", "R-9", "HAL": who speaks, and acts or is called as well
        return 3.0 if t.speaks and deeds + t.subject > 1 and 2 * t.article <= t.total else -9.0
    if len(low) == 1 and low[0] in lexicon.nouns and lexicon.nouns[low[0]].kind == "kin":  # "Mum": only one who acts
        elder = low[0] in elders()
        return (
            2.0 * t.speaks
            + t.acts
            + min(t.told, 3) * 0.3
            + 1.3 * (t.subject > 0)
            + 2.5 * (elder and t.called > 0)
            - 1.0
        )
    return None


def _human(t: Tally) -> float:
    """Return how much a name does as people do; of one that stands often, that must be often, too."""
    deeds = 1.5 * min(t.speaks, 3) + (t.speaks > 0) + 0.5 * min(t.acts, 5) + 0.7 * (t.acts > 0)
    human = deeds + 0.8 * min(t.called, 3) + 1.5 * t.called / t.total + 2.0 * (t.introduced > 0)
    human += 0.8 * (t.addressed > 0) + 0.5 * min(max(0, t.subject - t.acts - t.speaks), 3)
    share = (t.speaks + t.acts + t.called + t.introduced) / t.total
    return human * min(1.0, share / _SELDOM) if t.total > _OFTEN else human


def _titled(low: list[str], lexicon: Lexicon) -> float:
    """Return what a title adds; "Captain" before a word that ends names of places adds little."""
    title = lexicon.titles[low[0]]
    if "of" in low:
        return 2.5 if title.kind == "noble" else -1.0
    sure = title.kind in ("civil", "miss", "wife") or low[0] in (
        "dr",
        "lady",
        "sir",
        "aunt",
        "uncle",
        "colonel",
        "captain",
        "professor",
    )
    return 4.0 if sure else 2.5 if low[1] not in lexicon.tail else -0.5
