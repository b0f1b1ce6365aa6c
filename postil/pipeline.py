"""The whole way, once: content -> placements -> tags -> pages -> files -> site. Read this first.

Nothing here prints or exits: what is wrong comes back as problems, what is long reports its progress.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from postil import cache
from postil.layout import Told, lay_out
from postil.models import Content, Library, PlacedNote, Placements, Story
from postil.pictures import collect, measure
from postil.place import place, remember
from postil.problems import Problem
from postil.progress import Progress
from postil.read import read_content
from postil.render import render
from postil.tag.given import Given, PlacedCorrection
from postil.tag.tagger import Tagger, load, made_by
from postil.tags import Tags
from postil.write import Written, write


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things are, and what is wanted."""

    content: Path
    site: Path
    templates: tuple[Path, ...]
    """Searched in order."""
    drafts: bool = False
    strict: bool = False

    @property
    def kept(self) -> Path:
        """The folder of what is kept between runs: beside content/, never in it."""
        return self.content.parent / cache.FOLDER


@dataclass(frozen=True, slots=True)
class Report:
    """What a run did."""

    content: Content
    told: tuple[Told, ...]
    problems: tuple[Problem, ...]
    """All of the run's, in order of file and line."""
    written: Written | None
    """None if nothing was written: a check, or a build that problems stopped."""

    @property
    def notes(self) -> tuple[tuple[Story, PlacedNote], ...]:
        """Each note of the run with its story."""
        return tuple((told.story, note) for told in self.told for note in told.placements.notes)


def build(settings: Settings, progress: Progress) -> Report:
    """Build the site, unless the content has errors (with `strict`: any problem at all); then the old site stays.

    A note or correction that found no place is an error to `check` and with `strict`; else it is a warning, and the
    site shows the note under "Not placed".
    """
    content = read_content(settings.content, drafts=settings.drafts)
    told = tell(content, settings.kept, progress, keep=True)
    pictures, missing = collect(settings.content, content.stories)
    pages, unlinked = lay_out(content.library, told, measure(pictures))
    unplaced = placing(told) if settings.strict else warnings(placing(told))
    problems = gather(content.problems, unplaced, unlinked, missing)
    if any(settings.strict or problem.severity == "error" for problem in problems):
        return Report(content, told, problems, None)
    written = write({**render(pages, settings.templates), **pictures}, settings.site)
    for one in told:
        before = cache.load_places(settings.kept, one.story.slug)
        cache.save_places(settings.kept, one.story.slug, remember(one.placements, one.story, before))
    return Report(content, told, problems, written)


def check(settings: Settings, progress: Progress) -> Report:
    """Find everything that a build would find wrong, and write nothing."""
    content = read_content(settings.content, drafts=True)
    told = tell(content, settings.kept, progress, keep=False)
    _, unlinked = lay_out(content.library, told)
    _, missing = collect(settings.content, content.stories)
    return Report(content, told, gather(content.problems, placing(told), unlinked, missing), None)


def tell(content: Content, kept: Path, progress: Progress, *, keep: bool) -> tuple[Told, ...]:
    """Place the notes of each story and tag it; with `keep`, new tags are kept for the next run."""
    tagger = Loader(content.library)
    told = []
    for story in content.stories:
        placements = place(story, cache.load_places(kept, story.slug))
        tags = _tags(story, placements, tagger, kept, progress, keep=keep)
        told.append(Told(story, tags, placements))
    return tuple(told)


def placing(told: Sequence[Told]) -> tuple[Problem, ...]:
    """Return what went wrong in placing notes and corrections."""
    return tuple(problem for one in told for problem in one.placements.problems)


def warnings(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """Return the same problems, none of them an error."""
    return tuple(replace(problem, severity="warning") for problem in problems)


def gather(*stages: Sequence[Problem]) -> tuple[Problem, ...]:
    """Return the problems of all stages, each once, in order of file and line."""
    return tuple(sorted({problem for stage in stages for problem in stage}))


class Loader:
    """Loads the model when the first story needs it, once."""

    def __init__(self, library: Library) -> None:
        self.model = library.model
        self._tagger: Tagger | None = None

    def __call__(self) -> Tagger:
        """Return the tagger. Raises PostilError if the model cannot be used."""
        if self._tagger is None:
            self._tagger = load(self.model)
        return self._tagger


def _tags(story: Story, placements: Placements, tagger: Loader, kept: Path, progress: Progress, *, keep: bool) -> Tags:
    given = given_of(story, placements)
    key = cache.key(story.text, given, made_by(tagger.model))
    tags = cache.load_tags(kept, story.slug, key)
    if tags is None:
        tags = tagger().tag(story.text, given, progress.begin(f"Tagging {story.title}", len(story.text)))
        if keep:
            cache.save_tags(kept, story.slug, key, tags)
    return tags


def given_of(story: Story, placements: Placements) -> Given:
    """Return what the tagger is given beside a story's text."""
    starts = {chapter.paragraphs[0].start for chapter in story.chapters if chapter.paragraphs}
    paragraphs = story.paragraphs
    return Given(
        paragraphs=tuple((p.start, p.end) for p in paragraphs),
        breaks=frozenset(i for i, p in enumerate(paragraphs) if p.after_break or p.start in starts),
        headings=frozenset(i for i, p in enumerate(paragraphs) if p.kind == "heading"),
        cast=story.cast,
        corrections=tuple(
            PlacedCorrection(
                start, end, speaker=c.speaker, character=c.character, feels=c.feels, emotion=c.emotion,
                shade=c.shade, channel=c.channel, not_=c.not_,
            )
            for c, (start, end) in placements.corrections
        ),
    )  # fmt: skip
