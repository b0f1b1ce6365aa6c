"""Put the names of one person together: longest first, by title, first name, last name, short form and gender.

A name joins the one group that it can be of; when several could be meant it joins the one that stands far more often
than the rest, or stays by itself. Two names that stand side by side ("Jane and Lizzy") are never one person's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from postil.tag.cast.forms import Form
from postil.tag.cast.lexicon import Gender, Lexicon

_FAR_MORE, _MORE = 3.0, 1.5
"""How many times more often than the next a group must stand to be meant; the second where both bear the title."""
_ROYAL = frozenset(("king", "queen", "prince", "princess", "emperor", "empress", "saint", "pope", "tsar", "czar"))
_EITHER = tuple(
    frozenset(pair)
    for pair in (
        ("wife", "miss"),
        ("wife", "rank"),
        ("miss", "rank"),
        ("noble", "miss"),
        ("noble", "civil"),
        ("noble", "wife"),
    )
)
"""Kinds of titles that one person does not bear at once."""

_OFTEN = 5
"""So many times as often as by her husband's name a woman is called by her own."""
_PASSING = 50
"""So many times as often as a name in passing stands the name it is no short form of."""
_ADDRESS = 0.85
"""From this share of speech on, a name is one that the others use, and the narration another."""


@dataclass(slots=True)
class Group:
    """The names of one person, as they are put together."""

    forms: list[Form] = field(default_factory=list)
    seed: str | None = None
    """Id in cast.yaml."""

    @property
    def count(self) -> int:
        """How often they stand, all together."""
        return sum(form.count for form in self.forms)

    @property
    def gender(self) -> Gender | None:
        """What most titles say, or else what most first names say."""
        for titled in (True, False):
            told = [form for form in self.forms if form.gender and bool(form.title) == titled]
            if told:
                counts = [(form.count or 1, form.gender) for form in told]  # of cast.yaml some stand nowhere
                he = sum(count for count, gender in counts if gender == "he")
                return "he" if 2 * he > sum(count for count, _ in counts) else "she"
        return None

    @property
    def spoken(self) -> float:
        """Which share of its names stands in speech."""
        return sum(form.count * form.spoken for form in self.forms) / max(1, self.count)

    @property
    def titles(self) -> set[str]:
        """All titles."""
        return {form.title for form in self.forms if form.title}

    @property
    def givens(self) -> set[str]:
        """First names, short forms among them."""
        return {form.given for form in self.forms if form.given}

    @property
    def families(self) -> set[str]:
        """Last names."""
        return {form.family for form in self.forms if form.family}

    @property
    def texts(self) -> set[str]:
        """The names as they are written."""
        return {form.text for form in self.forms}


def cluster(
    forms: Sequence[Form],
    lexicon: Lexicon,
    *,
    apart: frozenset[frozenset[str]] = frozenset(),
    same: Iterable[tuple[str, str]] = (),
    seeds: Iterable[Group] = (),
) -> list[Group]:
    """Return the groups that the names fall into.

    `apart` holds pairs of names that are two people's, `same` pairs that the text says are one's. Seeds, from
    cast.yaml, keep the names they hold and may gain others.
    """
    clusterer = _Clusterer(apart, lexicon, list(seeds))
    seeded = {form.text for group in clusterer.groups for form in group.forms}
    left = [form for form in forms if form.text not in seeded]
    for wanted, place in clusterer.passes():
        rest = []
        for form in left:
            if wanted(form):
                clusterer.put(form, place(form))
            else:
                rest.append(form)
        left = rest
    clusterer.marry()
    for one, other in same:
        clusterer.join(one, other)
    return clusterer.groups


@dataclass(slots=True)
class _Clusterer:
    apart: frozenset[frozenset[str]]
    lexicon: Lexicon
    groups: list[Group]

    def passes(self) -> list[tuple[Callable[[Form], bool], Callable[[Form], Group | None]]]:
        """Return which forms are placed in which turn, and how."""
        return [
            (lambda f: bool(f.given and f.family), self._full),
            (lambda f: bool(f.husband), self._wife),
            (lambda f: bool(f.title and f.given), self._titled_given),
            (lambda f: bool(f.given), self._given),
            (lambda f: bool(f.title and f.family), self._titled_family),
            (lambda f: bool(f.family), self._family),
            (lambda f: " " in f.text, lambda f: None),
            (lambda f: True, self._epithet),
        ]

    def put(self, form: Form, group: Group | None) -> None:
        """Add a form to its group, or to a new one."""
        if group is None:
            group = Group()
            self.groups.append(group)
        group.forms.append(form)

    def join(self, one: str, other: str) -> None:
        """Make one group of those that two names are in, unless a man's and a woman's, or both from cast.yaml."""
        first = next((g for g in self.groups if one in g.texts), None)
        second = next((g for g in self.groups if other in g.texts), None)
        if first is None or second is None or first is second or (first.seed and second.seed):
            return
        if first.gender and second.gender and first.gender != second.gender:
            return
        kept, gone = (second, first) if second.seed else (first, second)
        kept.forms += gone.forms
        self.groups.remove(gone)

    def marry(self) -> None:
        """Put "Lydia Wickham", in passing, to Lydia Bennet, where there is a Mr. Wickham and only one Lydia."""
        for bride in [g for g in self.groups if g.givens and g.families and g.gender == "she" and not g.seed]:
            same = [g for g in self.groups if g is not bride and g.givens & bride.givens]
            grooms = [g for g in self.groups if g.gender == "he" and g.families & bride.families and g is not bride]
            wed = any(form.kind == "wife" for form in bride.forms)
            if wed and len(same) == 1 and grooms and same[0].families and not same[0].families & bride.families:
                maiden = same[0]
                if maiden.gender == "she" and maiden.count >= _OFTEN * bride.count:
                    maiden.forms += bride.forms
                    self.groups.remove(bride)

    def _fits(self, group: Group, form: Form) -> bool:
        """Whether nothing speaks against the form's being of the group."""
        if (
            form.gender
            and group.gender
            and form.gender != group.gender
            and (form.title or group.titles or form.given in self.lexicon.given)
        ):
            return False
        return not any(frozenset((form.text, text)) in self.apart for text in group.texts)

    def _clear(self, groups: Sequence[Group], times: float = _FAR_MORE) -> Group | None:
        """Return the group that is meant, if that is clear."""
        ranked = sorted(groups, key=lambda g: -g.count)
        if len(ranked) > 1 and ranked[0].count < times * ranked[1].count:
            return None
        return ranked[0] if ranked else None

    def same_given(self, one: str, other: str) -> bool:
        """Whether two first names may be one person's: equal, an initial, or a short form."""
        if one == other:
            return True
        if len(one.rstrip(".")) == 1 or len(other.rstrip(".")) == 1:
            return one[0] == other[0]
        full = self.lexicon.full
        mine, yours = full.get(one, frozenset()), full.get(other, frozenset())
        return one in yours or other in mine or bool(mine & yours)

    def _full(self, form: Form) -> Group | None:
        """Place first and last name: the same last name, and a first name that may be the same."""
        family = [g for g in self.groups if any(_same_family(form.family, name) for name in g.families)]
        exact = [g for g in family if form.given in g.givens and self._same_sex(g, form)]
        exact = exact or [g for g in self.groups if any(_goes_on(form, f) or _goes_on(f, form) for f in g.forms)]
        same = [g for g in family if self._fits(g, form)]
        near = exact or [g for g in same if any(self.same_given(form.given, given) for given in g.givens)]
        return self._clear(near or self._of_cast(form.given, form))

    def _wife(self, form: Form) -> Group | None:
        """Place "Mrs. Chester Ross" and "Mrs. Chester": one who is called so, or the only Mrs. Ross."""
        named = [g for g in self.groups if any(f.husband == form.husband for f in g.forms)]
        named = named or [g for g in self.groups if g.seed and form.family in g.families and form.title in g.titles]
        return named[0] if len(named) == 1 else None

    def _of_cast(self, given: str, form: Form) -> list[Group]:
        """Return who is in cast.yaml by a first name alone: "Pippa", where the text has "Pippa Lyle" too."""
        return [
            g
            for g in self.groups
            if g.seed
            and any(given in (f.given, f.text.lower()) for f in g.forms)
            and not {f.family for f in g.forms if f.given} - {"", form.family}
            and self._fits(g, form)
        ]

    def _same_sex(self, group: Group, form: Form) -> bool:
        """Whether no title says that the two are a man and a woman; a first name may go either way."""
        told = {f.gender for f in group.forms if f.title and f.gender}
        return not (form.title and form.gender and told and form.gender not in told)

    def _titled_family(self, form: Form) -> Group | None:
        """Place "Mr. Bennet": one of that family, of that gender, who has no other first name's claim on the title."""
        same = [
            g for g in self.groups if form.family in g.families and self._fits(g, form) and self._takes_title(g, form)
        ]
        if not same and (known := self._of_cast(form.family, form)):
            return self._clear(known)
        if form.kind == "miss":
            return self._eldest(same, form)
        with_title = [g for g in same if form.title in g.titles]
        if with_title or form.kind == "noble":
            return self._clear(with_title, _MORE)
        if form.kind == "wife":
            return (
                same[0]
                if len([g for g in self.groups if form.family in g.families and g.gender == "she"]) == 1 and same
                else None
            )
        return self._clear(same)

    def _takes_title(self, group: Group, form: Form) -> bool:
        """Whether someone with these titles may bear this one too."""
        if form.title in group.titles:
            return True
        kinds = {f.kind for f in group.forms if f.title}
        if form.kind == "wife" and group.gender != "she":
            return False
        return not any(form.kind in pair and kinds & (pair - {form.kind}) for pair in _EITHER) and not (
            form.kind == "rank" and "rank" in kinds
        )

    def _eldest(self, sisters: Sequence[Group], form: Form) -> Group | None:
        """Return who is "Miss Bennet".

        One who is "Miss" with her full name only; or the eldest, who alone is never "Miss" with her first name, if she
        is not hardly ever named.
        """
        women = [g for g in sisters if g.gender == "she" or not g.gender]
        if len(women) < 2:
            return women[0] if women else None
        younger = [g for g in women if any(f.kind == "miss" and f.given and not f.family for f in g.forms)]
        elder = [g for g in women if g not in younger]
        titled = [g for g in elder if "miss" in g.titles and 2 * g.count >= form.count]
        return (
            self._clear(titled) or self._clear([g for g in elder if 2 * g.count >= form.count]) or self._clear(younger)
        )

    def _titled_given(self, form: Form) -> Group | None:
        """Place "Miss Eliza", "Lady Catherine", "Aunt Josephine"."""
        fitting = [g for g in self.groups if self._fits(g, form) and self._noble_alike(g, form)]
        titled = [g for g in fitting if form.given in g.givens and form.title in g.titles]
        exact = titled or [g for g in fitting if form.given in g.givens]
        if exact:
            return self._clear(exact)
        return self._clear(
            [
                g
                for g in fitting
                if form.given in self.lexicon.given and any(self.same_given(form.given, x) for x in g.givens)
            ]
        )

    def _noble_alike(self, group: Group, form: Form) -> bool:
        """Tell a lord from his namesakes: "Kitty" is not Lady Catherine, "Sir William" not William Collins."""
        nobles = {f.title for f in group.forms if f.kind == "noble"}
        if form.kind == "noble":
            return form.title in nobles or (not nobles and form.title not in _ROYAL)
        return not nobles or form.kind is None

    def _given(self, form: Form) -> Group | None:
        """Place a first name by itself."""
        fitting = [g for g in self.groups if self._fits(g, form)]
        exact = [g for g in fitting if form.given in g.givens]
        if exact:
            return max(exact, key=lambda g: (not any(f.kind == "noble" for f in g.forms), g.count))
        family = [g for g in fitting if form.given in g.families]
        if family and form.given not in self.lexicon.given:
            return self._family(form)
        plain = [g for g in fitting if not any(f.kind == "noble" for f in g.forms)]
        near = [g for g in plain if self._short_form(g, form)]
        if not near and form.spoken > _ADDRESS:
            near = [g for g in fitting if self._short_form(g, form) and g.spoken < 1 - _ADDRESS]
        return self._clear(near) or (self._family(form) if family else None)

    def _short_form(self, group: Group, form: Form) -> bool:
        """Whether a first name is a short form of someone's.

        One that is a name in its own right ("Nancy") must be used more than in passing.
        """
        known = form.given in self.lexicon.given and any(self.same_given(form.given, given) for given in group.givens)
        passing = form.count < 3 and form.count * _PASSING < group.count
        return known and not (passing and form.given in self.lexicon.own)

    def _family(self, form: Form) -> Group | None:
        """Place a last name by itself: the man, where there are a man and his wife; else whoever stands most."""
        name = form.family or form.given
        same = [g for g in self.groups if any(_same_family(name, x) for x in g.families) and self._fits(g, form)]
        same = same or [g for g in self.groups if name in g.givens and self._fits(g, form)]
        if form.spoken < 0.5 and form.count > 2:
            same = [g for g in same if not _is_only_mrs(g)]
        least = max((g.count for g in same), default=0) / 10
        real = [g for g in same if g.count >= least]
        men = [g for g in real if g.gender == "he"] or [g for g in real if g.gender is None] or real
        return max(men, key=lambda g: g.count, default=None)

    def _epithet(self, form: Form) -> Group | None:
        """Place "the Rabbit": the one whose longer epithet ends, or is headed, by it."""
        word = form.text.lower()
        longer = [
            g
            for g in self.groups
            if self._fits(g, form) and any(f.epithet and _is_headed(f.text.lower(), word) for f in g.forms)
        ]
        return self._clear(longer)


def _is_only_mrs(group: Group) -> bool:
    """Whether a woman is never called but "Mrs. Hale": the narration's "Hale" is somebody else."""
    return not group.seed and not group.givens and {form.kind for form in group.forms} == {"wife"}


def _same_family(one: str, other: str) -> bool:
    """Whether two last names may be one: equal, or one a part of a hyphened other."""
    return one == other or one.endswith("-" + other) or other.endswith("-" + one)


def _goes_on(longer: Form, shorter: Form) -> bool:
    """Whether a name goes on where a shorter one ends: "Anna Maria Lane" and "Anna Maria"."""
    return bool(longer.middle) and (shorter.given, shorter.family) == (longer.given, longer.middle)


def _is_headed(epithet: str, word: str) -> bool:
    """Whether a word is the head of an epithet: "Rabbit" of "White Rabbit", "King" of "King of Hearts"."""
    before = epithet.split(" of ", maxsplit=1)[0]
    return epithet != word and (before.split()[-1] == word or before.endswith("-" + word))


def names_apart(pairs: Iterable[tuple[str, str]]) -> frozenset[frozenset[str]]:
    """Return the pairs of names that stand side by side, so that they are two people's."""
    return frozenset(frozenset(pair) for pair in pairs if pair[0] != pair[1])


def display_name(group: Group, articles: Mapping[str, bool]) -> str:
    """Return the name to list the person under: first and last, else the most used with a title, else the most used."""
    named = [f for f in group.forms if not f.epithet]
    if not named:
        best = max(group.forms, key=lambda f: (f.count, f.text)).text
        return f"the {best}" if articles.get(best) else best
    full = [f for f in named if f.given and f.family and not f.title and len(f.given) > 2]
    titled = [f for f in named if f.title and f.family and f.count * 10 >= group.count]
    noble = [f for f in named if f.kind == "noble"]
    alone = {f.given: f.count for f in named if f.given and not f.family}
    ranked = sorted(noble or full or titled or named, key=lambda f: (-f.count - alone.get(f.given, 0), f.text))
    longest = [f for f in ranked if noble and f.given and f.family]
    return (longest or ranked)[0].text
