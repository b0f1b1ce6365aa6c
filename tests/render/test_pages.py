"""The site's files: whole, sound, light, and the same each time."""

from __future__ import annotations

import gzip
import re
from dataclasses import fields, replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from jinja2 import meta, nodes

from postil.layout import Page, TagsFile, lay_out
from postil.layout.pages import ReadingPage
from postil.models import Library
from postil.problems import PostilError
from postil.read import read_content
from postil.render import context, render
from tests.render.page_reader import Element, faults, read
from tests.render.sample import ENVIRONMENT, TEMPLATES, content, tags, told

GLOBALS = {"asset"}
PROSE = Path(__file__).parents[1] / "layout" / "prose"


@pytest.fixture(scope="module")
def pages() -> tuple[Page | TagsFile, ...]:
    sample = content()
    chapters = read_content(PROSE / "chapters").stories
    stories = [told(sample.stories[0], tags()), *(told(story) for story in chapters)]
    return lay_out(sample.library, stories)[0]


@pytest.fixture(scope="module")
def files(pages: tuple[Page | TagsFile, ...]) -> dict[str, bytes]:
    return render(pages, TEMPLATES)


@pytest.fixture(scope="module")
def documents(files: dict[str, bytes]) -> dict[str, Element]:
    return {path: read(data) for path, data in files.items() if path.endswith(".html")}


def test_every_page_is_at_its_address(files: dict[str, bytes]) -> None:
    assert sorted(files) == sorted(
        ["index.html", "404.html", "assets/postil.css", "assets/postil.js"]
        + [
            f"ten-past-four/{name}"
            for name in ("index.html", "cast.html", "beats.html", "script.html", "notes.html", "tags.json")
        ]
        + [
            f"the-well/{name}"
            for name in ("index.html", "cast.html", "beats.html", "script.html", "notes.html", "tags.json")
        ]
        + ["the-well/01-down.html", "the-well/02-notes.html"]
    )


def test_a_template_sees_the_fields_of_its_page_and_nothing_else(pages: tuple[Page | TagsFile, ...]) -> None:
    for page in pages:
        if isinstance(page, TagsFile):
            continue
        assert set(context(page)) == {field.name for field in fields(page)}
        asked = names_used(page.template)
        assert asked <= set(context(page)) | GLOBALS | {"story"}, f"{page.template} asks for what its page has not"


def names_used(template: str) -> set[str]:
    """Return the names that a template and all that it builds on ask for."""
    assert ENVIRONMENT.loader
    source, _, _ = ENVIRONMENT.loader.get_source(ENVIRONMENT, template)
    tree = ENVIRONMENT.parse(source)
    macros = {name for node in tree.find_all(nodes.FromImport) for name in node.names}
    macros |= {node.name for node in tree.find_all(nodes.Macro)}
    used = set(meta.find_undeclared_variables(tree)) - macros
    for other in meta.find_referenced_templates(tree):
        if other and other.endswith(".html"):
            used |= names_used(other)
    return used


def test_the_markup_of_every_page_is_sound(files: dict[str, bytes]) -> None:
    wrong = {path: faults(data) for path, data in files.items() if path.endswith(".html")}
    assert not {path: found for path, found in wrong.items() if found}


def test_every_link_within_the_site_leads_somewhere(documents: dict[str, Element], files: dict[str, bytes]) -> None:
    ids = {
        path: {one.attributes["id"] for one in page.walk() if "id" in one.attributes}
        for path, page in documents.items()
    }
    for path, page in documents.items():
        for one in page.walk():
            target = one.attributes.get("href") or one.attributes.get("src") or ""
            address = urlsplit(target)
            if not target or address.scheme or target.startswith("//") or path == "404.html":
                continue  # a page that is shown at any depth cannot say where it is
            goal = (Path("/" + path).parent / unquote(address.path)).as_posix() if address.path else "/" + path
            goal = re.sub(r"/[^/]+/\.\./", "/", goal).lstrip("/")
            assert goal in files, f"{path}: {target} leads nowhere"
            if address.fragment:
                assert unquote(address.fragment) in ids[goal], f"{path}: {target} leads to no place on the page"


def test_a_page_asks_nobody_else_for_anything(documents: dict[str, Element]) -> None:
    for path, page in documents.items():
        loaded = [
            one.attributes.get("src", "") for one in page.walk() if one.tag in ("script", "img", "iframe", "source")
        ]
        loaded += [one.attributes.get("href", "") for one in page.all("link")]
        assert not [one for one in loaded if one.startswith(("http", "//"))], path
        own = [one for one in loaded if one and not one.startswith("data:")]
        assert len(own) + 1 <= 4, f"{path} needs more than four requests"


def test_the_same_pages_give_the_same_bytes(pages: tuple[Page | TagsFile, ...], files: dict[str, bytes]) -> None:
    assert render(pages, TEMPLATES) == files


def test_the_site_is_light(files: dict[str, bytes]) -> None:
    assert len(gzip.compress(files["assets/postil.css"], 9)) <= 12 * 1024
    assert len(gzip.compress(files["assets/postil.js"], 9)) <= 15 * 1024
    (story,) = content().stories
    assert len(files["ten-past-four/index.html"]) <= 6 * len(story.text.encode())


def test_what_people_write_is_never_run() -> None:
    bad = "<script>alert(1)</script>"
    sample = content()
    (story,) = sample.stories
    note = replace(
        story.notes[0],
        body=f"{bad} [x](javascript:alert(1)) ![y](https://e.org/y.png) <img onerror=alert(1)>",
        by=bad,
        kind='"><b>',
    )
    story = replace(
        story,
        title=bad,
        author=bad,
        summary=bad + " [x](javascript:1)",
        tags=(bad,),
        source=bad,
        notes=(note, *story.notes[1:]),
    )
    cast = replace(story.cast.entries[0], about=bad)
    story = replace(story, cast=replace(story.cast, entries=(cast, *story.cast.entries[1:])))
    library = replace(sample.library, title=bad, author=bad, licence=bad)
    files = render(lay_out(library, [told(story, tags())])[0], TEMPLATES)
    for path, data in files.items():
        if not path.endswith(".html"):
            continue
        assert not faults(data), path
        page = read(data)
        ours = ["(d=>"] if path == "404.html" else ["(d=>", ""]
        assert [one.text.strip()[:4] for one in page.all("script")] == ours, f"{path} has a script of its writer's"
        for one in page.walk():
            assert not [name for name in one.attributes if name.startswith("on")], f"{path}: {one.tag}"
            assert not one.attributes.get("href", "").startswith("javascript"), path
        assert not page.all("img"), f"{path} shows a picture from elsewhere"


def test_a_reader_s_own_template_comes_first_and_can_build_on_ours(tmp_path: Path) -> None:
    (tmp_path / "404.html").write_text(
        '{% extends "postil/404.html" %}{% block main %}<main>Lost? {{ super() }}</main>{% endblock %}'
    )
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "postil.css").write_text("body { color: plum }")
    files = render(lay_out(content().library, ())[0], [tmp_path, TEMPLATES])
    assert b"Lost?" in files["404.html"]
    assert b"Not here" in files["404.html"]
    assert files["assets/postil.css"] == b"body { color: plum }"


def test_a_template_that_asks_for_what_is_not_there_is_told_by_name(tmp_path: Path) -> None:
    (tmp_path / "404.html").write_text("\n{{ titel }}")
    with pytest.raises(PostilError, match=r"404\.html.*titel") as caught:
        render(lay_out(content().library, ())[0], [tmp_path, TEMPLATES])
    assert "title" in caught.value.hint


def test_the_404_page_knows_the_site_s_address_at_any_depth() -> None:
    library = replace(content().library, url="https://ada.github.io/lamps")
    page = render(lay_out(library, ())[0], TEMPLATES)["404.html"].decode()
    assert 'href="https://ada.github.io/lamps/assets/postil.css' in page


def test_the_404_page_has_its_look_with_it_where_nobody_knows_the_address() -> None:
    html = render(lay_out(replace(content().library, url=""), ())[0], TEMPLATES)["404.html"].decode()
    page = read(html)
    assert not page.all("link", rel="stylesheet") and "max-width" in page.all("style")[0].text
    assert not [one for one in page.walk() if one.attributes.get("src")], "it asks for a script that is not there"
    assert [one.attributes["href"] for one in page.all("main")[0].all("a")] == ["./", "../"]


def test_an_empty_library_has_a_page() -> None:
    files = render(lay_out(Library("Empty", content().library.where), ())[0], TEMPLATES)
    assert b"No story yet" in files["index.html"]


def test_the_reading_page_is_small_beside_what_it_tells(pages: tuple[Page | TagsFile, ...]) -> None:
    (page,) = [one for one in pages if isinstance(one, ReadingPage) and one.path == "ten-past-four/index.html"]
    assert not page.tight
    assert [beat.number for beat in page.beats] == list(range(1, 15))
