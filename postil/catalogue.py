"""Every problem there is: its code, how bad it is, and what it means. The list in docs/problems.md is of these.

An error keeps a build from writing (the last good site stays); a warning is shown, and the build goes on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from postil.problems import Severity


@dataclass(frozen=True, slots=True)
class Code:
    """One sort of problem."""

    code: str
    severity: Severity
    meaning: str
    """One sentence for the docs: when it comes up."""


READ: Final = (
    # Files
    Code("file.unreadable", "error", "A file cannot be opened."),
    Code("file.encoding", "error", "A file is not UTF-8."),
    Code("file.control", "warning", "A file holds a control character."),
    Code("file.unknown", "warning", "A file or folder is none that Postil reads, so nothing in it is shown."),
    # YAML
    Code("yaml.broken", "error", "A YAML file, or the front matter of a Markdown file, cannot be read."),
    Code("yaml.forbidden", "error", "YAML uses anchors, tags or several documents, which are not read."),
    Code("yaml.shape", "error", "There is a list where keys with values are wanted, or the other way round."),
    Code("yaml.value", "error", "A key has a value of the wrong sort."),
    Code("key.unknown", "error", "A key is none that Postil knows."),
    Code("key.twice", "error", "A key is there twice."),
    Code("front.open", "error", "Front matter begins with three dashes and is not closed by three dashes."),
    # The library
    Code("library.missing", "warning", "There is no library.yaml."),
    Code("library.title", "warning", "The library has no title."),
    Code("library.url", "error", "The library's url is no web address."),
    Code("library.branch", "error", "The library's branch is no name that a branch can have."),
    Code("library.repository", "error", "The library's repository is not of the form owner/name."),
    Code("language.bad", "error", "A language is not a language code such as en or en-GB."),
    Code("colour.bad", "error", "A colour is not written as # and three or six hexadecimal digits."),
    # Stories
    Code("story.address", "error", "The name of a story's folder cannot be made into an address."),
    Code("story.twice", "error", "Two stories have one address."),
    Code("story.missing", "error", "A story's folder has neither story.md nor chapters/."),
    Code("story.empty", "error", "A story has no prose."),
    Code("story.both", "error", "A story has prose in story.md and in chapters/."),
    Code("story.untitled", "warning", "A story has no title."),
    Code("chapter.empty", "error", "A chapter has no prose."),
    Code("chapter.address", "error", "The name of a chapter's file cannot be its address."),
    Code("chapter.twice", "error", "Two chapters have one address."),
    # Prose
    Code("prose.fence", "warning", "A line of three backticks opens a block that is never closed."),
    Code("prose.html", "warning", "There is raw HTML, which is shown as it is typed."),
    Code("prose.nested", "error", "Quotations or lists stand too deep in each other to be read."),
    Code("link.unsafe", "warning", "A link or picture has an address that could run code, or that no browser opens."),
    Code("link.unused", "warning", "A line defines an address that no link uses, so that the line is not shown."),
    Code("footnote.unused", "warning", "Nothing in the text refers to a footnote."),
    Code("footnote.missing", "warning", "The text refers to a footnote that is not there."),
    # The cast
    Code("cast.name", "error", "Someone in cast.yaml has no name."),
    Code("cast.twice", "error", "Someone is in cast.yaml twice."),
    Code("cast.alias", "warning", "Two people in cast.yaml share a name."),
    Code("cast.pronouns", "error", "Pronouns are not he, she, they or it."),
    Code("cast.narrator", "error", "The narrator is nobody in cast.yaml, though someone there is called nearly so."),
    # Notes
    Code("note.attributes", "error", "The line in braces above a note cannot be read."),
    Code("note.attribute", "error", "A note has an attribute that notes do not have."),
    Code("note.by", "warning", "Nobody is named as the writer of a note."),
    Code("note.id", "error", "The id of a note holds spaces or signs that an address cannot have."),
    Code("note.id-twice", "error", "Two notes of a story have one id."),
    Code("note.kind", "warning", "A kind of note is not in library.yaml, but nearly."),
    Code("note.quotation", "error", "A note has no quotation, and is no reply."),
    Code("note.paragraphs", "error", "A quotation runs over more than one paragraph."),
    Code("note.bold", "warning", "Stars in a quotation make nothing bold."),
    Code("note.body", "error", "A note says nothing."),
    Code("note.reply", "error", "A note replies to a note that is not there."),
    Code("note.cycle", "error", "Notes reply to each other in a ring."),
    # Corrections
    Code("correction.attribute", "error", "A correction has an attribute that corrections do not have."),
    Code("correction.value", "error", "An attribute of a correction has a value that it cannot have."),
    Code("correction.group", "error", "A correction corrects nothing, or two things at once."),
    Code("correction.quotation", "error", "A correction has no quotation."),
    Code("correction.body", "error", "There is text under a correction."),
    Code("correction.name", "warning", "A correction names someone who is neither in cast.yaml nor in the story."),
)

PLACED: Final = (
    Code("note.lost", "error", "A note's quotation is not in the story; the site shows the note under “Not placed”."),
    Code("note.twice", "error", "A note's quotation is in the story more than once; the note is under “Not placed”."),
    Code("note.moved", "warning", "A note's passage was changed; the note stands on what it is now."),
    Code("correction.lost", "error", "A correction's quotation is not in the story, so it corrects nothing."),
    Code("correction.twice", "error", "A correction's quotation is in the story more than once; it corrects nothing."),
    Code("correction.moved", "warning", "A correction's passage was changed; it corrects what the passage is now."),
)
"""Of placing. Its errors fail a check, but do not keep the site from being built."""

NEW: Final = (
    Code("new.address", "error", "The name for a new story cannot be an address."),
    Code("new.exists", "error", "There is a story of that name already."),
    Code("new.format", "error", "The file for a new story is neither plain text nor Markdown."),
    Code("new.empty", "error", "The file for a new story is empty."),
    Code("new.encoding", "warning", "The file for a new story is not UTF-8, and was read as Windows-1252 or UTF-16."),
)
"""Of `build.py new`."""

LATER: Final = (
    Code("link.unknown", "warning", "A [[link]] in a note names neither a note of the story nor a character."),
    Code("image.missing", "warning", "A picture that the prose shows is not in the story's folder."),
)
"""Of laying out the pages."""

CATALOGUE: Final[dict[str, Code]] = {code.code: code for code in (*READ, *PLACED, *NEW, *LATER)}
