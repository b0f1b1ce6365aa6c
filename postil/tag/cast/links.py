"""Read what the text itself says of who is who: "Clark, alias Superman", "I am Griffin," said the voice."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

from postil.tag.cast.evidence import is_vocative
from postil.tag.cast.ground import Ground
from postil.tag.cast.lexicon import Lexicon
from postil.tag.cast.nouns import Phrase
from postil.tag.cast.people import Someone
from postil.tag.cast.runs import Run
from postil.tag.found import MentionFound

_KNOWN_AS = r"(?:alias|a\.?k\.?a\.?|(?:is|was)[ ](?:really|also|secretly)|(?:also|otherwise|better)[ ]known[ ]as)"
_OR = (
    r"(?:(?:or|in[ ]this[ ]case|that[ ]is|rather|also|formerly|now|once|born|née|otherwise|better|known|called"
    r"|nicknamed|named|whose[ ](?:real|true|full)[ ]name[ ](?:is|was)|whom[ ]\w+[ ]called"
    r"|who[ ](?:is|was)[ ](?:really|also|secretly))"
    r"[, ]{1,2}){1,2}(?:(?:as|to[ ][\w ]{1,30}[ ]as)[ ])?"
)
_ALIAS = re.compile(
    rf"(?:[ ]?,[ ](?:{_OR}|{_KNOWN_AS}[ ])|[ ]{_KNOWN_AS}[ ]|,?[ ]or[ ]rather[ ]|[ ]\((?:{_KNOWN_AS}|or|née|born)[ ])"
    r"(?:the[ ])?"
)
_NAMED = (
    r"I(?:[ ]{1,3}am|'m)|my[ ](?:real[ ]|full[ ]|own[ ])?name(?:'s|[ ]is)|(?:you[ ](?:can|may)[ ])?call[ ]me"
    r"|they[ ]call[ ]me|the[ ]name(?:'s|[ ]is)"
)
_TELLS = re.compile(
    r"\b(?:(?:his|her|their|its|whose)[ ](?:(?:real|full|true|own|given|proper|first|Christian)[ ])?name"
    r"[ ](?:was|is|had[ ]been)"
    r"|(?:called|christened|nicknamed|named)[ ](?:him|her|them|it)|(?:was|is)[ ](?:known|also[ ]known)[ ]as|went[ ]by"
    r"|(?:was|is)[ ]short[ ]for)[ ]{1,3}(?:the[ ])?$",
    re.IGNORECASE,
)
_TURNS = re.compile(
    r"\b(?:(?:was|be|been)|(?:became|become|(?:turned|changed)[ ](?:back[ ])?into))[ ]{1,3}(?:the[ ])?$"
)
_AGAIN = re.compile(r"[ ]{1,3}again\b")
_LONG = 240
"""How many characters before such words the name of whom they tell stands."""
_INTRODUCES = re.compile(
    rf"(?:^|[\"'.!?,;:—–-])[ ]*(?:(?:and|but|yes|well|so|why|hi|hello)[, ]+)?(?:{_NAMED})[ ]{{1,3}}"
    r"(?:(?:an?|the)[ ]{1,3})?$",
    re.IGNORECASE,
)

_VERB_BEFORE = re.compile(r"([a-z]+)[ ]+(?:the[ ]+)?$")
_VERB_AFTER = re.compile(r"[ ]+([a-z]+)")
_BACK = 7
"""How many paragraphs back the two who speak are looked for."""


def aliases(ground: Ground, runs: Sequence[Run], names: set[str]) -> list[tuple[str, str]]:
    """Return the pairs of names that the text says are one person's."""
    pairs = []
    for one, other in pairwise(runs):
        near = (one.name in names or other.name in names) and one.name != other.name and other.start - one.end < 60
        if near and _ALIAS.fullmatch(ground.text, one.end, other.start):
            pairs.append((one.name, other.name))
    return pairs


def equated(
    ground: Ground, lexicon: Lexicon, runs: Sequence[Run], names: set[str], epithets: set[str]
) -> list[tuple[str, str]]:
    """Return the pairs of names that the story shows to be one person's."""
    return [
        *told(ground, runs, names),
        *introductions(ground, lexicon, runs, names),
        *replies(ground, lexicon, runs, names, epithets),
    ]


def is_introduced(ground: Ground, start: int) -> bool:
    """Whether the name that begins at `start`, inside speech, is one that the speaker gives himself ("I'm Silas")."""
    return bool(_INTRODUCES.search(ground.text, max(0, start - 34), start))


def introductions(ground: Ground, lexicon: Lexicon, runs: Sequence[Run], names: set[str]) -> list[tuple[str, str]]:
    """Return the pairs of who says "I am Griffin" and Griffin.

    Who says it is the name that tags the speech, or, where none does, the other of the two who were speaking before.
    """
    pairs = []
    known = [run for run in runs if run.name in names]
    starts = [run.start for run in known]
    paragraphs = [start for start, _ in ground.paragraphs]
    for run in known:
        if not ground.said[run.start] or not _INTRODUCES.search(ground.text, max(0, run.start - 34), run.start):
            continue
        i = bisect_right(paragraphs, run.start) - 1
        speaker = _tag(ground, lexicon, known, starts, i) or _other(ground, lexicon, known, starts, i)
        if speaker is not None and speaker != run.name:
            pairs.append((speaker, run.name))
    return pairs


def told(ground: Ground, runs: Sequence[Run], names: set[str]) -> list[tuple[str, str]]:
    """Return the pairs that narration equates: "The Professor was nine. Her real name was Ada", "and was Ada again"."""
    pairs = []
    known = [run for run in runs if run.name in names]
    for before, run in pairwise(known):
        if ground.said[run.start] or ground.said[before.start] or run.name == before.name:
            continue
        start = max(0, run.start - 60)
        again = _TURNS.search(ground.text, start, run.start) and _AGAIN.match(ground.text, run.end)
        if run.start - before.end > _LONG or "\n" in ground.text[before.end : run.start]:
            continue
        if again or _TELLS.search(ground.text, start, run.start):
            pairs.append((before.name, run.name))
    return pairs


def replies(
    ground: Ground, lexicon: Lexicon, runs: Sequence[Run], names: set[str], epithets: set[str]
) -> list[tuple[str, str]]:
    """Return the pairs of an epithet ("the Warden") and the name by which who is called so is answered, then told of.

    The name stands here for the first time, in the reply to what the epithet's bearer says, and never in one sentence
    with the epithet; the narration takes it up.
    """
    known = [run for run in runs if run.name in names]
    starts = [run.start for run in known]
    paragraphs = [start for start, _ in ground.paragraphs]
    firsts: dict[str, Run] = {}
    for run in known:
        firsts.setdefault(run.name, run)
    pairs = []
    for name, run in firsts.items():
        if not ground.said[run.start] or name in epithets or not is_vocative(ground, run.start, run.end):
            continue
        i = bisect_right(paragraphs, run.start) - 1
        epithet = _tag(ground, lexicon, known, starts, i - 1) if i else None
        if epithet not in epithets or _tag(ground, lexicon, known, starts, i) == epithet:
            continue
        taken = any(r.name == name and not ground.said[r.start] for r in known[bisect_left(starts, run.end) :])
        beside = any(
            {one.name, other.name} == {name, epithet} and _in_one(ground, one, other) for one, other in pairwise(known)
        )
        if taken and not beside and epithet:
            pairs.append((epithet, name))
    return pairs


def _in_one(ground: Ground, one: Run, other: Run) -> bool:
    """Whether two names stand in one sentence of narration."""
    if ground.said[one.start] or ground.said[other.start]:
        return False
    return not _STOP.search(ground.text, one.end, other.start)


def _other(ground: Ground, lexicon: Lexicon, runs: Sequence[Run], starts: Sequence[int], i: int) -> str | None:
    """Return who spoke before the last speaker: in a paragraph of pure speech, the one whom the last talked to."""
    start, end = ground.paragraphs[i]
    if b"\0" in ground.said[start:end].strip(b"\0"):
        return None
    last = None
    for k in range(i - 1, max(-1, i - _BACK), -1):
        name = _tag(ground, lexicon, runs, starts, k)
        if name is not None and last is not None and name != last:
            return name
        if last is None and name is None:
            return None
        last = last or name
    return None


def _tag(ground: Ground, lexicon: Lexicon, runs: Sequence[Run], starts: Sequence[int], i: int) -> str | None:
    """Return the name beside a speech verb in a paragraph of speech: `"…," said Kemp`, `Kemp said, "…"`."""
    start, end = ground.paragraphs[i]
    if b"\1" not in ground.said[start:end]:
        return None
    for run in runs[bisect_left(starts, start) : bisect_left(starts, end)]:
        if ground.said[run.start]:
            continue
        before = _VERB_BEFORE.search(ground.text, max(start, run.start - 20), run.start)
        after = _VERB_AFTER.match(ground.text, run.end, end)
        if (before and before.group(1) in lexicon.speech) or (after and after.group(1) in lexicon.speech):
            return run.name
    return None


_BESIDE = re.compile(r"(?:,)?[ ]{1,3}")
_CLOSED = re.compile(r"[,;:.)]")


def appositions(ground: Ground, phrases: Sequence[Phrase], mentions: Sequence[MentionFound]) -> dict[str, str]:
    """Return who a description is, where a name stands beside it: "the vicar, Mr. Bunting,".

    A description that stands beside the names of several people is nobody's.
    """
    votes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    starts = [m.start for m in mentions]
    for phrase in phrases:
        if phrase.owner or not phrase.definite or phrase.noun.plural or phrase.bare:
            continue
        k = bisect_right(starts, phrase.at)
        after = mentions[k] if k < len(mentions) else None
        before = mentions[k - 1] if k else None
        if after and _may_be(ground, phrase, after) and _apposed(ground, phrase.end, after.start, after.end):
            votes[phrase.key][after.character] += 1
        elif (
            before and before.end <= phrase.start and _apposed(ground, before.end, phrase.start, phrase.end, comma=True)
        ):
            votes[phrase.key][before.character] += 1
    return {key: found.most_common(1)[0][0] for key, found in votes.items() if len(found) == 1}


def _may_be(ground: Ground, phrase: Phrase, name: MentionFound) -> bool:
    """Whether a name beside a description can be in apposition: it is no other description, and addresses nobody."""
    epithet = ground.text[name.start : name.start + 4].lower() == "the "
    full = " " in ground.text[name.start : name.end] and ". " not in ground.text[name.start : name.end]
    return not epithet and (full or not ground.said[name.start] or not is_vocative(ground, name.start, name.end))


def _apposed(ground: Ground, end: int, start: int, stop: int, *, comma: bool = False) -> bool:
    """Whether one phrase ends where the next, in apposition, begins: parted by a comma, and closed by another."""
    between = ground.text[end:start]
    if len(between) > 4 or not _BESIDE.fullmatch(between) or (comma and "," not in between):
        return False
    return "," not in between or bool(_CLOSED.match(ground.text, stop))


_LEAST_USES = 8
_NEAR = 700
"""How many characters around a description the name of whom it describes stands."""
_MOSTLY, _TOGETHER = 0.6, 0.04
"""In what share of places the name must stand near, and in what share at most in the same sentence."""
_WITH_OTHERS = 3
"""In how many places someone else's name must stand in one sentence with it."""
_STOP = re.compile(r"[.!?]")


def by_company(
    ground: Ground, phrases: Sequence[Phrase], mentions: Sequence[MentionFound], people: Mapping[str, Someone]
) -> dict[str, str]:
    """Return who a description is that keeps the company of one name, and never stands in one sentence with it.

    A waiter stands beside the hero's name as often as away from it; "the painter" never beside the painter's own. "my
    companion", of the narrator's narration, is told in the same way.
    """
    uses: defaultdict[str, list[Phrase]] = defaultdict(list)
    for phrase in phrases:
        if not ground.said[phrase.at] and phrase.definite and not phrase.noun.plural and not phrase.bare:
            if not phrase.owner and phrase.noun.kind == "role":
                uses[phrase.key].append(phrase)
            elif phrase.owner == "my":
                uses[f"my {phrase.key}"].append(phrase)
    starts = [m.start for m in mentions]
    found = {}
    for key, places in uses.items():
        if len(places) >= _LEAST_USES and (who := _company(ground, places, mentions, starts, people)):
            found[key] = who
    return found


def _company(
    ground: Ground,
    places: Sequence[Phrase],
    mentions: Sequence[MentionFound],
    starts: Sequence[int],
    people: Mapping[str, Someone],
) -> str | None:
    """Return whose company a description keeps."""
    near: Counter[str] = Counter()
    together: Counter[str] = Counter()
    for place in places:
        first, last = bisect_left(starts, place.start - _NEAR), bisect_left(starts, place.end + _NEAR)
        around = mentions[first:last]
        near.update({m.character for m in around})
        together.update({m.character for m in around if _same_sentence(ground, m, place)})
    gender = places[0].noun.gender
    if not places[0].owner and max(together.values(), default=0) < _WITH_OTHERS:
        return None
    fitting = [
        who
        for who, count in near.items()
        if count >= _MOSTLY * len(places)
        and together[who] <= _TOGETHER * len(places)
        and (gender is None or people[who].pronouns in (None, gender))
    ]
    return fitting[0] if len(fitting) == 1 else None


def _same_sentence(ground: Ground, mention: MentionFound, place: Phrase) -> bool:
    between = ground.text[min(mention.end, place.end) : max(mention.start, place.start)]
    return not _STOP.search(between.replace("Mr.", "").replace("Mrs.", "").replace("Dr.", ""))
