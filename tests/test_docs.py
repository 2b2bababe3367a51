"""What the documentation names is there; its Python examples are run with the tests (--doctest-glob)."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from spacy.language import Language

from pipeline.cli import app

TOP = Path(__file__).parents[1]
PAGES = [*TOP.glob("*.md"), *(TOP / "docs").rglob("*.md"), TOP / "patterns" / "README.md", TOP / "corpus" / "README.md"]
COMPONENTS = TOP / "docs" / "components"

_LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)")
_COMMAND = re.compile(r"(?:^ {4}|`)(?:\.venv/bin/)?ofsight ([a-z].*?)(?:`|$| {2,}#)", re.M)
_TARGET = re.compile(r"^ {4}make ([a-z]+)\b", re.M)


def named(page: Path) -> Iterator[str]:
    return (command for command in _COMMAND.findall(page.read_text("utf-8")))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(TOP)))
def test_every_link_leads_to_a_file(page: Path) -> None:
    absent = [link for link in _LINK.findall(page.read_text("utf-8")) if not (page.parent / link).exists()]
    assert absent == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(TOP)))
def test_every_command_and_option_exists(page: Path) -> None:
    assert [fault for command in named(page) for fault in faults_of(command)] == []


def test_commands_are_found_in_the_documentation() -> None:
    assert sum(len(list(named(page))) for page in PAGES) > 20


def faults_of(command: str) -> Iterator[str]:
    known: Any = typer.main.get_command(app)
    words = command.split()
    while hasattr(known, "commands") and words:
        if words[0] == "|" or words[0] not in known.commands:
            yield f"no command {command!r}"
            return
        known = known.commands[words.pop(0)]
    options = {name for parameter in known.params for name in parameter.opts} | {"--help"}
    for word in words:
        option = word.strip("[],.;").partition("=")[0]
        if option.startswith("--") and option not in options:
            yield f"no option {option} in {command!r}"


def test_every_target_of_make_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (TOP / "Makefile").read_text("utf-8"), re.M))
    asked = {name for page in PAGES for name in _TARGET.findall(page.read_text("utf-8"))}
    assert asked
    assert asked <= targets


def test_every_component_has_a_page_that_tells_what_it_reads_sets_and_can_be_told(nlp: Language) -> None:
    for name in nlp.pipe_names:
        meta = nlp.get_pipe_meta(name)
        page = (COMPONENTS / f"{name}.md").read_text("utf-8")
        for told in (*meta.requires, *meta.assigns, *(meta.default_config or ())):
            assert told in page, f"{name}.md does not mention {told}"
        assert ">>> " in page, f"{name}.md has no example"
    assert {page.stem for page in COMPONENTS.glob("*.md")} == {*nlp.pipe_names, "README"}
