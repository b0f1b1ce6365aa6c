"""Postil's command line. Each command is thin: the engine is in postil/, and is imported only when it is needed."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from postil import __version__
from postil.problems import PostilError, Problem

if TYPE_CHECKING:
    from postil.pipeline import Report, Settings

HERE = Path(__file__).resolve().parent


class Bar:
    """Progress on a terminal, silence elsewhere (click's own bar decides)."""

    def begin(self, what: str, size: int) -> Callable[[int], None]:
        """Start a bar; it is drawn as it is told of steps done, and ends at `size`."""
        if not sys.stderr.isatty():
            return lambda steps: None
        bar: Any = click.progressbar(length=size, label=what, file=sys.stderr)

        def step(steps: int) -> None:
            bar.update(steps)
            if bar.pos >= size:
                bar.render_finish()

        return step


class Commands(click.Group):
    """A group whose default command is `build`, and which shows the engine's own failures as messages."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments; options with no command before them are those of `build`."""
        own = {"-h", "--help", "--version"}
        if not args or (args[0].startswith("-") and args[0] not in own):
            args = ["build", *args]
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a PostilError, or a disk that will not have it, becomes one message and status 1."""
        try:
            return super().invoke(ctx)
        except PostilError as error:
            raise click.ClickException(f"{error.text}\n  {error.hint}") from error
        except BrokenPipeError:
            raise
        except OSError as error:
            place = f"{error.filename}: " if error.filename else ""
            raise click.ClickException(f"{place}{error.strerror}.\n  Nothing that stood before was changed.") from error


_folder = click.Path(file_okay=False, path_type=Path)
content_option = click.option(
    "--content", type=_folder, default=Path("content"), show_default=True, help="What people wrote."
)
site_option = click.option("--site", type=_folder, default=Path("site"), show_default=True, help="Where the site goes.")
drafts_option = click.option("--drafts", is_flag=True, help="Also build stories with `draft: true`.")


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="Postil")
def main() -> None:
    """Turn stories and notes into an annotated website. With no command: build."""


@main.command("build")
@content_option
@site_option
@click.option("--strict", is_flag=True, help="Let any problem stop the build.")
@drafts_option
@click.option(
    "--write-cast", is_flag=True, help="For stories without a cast.yaml, write the cast found as a draft to edit."
)
def build_command(content: Path, site: Path, *, strict: bool, drafts: bool, write_cast: bool) -> None:
    """Build the site from the content."""
    from postil import pipeline

    report = pipeline.build(_settings(content, site, drafts=drafts, strict=strict), Bar())
    _show(report.problems)
    if report.written is None:
        raise click.ClickException(f"{_count(report.problems)}. Nothing was written; {site.as_posix()}/ is as it was.")
    if write_cast:
        _write_casts(report, content)
    done = report.written
    click.echo(
        f"Built {_number(len(report.told), 'story', 'stories')} into {site.as_posix()}/: "
        f"{len(done.changed)} files written, {len(done.removed)} removed, {done.unchanged} unchanged."
    )
    click.echo(f"Open {(site / 'index.html').as_posix()}")


@main.command("check")
@content_option
@click.option("--json", "as_json", is_flag=True, help="Print problems and notes as JSON.")
def check_command(content: Path, *, as_json: bool) -> None:
    """Say everything that is wrong in the content, and where each note stands. Writes nothing."""
    from postil import pipeline

    report = pipeline.check(_settings(content, Path("site")), Bar())
    if as_json:
        click.echo(json.dumps(_as_json(report), ensure_ascii=False, indent=2))
    else:
        _show(report.problems, to_stderr=False)
        placed = sum(note.state != "lost" for _, note in report.notes)
        click.echo(f"{placed} of {_number(len(report.notes), 'note')} placed; {_count(report.problems)}.")
    if any(problem.severity == "error" for problem in report.problems):
        sys.exit(1)


@main.command("new")
@click.argument("slug")
@click.option(
    "--from", "source", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A text or Markdown file."
)
@content_option
@click.option("--write-cast", is_flag=True, help="Also write the cast found, as a draft to edit.")
def new_command(slug: str, source: Path | None, content: Path, *, write_cast: bool) -> None:
    """Begin a new story, empty or from a text file."""
    from postil.new import new_story

    made, problems = new_story(content, slug, source)
    _show(problems)
    if not made:
        sys.exit(1)
    for path, text in made.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
        click.echo(f"Wrote {path.as_posix()}")
    if write_cast:
        from postil import pipeline

        settings = _settings(content, Path("site"), drafts=True)
        _write_casts(pipeline.check(settings, Bar()), content, only=slug)
    elsewhere = f" --content {shlex.quote(content.as_posix())}" if content != Path("content") else ""
    click.echo(f"Build it with: python build.py{elsewhere}")


@main.command("tag")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "-o", "--output", required=True, type=click.Path(path_type=Path), help="The JSON file; for several files a folder."
)
@click.option("--cast", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A cast.yaml.")
@click.option("--model", default=None, help="Another spaCy pipeline.")
def tag_command(files: tuple[Path, ...], output: Path, cast: Path | None, model: str | None) -> None:
    """Write the tags of any text or Markdown file as JSON."""
    from postil import tagfile

    targets = tagfile.targets(files, output)
    problems = tagfile.tag_files(targets, cast, model, Bar())
    _show(problems)
    if any(problem.severity == "error" for problem in problems):
        sys.exit(1)


@main.command("serve")
@content_option
@site_option
@drafts_option
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
def serve_command(content: Path, site: Path, host: str, port: int, *, drafts: bool) -> None:
    """Preview the site; builds again and reloads the page as you write."""
    from postil import pipeline
    from postil.serve import serve

    settings = _settings(content, site, drafts=drafts)

    def rebuild() -> None:
        try:
            report = pipeline.build(settings, Bar())
        except PostilError as error:
            click.secho(f"{error.text}\n  {error.hint}", err=True)
            return
        _show(report.problems)
        click.echo("Built." if report.written else "Not built; the page shows the last good one.", err=True)

    rebuild()
    click.echo(f"Reading at http://{host}:{port}/  (Ctrl-C ends it)")
    serve(rebuild, (content, *settings.templates), site, host, port)


def _settings(content: Path, site: Path, *, drafts: bool = False, strict: bool = False) -> Settings:
    from postil.pipeline import Settings

    if not content.is_dir():
        raise PostilError(
            f"There is no folder {content.as_posix()}/.", "Run this where content/ is, or name it by --content."
        )
    own = content.parent / "templates"
    templates = tuple(dict.fromkeys(path.resolve() for path in (own, HERE / "templates") if path.is_dir()))
    return Settings(content, site, templates, drafts=drafts, strict=strict)


def _show(problems: tuple[Problem, ...], *, to_stderr: bool = True) -> None:
    """Print each problem as `path:line: severity code: text`, and the cure under it."""
    for problem in problems:
        colour = "red" if problem.severity == "error" else "yellow"
        severity = click.style(f"{problem.severity} {problem.code}", fg=colour)
        click.echo(
            f"{problem.where.path}:{problem.where.line}: {severity}: {problem.text}\n    {problem.hint}", err=to_stderr
        )


def _count(problems: tuple[Problem, ...]) -> str:
    errors = sum(problem.severity == "error" for problem in problems)
    return f"{_number(errors, 'error')}, {_number(len(problems) - errors, 'warning')}"


def _number(count: int, one: str, many: str = "") -> str:
    return f"{count} {one if count == 1 else many or one + 's'}"


def _as_json(report: Report) -> dict[str, Any]:
    """Return the published form of a check (docs/notes.md)."""
    return {
        "problems": [
            {
                "code": p.code, "severity": p.severity, "path": p.where.path, "line": p.where.line,
                "text": p.text, "hint": p.hint,
            }
            for p in report.problems
        ],
        "notes": [
            {
                "story": story.slug, "id": n.note.id, "path": n.note.where.path, "line": n.note.where.line,
                "state": n.state,
                "chapter": None if n.chapter is None else story.chapters[n.chapter].number,
                "paragraph": n.paragraph.n if n.paragraph else None, "text": n.text,
            }
            for story, n in report.notes
        ],
    }  # fmt: skip


def _write_casts(report: Report, content: Path, only: str | None = None) -> None:
    """Write the cast found of each story that has no cast.yaml; never over one."""
    from postil.tag.cast.draft import draft_cast

    for told in report.told:
        path = content / told.story.slug / "cast.yaml"
        if path.exists() or only not in (None, told.story.slug):
            continue
        path.write_text(draft_cast(told.tags), encoding="utf-8", newline="\n")
        click.echo(f"Wrote {path.as_posix()}: a draft, yours to mend.")


if __name__ == "__main__":
    main()
