"""The register of authorities: what it holds and how codes follow an authority through time."""

import csv
import json
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.register import UnknownAuthority, at, authority, by_name, register, successors

CODES = sorted(register())


def test_england_has_153_authorities_in_force_today() -> None:
    in_force = [one for one in register().values() if one.in_force(None)]
    assert len(in_force) == 153
    assert len({one.name for one in in_force}) == 153
    assert len({one.dfe for one in in_force}) == 153
    assert len({one.ofsted_urn for one in in_force}) == 153


@pytest.mark.parametrize(
    ("day", "count"),
    [
        (date(2008, 6, 1), 150),
        (date(2009, 4, 1), 152),
        (date(2019, 3, 31), 152),
        (date(2019, 4, 1), 151),
        (date(2021, 4, 1), 152),
        (date(2023, 4, 1), 153),
    ],
)
def test_the_number_of_authorities_follows_each_reorganisation(day: date, count: int) -> None:
    assert sum(one.in_force(day) for one in register().values()) == count


def test_every_row_is_well_formed() -> None:
    for one in register().values():
        assert re.fullmatch(r"E(06|08|09|10)\d{6}", one.gss)
        assert re.fullmatch(r"\d{3}", one.dfe)
        assert re.fullmatch(r"\d{5}|\d{7}|", one.ofsted_urn)
        assert one.name == one.name.strip()
        assert one.region


def test_successors_exist_and_begin_the_day_after() -> None:
    for one in register().values():
        assert bool(one.successors) == (one.in_force_to is not None)
        for code in one.successors:
            heir = authority(code)
            assert heir.in_force_from is not None
            assert one.in_force_to is not None
            assert (heir.in_force_from - one.in_force_to).days == 1


def test_neighbours_are_ten_other_authorities_in_force() -> None:
    for one in register().values():
        if one.in_force(None):
            assert len(set(one.neighbours)) == 10
            assert one.gss not in one.neighbours
            assert all(authority(code).in_force(None) for code in one.neighbours)
        else:
            assert one.neighbours == ()


def test_namesakes_are_never_in_force_on_the_same_day() -> None:
    for one in register().values():
        for other in register().values():
            if one.name == other.name and one.gss != other.gss:
                earlier, later = sorted((one, other), key=lambda each: each.in_force_from or date.min)
                assert earlier.in_force_to is not None
                assert later.in_force_from is not None
                assert earlier.in_force_to < later.in_force_from


@pytest.mark.parametrize(
    ("gss", "day", "coded"),
    [
        ("E06000059", date(2016, 2, 1), "E10000009"),
        ("E10000009", date(2021, 9, 27), "E06000059"),
        ("E06000060", date(2014, 6, 3), "E10000002"),
        ("E08000038", date(2023, 9, 11), "E08000016"),
        ("E08000016", date(2026, 1, 1), "E08000038"),
        ("E08000039", date(2019, 1, 1), "E08000019"),
        ("E06000057", date(2008, 5, 1), "E10000022"),
        ("E06000057", date(2012, 5, 1), "E06000048"),
        ("E10000022", None, "E06000057"),
        ("E06000065", date(2014, 3, 1), "E10000023"),
        ("E10000006", date(2024, 1, 1), "E10000006"),
        ("E06000063", date(2015, 1, 1), "E06000063"),
    ],
)
def test_a_code_follows_its_authority_through_time(gss: str, day: date | None, coded: str) -> None:
    assert at(gss, day).gss == coded


def test_an_abolished_authority_leads_to_those_that_serve_its_area_today() -> None:
    assert [one.name for one in successors("E10000006")] == ["Cumberland", "Westmorland and Furness"]
    assert {one.name for one in successors("E10000009")} == {"Dorset", "Bournemouth, Christchurch and Poole"}
    assert [one.gss for one in successors("E10000022")] == ["E06000057"]
    assert [one.gss for one in successors("E08000012")] == ["E08000012"]


def test_an_authority_is_found_by_its_plain_name() -> None:
    assert by_name("kingston upon hull") == authority("E06000010")
    assert by_name("Dorset", date(2016, 1, 1)) == authority("E10000009")
    assert by_name("Cumbria") == authority("E10000006")
    assert by_name("Hull") == authority("E06000010")
    assert by_name("stoke on trent") == authority("E06000021")
    assert by_name("St. Helens") == authority("E08000013")
    assert by_name("Atlantis") is None


def test_no_name_means_two_authorities() -> None:
    names = [(name.casefold(), one.name) for one in register().values() for name in (one.name, *one.also_known_as)]
    assert len({name for name, _ in names}) == len(set(names))


def test_an_unknown_code_is_named_in_the_error() -> None:
    with pytest.raises(UnknownAuthority, match="E99999999"):
        at("E99999999", None)


@given(st.sampled_from(CODES), st.dates(date(2009, 4, 1), date(2030, 1, 1)))
def test_asking_again_for_the_code_of_a_day_changes_nothing(gss: str, day: date) -> None:
    once = at(gss, day)
    assert at(once.gss, day) == once
    assert once.name == authority(gss).name


def test_every_authority_of_the_real_reports_is_in_the_register_under_its_code(shared: Path) -> None:
    lines = (shared / "gold" / "reports.jsonl").read_text("utf-8").splitlines()
    for line in map(json.loads, lines):
        gold, day = line["authority"], date.fromisoformat(line["inspection"]["start"])
        assert authority(gold["gss"]).name.casefold() == gold["name"].casefold()
        assert at(gold["gss"], day).gss == gold["gss"]


def test_the_map_of_england_has_a_tile_for_every_authority_in_force(shared: Path) -> None:
    with (shared / "data" / "tile_grid.csv").open(encoding="utf-8", newline="") as rows:
        tiles = {at(row["gss_2023"], None).gss for row in csv.DictReader(rows)}
    assert tiles == {one.gss for one in register().values() if one.in_force(None)}
