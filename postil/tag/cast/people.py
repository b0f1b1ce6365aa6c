"""People as they are being found: who the groups of names are, before pronouns and counts are settled."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from postil.tag.cast.lexicon import Gender, Lexicon, words
from postil.tags import Pronouns


@dataclass(slots=True)
class Someone:
    """Someone in the story, while the cast is being found."""

    id: str
    name: str
    names: Counter[str] = field(default_factory=Counter)
    """Every name used, as written, with how often."""
    title_gender: Gender | None = None
    """What titles, kinship words and nouns say."""
    name_gender: Gender | None = None
    """What the first names lead to expect."""
    pronouns: Pronouns | None = None
    fixed: bool = False
    """The pronouns are from cast.yaml."""
    plural: bool = False
    described: bool = False
    bare: bool = False
    """Described by hardly more than "the man": anyone may be called so."""
    epithet: bool = False
    """Known by an epithet of several words alone ("the Man of Steel")."""
    seed: bool = False
    """From cast.yaml."""
    firsts: frozenset[str] = frozenset()
    """First names, and names of one word that are no last name."""
    families: frozenset[str] = frozenset()
    titles: frozenset[str] = frozenset()
    styled: frozenset[tuple[str, str]] = frozenset()
    """Titles with the last names they stand before: a bride is Mrs. Wickham, but not Mrs. Bennet."""


_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_PLAIN = str.maketrans("àáâãäåçèéêëìíîïñòóôõöøùúûüýÿšžłćčđśż", "aaaaaaceeeeiiiinoooooouuuuyyszlccdsz")


def slug(name: str) -> str:
    """Return a name as an id: lower case, words joined by hyphens, no article."""
    plain = name.lower().translate(_PLAIN).replace("'s", "s")
    return _NOT_SLUG.sub("-", plain.removeprefix("the ")).strip("-") or "someone"


def unique(wanted: str, taken: set[str]) -> str:
    """Return the id, numbered if it is taken, and take it."""
    found, n = wanted, 1
    while found in taken:
        n += 1
        found = f"{wanted}-{n}"
    taken.add(found)
    return found


def titled(people: Iterable[Someone], lexicon: Lexicon) -> dict[str, list[str]]:
    """Return who bears each title that is a noun, too: "the captain" is Captain Vass."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    nouns = dict(pair.split("=") for pair in words("offices"))
    for person in people:
        for title in person.titles:
            noun = nouns.get(title, title)
            role = noun in lexicon.nouns and lexicon.nouns[noun].kind == "role"
            known = lexicon.titles.get(title) or lexicon.titles.get(f"{title}.")
            if role and known and known.kind in ("rank", "noble"):
                found[noun].append(person.id)
    return {noun: sorted(set(ids)) for noun, ids in found.items()}
