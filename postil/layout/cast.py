"""The cast page: everyone in the story, what they say and feel, where they come and go, and who they are with."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from markupsafe import Markup

from postil.emotion import CHANNELS, FAMILIES
from postil.layout.book import SURE_FEELING, SURE_SPEAKER, Book, words_in
from postil.layout.felt import felt_views
from postil.layout.links import resolver
from postil.layout.markdown import to_html
from postil.layout.pages import CastPage
from postil.layout.site import story_fields
from postil.layout.typeset import print_marks
from postil.layout.views import Alias, CharacterView, Count, Line, Slice, StoryHead
from postil.models import CastEntry
from postil.tags import Character, Feeling, Quote

MINOR = 2
"""Who is named no more often than this, and says and feels nothing, is listed by name only."""
SLICES = 40
"""Parts of the story that a character's presence is drawn in."""
COMPANY = 8
"""So many companions are named."""


def lay_out_cast(book: Book, head: StoryHead) -> CastPage:
    """Return the story's cast page."""
    lines: dict[str, list[Quote]] = defaultdict(list)
    for quote in book.tags.quotes:
        if quote.speaker:
            lines[quote.speaker].append(quote)
    feelings: dict[str, list[Feeling]] = defaultdict(list)
    for feeling in book.feelings:
        if feeling.feels:
            feelings[feeling.feels].append(feeling)
    company = _company(book)
    entries = {entry.id: entry for entry in book.story.cast.entries}
    ordered = sorted(
        (c for c in book.tags.characters if c.mentions or lines[c.id] or c.id in entries),
        key=lambda c: (-len(c.mentions) - len(lines[c.id]), c.name),
    )
    views = [_character(book, c, entries.get(c.id), lines[c.id], feelings[c.id], company) for c in ordered]
    minor = {v.id for v in views if v.mentions <= MINOR and not v.lines and not v.feelings and not v.about}
    return CastPage(
        **story_fields(book, head, "cast"),
        characters=tuple(v for v in views if v.id not in minor),
        minor=tuple(v for v in views if v.id in minor),
    )


def _character(
    book: Book,
    character: Character,
    entry: CastEntry | None,
    quotes: Sequence[Quote],
    feelings: Sequence[Feeling],
    company: Mapping[str, Counter[str]],
) -> CharacterView:
    own = [f for f in feelings if f.confidence >= SURE_FEELING and not f.negated]
    mentions, text = character.mentions, book.story.text
    lines = tuple(
        Line(print_marks(" ".join(text[q.start : q.end].split())), q.confidence < SURE_SPEAKER, book.place(q.start))
        for q in quotes
    )
    about = to_html(entry.about, resolver(book, "cast.html")) if entry and entry.about else Markup("")
    with_whom = company.get(character.id, Counter())
    told = max([*(m.start for m in mentions), *(q.start for q in quotes), *(f.start for f in own)], default=0)
    told = book.place(told).start
    return CharacterView(
        id=character.id,
        name=character.name,
        names=_aliases(book, character, told),
        pronouns=character.pronouns or "",
        pronouns_start=next((book.place(m.start).start for m in mentions if m.kind == "pronoun"), told),
        about=about,
        colour=(entry.colour if entry else None) or "",
        mentions=len(mentions),
        first=book.place(mentions[0].start) if mentions else None,
        last=book.place(mentions[-1].start) if mentions else None,
        told=told,
        lines=lines,
        line_words=sum(words_in(line.text) for line in lines),
        feelings=felt_views(book, own),
        families=_counts((f.family for f in own), FAMILIES),
        channels=_counts((f.channel for f in own), CHANNELS, {"named": "words"}),
        company=tuple(Count(who, book.name(who), number) for who, number in _ranked(with_whom)[:COMPANY]),
        where=_presence(book, character),
    )


def _counts(found: Iterable[str], order: Sequence[str], texts: Mapping[str, str] = {}) -> tuple[Count, ...]:
    counts = Counter(found)
    names = sorted(counts, key=lambda name: (-counts[name], order.index(name) if name in order else len(order)))
    return tuple(Count(name, texts.get(name, name), counts[name]) for name in names)


def _ranked(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


def _company(book: Book) -> dict[str, Counter[str]]:
    """Count, for each character, the paragraphs they share with each other one."""
    there: dict[int, set[str]] = defaultdict(set)
    for mention, who in book.mentions:
        there[book.index_at(mention.start)].add(who)
    for quote in book.tags.quotes:
        if quote.speaker in book.characters:
            there[book.index_at(quote.start)].add(quote.speaker)
    shared: dict[str, Counter[str]] = defaultdict(Counter)
    for people in there.values():
        for who in people:
            shared[who].update(people - {who})
    return shared


def _aliases(book: Book, character: Character, told: int) -> tuple[Alias, ...]:
    """Return the other names, by where each is first met; one that no mention has, where all is told."""
    met: dict[str, int] = {}
    for mention in character.mentions:
        words = " ".join(book.story.text[mention.start : mention.end].split())
        met.setdefault(words.casefold(), book.place(mention.start).start)
    found = (Alias(name, met.get(name.casefold(), told)) for name in character.aliases)
    return tuple(sorted(found, key=lambda alias: alias.start))


def _presence(book: Book, character: Character) -> tuple[Slice, ...]:
    """Return the parts of the story in which a character is named."""
    length = max(1, len(book.story.text))
    parts: dict[int, list[int]] = defaultdict(list)
    for mention in character.mentions:
        parts[min(SLICES - 1, SLICES * mention.start // length)].append(mention.start)
    return tuple(
        Slice(round(100 * part / SLICES, 1), len(starts), book.place(max(starts)).start)
        for part, starts in sorted(parts.items())
    )
