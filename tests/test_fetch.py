"""Fetching reports: all that is there, only what is new, whole or not at all, and every fault told."""

import contextlib
import json
import os
import random
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest
from site_made import REPORTS, Site, report_pdf, served
from typer.testing import CliRunner

import pipeline.fetch
import pipeline.fetch.client
import pipeline.fetch.store
from pipeline.cli import app
from pipeline.fetch import CannotFetch, Wanted, fetch
from pipeline.readers import read
from pipeline.readers.document import Document

ALL = sorted(number for reports in REPORTS.values() for number, _ in reports)


@pytest.fixture
def site() -> Iterator[Site]:
    with served() as made:
        yield made


def run(folder: Path, site: Site, wanted: Wanted | None = None, waits: list[float] | None = None) -> Counter[str]:
    """Fetch without waiting; how many events of each kind, the faults' words as kinds of their own."""
    heard = waits.append if waits is not None else lambda seconds: None
    events = fetch(folder, wanted or Wanted(), pause=0.5, site=site.address, wait=heard)
    return Counter(event.told if event.what == "fault" else event.what for event in events)


def faults(counts: Counter[str]) -> list[str]:
    return [told for told in counts if told not in ("fetched", "kept", "authority")]


def numbers(folder: Path) -> list[str]:
    return sorted(path.stem.rsplit("_", 1)[-1] for path in folder.glob("*.pdf"))


def is_whole(folder: Path) -> bool:
    """Whether each PDF is as the site has it, with its sidecar, and nothing else is there."""
    names = {path.name for path in folder.iterdir()} - {".fetched.jsonl"}
    pdfs = list(folder.glob("*.pdf"))
    beside = {path.with_suffix(".meta.json").name for path in pdfs}
    whole = all(path.read_bytes() == report_pdf(path.stem.rsplit("_", 1)[-1]) for path in pdfs)
    return whole and names == {path.name for path in pdfs} | beside


def test_every_report_comes_with_a_sidecar_that_the_reader_understands(tmp_path: Path, site: Site) -> None:
    assert run(tmp_path, site) == {"authority": 3, "fetched": 6}
    assert numbers(tmp_path) == ALL
    assert is_whole(tmp_path)
    (found,) = read(tmp_path / "london-borough-of-merton_2024-02-12_jtai_50281006.pdf", tmp_path)
    assert isinstance(found, Document)
    meta = found.meta
    assert (meta["kind"], meta["framework"], meta["published"]) == ("inspection_report", "jtai", "2024-02-12")
    assert (meta["urn"], meta["url"]) == ("80551", f"{site.address}/v1/file/50281006")
    assert meta["authority"] == {"gss": "E09000024", "name": "Merton"}


def test_a_second_run_asks_for_no_file_that_is_there(tmp_path: Path, site: Site) -> None:
    run(tmp_path, site)
    site.asked.clear()
    assert run(tmp_path, site) == {"authority": 3, "kept": 6}
    assert site.files_asked() == []


def test_a_file_that_was_changed_or_lost_is_fetched_again(tmp_path: Path, site: Site) -> None:
    run(tmp_path, site)
    first, second, third = sorted(tmp_path.glob("*.pdf"))[:3]
    first.write_bytes(b"other")
    second.unlink()
    third.with_suffix(".meta.json").unlink()
    assert run(tmp_path, site)["fetched"] == 3
    assert is_whole(tmp_path)


def test_a_report_that_the_site_dates_anew_takes_the_place_of_the_old_one(
    tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(tmp_path, site)
    monkeypatch.setitem(
        REPORTS, "80551", [("50281006", "Joint area child protection inspection, pdf - 13 February 2024")]
    )
    assert run(tmp_path, site)["fetched"] == 1
    assert numbers(tmp_path) == ALL
    assert json.loads(next(tmp_path.glob("*_50281006.meta.json")).read_text())["published"] == "2024-02-13"


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (Wanted(authority="Leeds City Council"), {"50281001", "50281002", "50281003"}),
        (Wanted(authority="merton"), {"50281006"}),
        (Wanted(kinds={"inspection"}), {"50281001", "50281005"}),
        (Wanted(kinds={"area_send", "jtai"}), {"50281003", "50281006"}),
        (Wanted(since=date(2023, 3, 2)), {"50281002", "50281003", "50281006"}),
        (Wanted(authority="Kent", kinds={"monitoring_visit"}, since=date(2022, 1, 1)), set()),
    ],
)
def test_only_what_is_wanted_comes(tmp_path: Path, site: Site, wanted: Wanted, expected: set[str]) -> None:
    run(tmp_path, site, wanted)
    assert set(numbers(tmp_path)) == expected


def test_an_authority_that_the_site_does_not_list_is_told_with_a_near_name(tmp_path: Path, site: Site) -> None:
    with pytest.raises(CannotFetch, match='no authority "Leedz"; did you mean "Leeds"'):
        run(tmp_path, site, Wanted(authority="Leedz"))


@pytest.mark.parametrize("fault", ["429", "503", "slow", "half", "cut"])
def test_a_passing_fault_is_waited_out(tmp_path: Path, site: Site, fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline.fetch.client, "TIMEOUT", 0.3)
    site.faults["/v1/file/50281004"] = [fault, fault]
    waits: list[float] = []
    assert faults(run(tmp_path, site, waits=waits)) == []
    assert is_whole(tmp_path)
    assert numbers(tmp_path) == ALL
    longer = [wait for wait in waits if wait != 0.5]
    assert longer == ([7.0, 7.0] if fault == "429" else [2.0, 4.0])


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ("404", "the site answers 404 Not Found"),
        ("html", "is no PDF but text/html"),
        ("half", "the PDF breaks off (tried 5 times)"),
        ("cut", "the connection broke off (tried 5 times)"),
        ("503", "the site answers 503 Service Unavailable (tried 5 times)"),
    ],
)
def test_a_report_that_cannot_be_had_is_told_and_the_others_come(
    tmp_path: Path, site: Site, fault: str, told: str
) -> None:
    site.faults["/v1/file/50281004"] = [fault] * 9
    (only,) = faults(run(tmp_path, site))
    assert told in only
    assert "50281004 (Kent County Council, Children's services monitoring visit" in only
    assert numbers(tmp_path) == [number for number in ALL if number != "50281004"]
    assert is_whole(tmp_path)


@pytest.mark.parametrize(
    ("page", "told", "missing"),
    [
        ("<html><body><a class='download' href='/v1/file/50281006'>Report</a></body></html>", "publication-link", True),
        ("<a class='publication-link' href='/v1/file/50281006'>Report</a>", "has no span.nonvisual", False),
        (
            "<a class='publication-link' href='/v1/file/50281006'><span class='nonvisual'>Report of May</span></a>",
            'says "Report of May" in its span.nonvisual',
            False,
        ),
        ("", "publication-link", True),
    ],
)
def test_a_page_that_is_built_otherwise_is_told_by_the_part_that_is_missing(
    tmp_path: Path, site: Site, page: str, told: str, missing: bool
) -> None:
    site.pages["/provider/44/80551"] = page
    (only,) = faults(run(tmp_path, site))
    assert told in only
    assert (numbers(tmp_path) == ALL) is not missing
    assert is_whole(tmp_path)


def test_a_list_that_is_built_otherwise_stops_the_run_and_loses_nothing(tmp_path: Path, site: Site) -> None:
    run(tmp_path, site)
    site.pages["/search"] = "<html><body><a href='/authority/80531'>Leeds</a></body></html>"
    with pytest.raises(CannotFetch, match="the list of authorities has no links with /provider/"):
        run(tmp_path, site)
    assert numbers(tmp_path) == ALL


def test_a_site_that_does_not_answer_is_told(tmp_path: Path) -> None:
    with pytest.raises(CannotFetch, match="is there a network"):
        list(fetch(tmp_path, Wanted(), site="http://127.0.0.1:9", wait=lambda seconds: None))


def test_robots_are_heeded_and_told_who_asks(tmp_path: Path, site: Site) -> None:
    site.robots = "User-agent: ofsight\nCrawl-delay: 3\nDisallow: /v1/file/50281006\n"
    waits: list[float] = []
    (only,) = faults(run(tmp_path, site, waits=waits))
    assert "50281006" in only
    assert "robots.txt forbids it" in only
    assert "/v1/file/50281006" not in site.asked
    assert set(waits[1:]) == {3.0}
    (agent,) = site.agents
    assert agent.startswith("ofsight/")


def test_without_robots_all_may_be_asked(tmp_path: Path, site: Site) -> None:
    site.robots = None
    assert run(tmp_path, site)["fetched"] == 6


class Interrupted(BaseException):
    """Stands for a kill: nothing of ours catches it."""


@pytest.mark.parametrize("seed", range(20))
def test_an_interrupted_run_is_gone_on_with(
    tmp_path: Path, site: Site, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = random.Random(seed).randrange(2, 55)

    def counted(function: Callable[..., Any]) -> Callable[..., Any]:
        def stopping(*args: Any, **kwargs: Any) -> Any:
            nonlocal left
            left -= 1
            if left == 0:
                raise Interrupted
            return function(*args, **kwargs)

        return stopping

    with monkeypatch.context() as patched:
        patched.setattr(httpx.Client, "get", counted(httpx.Client.get))
        patched.setattr(os, "fsync", counted(os.fsync))
        patched.setattr(os, "replace", counted(os.replace))
        patched.setattr(pipeline.fetch.store, "_line", counted(pipeline.fetch.store._line))
        with contextlib.suppress(Interrupted):
            run(tmp_path, site)
    for path in tmp_path.glob("*.pdf"):
        assert path.read_bytes() == report_pdf(path.stem.rsplit("_", 1)[-1])
    site.asked.clear()
    counts = run(tmp_path, site)
    assert counts["fetched"] + counts["kept"] == 6
    assert len(site.files_asked()) == counts["fetched"]
    assert numbers(tmp_path) == ALL
    assert is_whole(tmp_path)
    assert run(tmp_path, site) == {"authority": 3, "kept": 6}


def test_a_manifest_whose_last_line_breaks_off_is_mended(tmp_path: Path, site: Site) -> None:
    run(tmp_path, site)
    manifest = tmp_path / ".fetched.jsonl"
    manifest.write_bytes(manifest.read_bytes()[:-40])
    assert run(tmp_path, site) == {"authority": 3, "fetched": 1, "kept": 5}
    assert len(manifest.read_text().splitlines()) == 6


def cli(*arguments: str | Path) -> Any:
    return CliRunner().invoke(app, ["fetch", *map(str, arguments), "--pause", "0"])


def test_the_command_says_what_came_and_ends_with_1_where_something_did_not(
    tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.fetch.fetch.__defaults__", (1.0, site.address, lambda seconds: None))
    result = cli(tmp_path, "--authority", "Leeds", "--since", "2023-01-01")
    assert result.exit_code == 0, result.output
    assert "2 reports fetched, 0 there already, 0 faults" in result.output
    site.faults["/v1/file/50281001"] = ["404"]
    result = cli(tmp_path, "--authority", "Leeds")
    assert result.exit_code == 1
    assert "404" in result.output
    assert "0 reports fetched, 2 there already, 1 faults" in result.output


@pytest.mark.parametrize(
    ("options", "told"),
    [(("--kind", "ofsted"), "the kinds are focused_visit"), (("--authority", "Nowhere"), "lists no authority")],
)
def test_the_command_ends_with_2_where_nothing_can_be_done(
    tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch, options: tuple[str, str], told: str
) -> None:
    monkeypatch.setattr("pipeline.fetch.fetch.__defaults__", (1.0, site.address, lambda seconds: None))
    result = cli(tmp_path, *options)
    assert result.exit_code == 2
    assert told in result.output
