"""Which names mean an authority, which authority a stand-in means, and which one a document is about."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language

import pipeline.components.tokens  # noqa: F401
from pipeline.components.authorities import AuthorityResolver, Resolved, council_named, resolve
from pipeline.components.mentions import AUXILIARY
from pipeline.components.ruler import PhraseRuler, Tag
from pipeline.patterns import Pattern, load_patterns
from pipeline.records import Meta
from pipeline.register import authority, register

LABELS = {"AUTHORITY", "STANDIN", *AUXILIARY}
LAYER = ["AUTHORITY", "NOT_AUTHORITY", "STANDIN"]

Resolve = Callable[..., Resolved]
Named = Callable[..., list[tuple[str, str]]]


def meta(**fields: object) -> Meta:
    empty: dict[str, object] = {
        "title": None,
        "publisher": None,
        "url": None,
        "published": None,
        "kind": "news",
        "framework": None,
        "inspection": {"start": None, "end": None},
        "lead_inspector": None,
        "authority": None,
    }
    return {**empty, **fields}  # type: ignore[typeddict-item]


@pytest.fixture(scope="module")
def patterns() -> list[Pattern]:
    return [pattern for pattern in load_patterns() if pattern.label in LABELS]


@pytest.fixture(scope="module")
def nlp(patterns: list[Pattern]) -> Language:
    language = spacy.blank("en", config={"nlp": {"tokenizer": {"@tokenizers": "ofsight.FoldingTokenizer.v1"}}})
    ruler = language.add_pipe("ofsight_ruler", config={"layers": [LAYER]})
    assert isinstance(ruler, PhraseRuler)
    ruler.add_patterns(patterns)
    return language


@pytest.fixture(scope="module")
def tags_of(nlp: Language) -> Callable[[str], list[Tag]]:
    ruler = nlp.get_pipe("ofsight_ruler")
    assert isinstance(ruler, PhraseRuler)
    return lambda text: ruler.tags(nlp.make_doc(text))


@pytest.fixture(scope="module")
def resolved(tags_of: Callable[[str], list[Tag]]) -> Resolve:
    return lambda text, *rest: resolve(text, tags_of(text), *rest)


@pytest.fixture(scope="module")
def named(resolved: Resolve) -> Named:
    """Words and plain name of each authority that a text mentions."""

    def names(text: str, *rest: object) -> list[tuple[str, str]]:
        tags = resolved(text, *rest).tags
        return [(text[tag.start : tag.end], authority(tag.code).name) for tag in tags if tag.label == "AUTHORITY"]

    return names


@pytest.fixture(scope="module")
def standing(resolved: Resolve) -> Named:
    """Words and plain name of each stand-in that could be resolved."""

    def names(text: str, *rest: object) -> list[tuple[str, str]]:
        tags = resolved(text, *rest).tags
        return [(text[tag.start : tag.end], authority(tag.code).name) for tag in tags if tag.label == "STANDIN"]

    return names


def test_every_pattern_leads_to_an_authority_of_the_register(patterns: list[Pattern]) -> None:
    names = [pattern for pattern in patterns if pattern.label == "AUTHORITY"]
    assert names
    for pattern in names:
        assert pattern.code in register(), f"{pattern.file}:{pattern.line}"


def test_a_name_that_went_on_stands_once_under_its_newest_code(patterns: list[Pattern]) -> None:
    names = [(pattern, authority(pattern.code)) for pattern in patterns if pattern.label == "AUTHORITY"]
    assert any(one.successors for _, one in names)
    for pattern, one in names:
        assert not any(authority(code).name == one.name for code in one.successors), f"{pattern.file}:{pattern.line}"


def test_every_authority_is_found_by_its_official_name(named: Named) -> None:
    for one in register().values():
        assert [name for _, name in named(f"Ofsted inspected {one.name} last year.")] == [one.name]


def test_every_other_name_of_the_register_is_found_in_texts(named: Named) -> None:
    for one in register().values():
        for other in one.also_known_as:
            assert [name for _, name in named(f"Ofsted inspected {other} last year.")] == [one.name]


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Hull City Council", "Kingston upon Hull"),
        ("Kingston-upon-Hull", "Kingston upon Hull"),
        ("BCP", "Bournemouth, Christchurch and Poole"),
        ("Bournemouth, Christchurch & Poole Council", "Bournemouth, Christchurch and Poole"),
        ("St. Helens", "St Helens"),
        ("St Helens Council", "St Helens"),
        ("Kensington & Chelsea", "Kensington and Chelsea"),
        ("RBKC", "Kensington and Chelsea"),
        ("LB Hounslow", "Hounslow"),
        ("Royal Borough of Windsor & Maidenhead", "Windsor and Maidenhead"),
        ("Durham County Council", "County Durham"),
        ("NE Lincolnshire", "North East Lincolnshire"),
        ("north-east lincolnshire council", "North East Lincolnshire"),
        ("Sandwell MBC", "Sandwell"),
        ("Telford & Wrekin", "Telford and Wrekin"),
        ("Stoke on Trent", "Stoke-on-Trent"),
        ("Essex council", "Essex"),
        ("City of York", "York"),
        ("Bradford DC", "Bradford"),
        ("Middlesborough", "Middlesbrough"),
        ("Cumbria County Council", "Cumbria"),
        ("Doncaster Children's Services Trust", "Doncaster"),
        ("Together for Children", "Sunderland"),
        ("Slough Children First", "Slough"),
        ("Birmingham Children’s Trust", "Birmingham"),
    ],
)
def test_the_names_that_texts_use_lead_to_the_authority(named: Named, words: str, name: str) -> None:
    assert named(f"Inspectors went to {words} in May.") == [(words, name)]


@pytest.mark.parametrize(
    "text",
    [
        "Children do well in reading and maths.",
        "Social workers are working together for children.",
        "Families bath and bury their worries.",
        "Reading is taught well in most schools.",
        "Kent Police attended the meeting.",
        "She spoke to Essex police about it.",
        "Devon and Cornwall Police shared the figures.",
        "Norfolk and Suffolk NHS Foundation Trust runs the clinic.",
        "He teaches at the University of Essex.",
        "Plymouth University trains the students.",
        "A Kent-based charity runs the scheme.",
        "Cllr Kent welcomed the findings.",
        "Councillor David Bolton said: “We have more to do.” Bolton added that work goes on.",
        "Ms Reading thanked her staff.",
        "The MP for Luton asked a question.",
        "She lives in Bristol with her sister.",
        "The Bolton News reported the findings.",
        "A pan-Cheshire strategy is in place.",
        "Piccadilly Gate, Store Street, Manchester M1 2WD",
        "They compared it with Greater Manchester as a whole.",
        "The team works to the Southwark judgement.",
        "It lies in Newcastle-under-Lyme.",
    ],
)
def test_what_only_looks_like_an_authority_is_none(named: Named, text: str) -> None:
    assert named(text) == []


def test_a_county_that_only_says_where_a_borough_lies_is_no_mention(named: Named) -> None:
    assert named("St Helens in Lancashire was judged good.") == [("St Helens", "St Helens")]


def test_a_council_named_beside_a_region_keeps_its_mention(named: Named) -> None:
    text = "Halton Borough Council, in the north west, and Hull City Council, in East Yorkshire, were inspected."
    assert [name for _, name in named(text)] == ["Halton", "Kingston upon Hull"]


def test_the_safeguarding_board_of_an_area_is_its_authority(named: Named) -> None:
    assert named("Kent Safeguarding Children Board is good.") == [("Kent", "Kent")]


def test_a_common_word_that_opens_a_sentence_counts_where_the_council_is_named_elsewhere(named: Named) -> None:
    text = "Reading has more to do. Reading Borough Council accepted the report."
    assert [words for words, _ in named(text)] == ["Reading", "Reading Borough Council"]


def test_a_surname_shared_with_the_council_of_the_text_does_not_hide_the_council(named: Named) -> None:
    text = "Bolton Council has improved, said Sarah Bolton. Bolton was inspected in May."
    assert [words for words, _ in named(text)] == ["Bolton Council", "Bolton"]


@pytest.mark.parametrize(
    ("name", "day", "gss"),
    [
        ("Dorset", "2016-02-01", "E10000009"),
        ("Dorset", "2021-09-27", "E06000059"),
        ("Buckinghamshire County Council", "2014-06-03", "E10000002"),
        ("Barnsley", "2023-09-11", "E08000016"),
        ("Barnsley", "2025-09-11", "E08000038"),
        ("Northumberland", "2016-02-01", "E06000057"),
    ],
)
def test_a_mention_has_the_code_of_its_time(resolved: Resolve, name: str, day: str, gss: str) -> None:
    result = resolved(f"Ofsted inspected {name}.", meta(published=day))
    assert [tag.code for tag in result.tags] == [gss]
    assert result.authority == gss


def test_the_council_is_the_one_last_named_in_the_paragraph(standing: Named) -> None:
    text = (
        "In Bolton, inspectors saw good plans. They said the council listens.\n\n"
        "In Hounslow, inspectors saw delays. The borough accepted this."
    )
    assert standing(text) == [("the council", "Bolton"), ("The borough", "Hounslow")]


def test_the_council_of_the_document_outranks_one_named_in_passing(standing: Named) -> None:
    text = "Kent has helped. The council thanked it."
    assert standing(text, meta(), "E06000035") == [("The council", "Medway")]


def test_the_city_is_the_one_authority_that_is_a_city(standing: Named) -> None:
    text = "Hull and Halton were inspected. Children across the city are safer."
    assert standing(text) == [("the city", "Kingston upon Hull")]


def test_a_stand_in_after_a_paragraph_on_several_councils_means_none(standing: Named) -> None:
    assert standing("Bury and Wigan were inspected.\n\nThe council was told to act.") == []


def test_a_stand_in_inside_another_name_means_none(standing: Named) -> None:
    text = "Wigan was inspected. The county court and the council tax are other matters."
    assert standing(text) == []


def test_a_borough_is_not_the_city(standing: Named) -> None:
    assert standing("Halton was inspected. People from the city came too.") == []


def test_the_trust_is_resolved_only_where_a_childrens_trust_has_been_named(standing: Named) -> None:
    assert standing("Sandwell Children's Trust has improved. The trust listens.") == [("The trust", "Sandwell")]
    assert standing("Sandwell has improved. The trust at the hospital listens.") == []


def test_an_article_that_names_one_authority_is_about_it(resolved: Resolve) -> None:
    assert resolved("Ofsted praised Torbay.\n\nTorbay Council was pleased.").authority == "E06000027"


def test_a_round_up_is_about_none(resolved: Resolve) -> None:
    assert resolved("Bury and Wigan were inspected. Bury is good.").authority is None


def test_an_article_whose_opening_names_one_is_about_it_though_neighbours_are_named(resolved: Resolve) -> None:
    text = (
        "Torbay moves up\n\nTorbay Council has been judged good by inspectors.\n\n"
        "Devon and Plymouth helped. Torbay has worked hard, and Torbay will go on."
    )
    assert resolved(text).authority == "E06000027"


def test_an_article_that_opens_with_a_council_is_about_the_first_that_it_names_again_and_again(
    resolved: Resolve,
) -> None:
    text = (
        "A council has been rated inadequate.\n\nKent was visited. Kent reacted. Kent waits. Its director left Essex."
    )
    assert resolved(text).authority == "E10000016"


def test_councils_that_help_are_named_in_passing(resolved: Resolve) -> None:
    text = "Torbay sheds its grade. The council, working with Devon County Council and Plymouth, is pleased."
    result = resolved(text)
    assert result.authority == "E06000027"
    assert result.in_passing == {text.index("Devon"), text.index("Plymouth")}


def test_the_council_is_what_the_sentence_before_begins_with(standing: Named) -> None:
    text = "Wigan and Bury and Kirklees differ.\n\nKirklees Council overtook Bury last year. The council was pleased."
    assert standing(text) == [("The council", "Kirklees")]


@pytest.mark.parametrize(
    "text",
    ["Barnet, Enfield and Haringey Mental Health NHS Trust met them.", "Leicestershire and Rutland Police met them."],
)
def test_names_joined_into_one_body_are_no_authorities(named: Named, text: str) -> None:
    assert named(text) == []


def test_a_common_word_in_a_list_of_councils_is_one(named: Named) -> None:
    assert [name for _, name in named("Reading, Slough and Bury are good.")] == ["Reading", "Slough", "Bury"]


def test_an_inspection_report_is_about_the_first_authority_on_its_front(resolved: Resolve) -> None:
    text = "Leicestershire\n\nThe LSCB is shared with Rutland. Rutland, Rutland, Rutland."
    report = meta(kind="inspection_report", inspection={"start": "2016-11-14", "end": None})
    assert resolved(text, report).authority == "E10000018"


@pytest.mark.parametrize(
    ("publisher", "gss"),
    [
        ("Brighton & Hove City Council", "E06000043"),
        ("Leeds City Council News", "E08000035"),
        ("The London Borough of Brent", "E09000005"),
        ("Bolton News", None),
        ("Kent Online", None),
        ("CYP Now", None),
        ("Community Care", None),
    ],
)
def test_a_council_that_publishes_is_known_and_a_newspaper_is_not(
    tags_of: Callable[[str], list[Tag]], publisher: str, gss: str | None
) -> None:
    assert council_named(publisher, tags_of(publisher)) == gss


def test_the_publisher_of_a_press_release_is_its_council(nlp: Language) -> None:
    resolver = AuthorityResolver(nlp)
    assert resolver.known(meta(kind="press_release", publisher="Brighton & Hove City Council")) == "E06000043"
    assert resolver.known(meta(publisher="CYP Now")) is None
    assert (
        resolver.known(meta(authority={"gss": "E06000010", "name": "Hull"}, publisher="Leeds City Council"))
        == "E06000010"
    )
    assert resolver.known(meta(authority={"gss": "", "name": "Hull"})) == "E06000010"


def test_auxiliary_tags_do_not_leave_the_component(resolved: Resolve) -> None:
    labels = {tag.label for tag in resolved("Cllr Kent of Reading Council met Kent Police in Greater Manchester.").tags}
    assert labels == {"AUTHORITY"}


PIECES = st.sampled_from(
    ["Reading", "reading", "Kent", "Police", "Cllr", "in", "and", "Hull City Council", "the council", "the city",
     "near", "Manchester", "M1 2WD", ".", ",", "-", "\n\n", "•", "Together for Children", "the trust", "University of",
     "based"]
)  # fmt: skip


@given(pieces=st.lists(PIECES, max_size=25), gap=st.sampled_from([" ", ""]))
def test_resolving_only_drops_tags_and_renames_codes(
    tags_of: Callable[[str], list[Tag]], pieces: list[str], gap: str
) -> None:
    text = gap.join(pieces)
    tags = tags_of(text)
    result = resolve(text, tags)
    assert result.tags == sorted(result.tags)
    assert {(tag.start, tag.end, tag.pattern) for tag in result.tags} <= {
        (tag.start, tag.end, tag.pattern) for tag in tags
    }
    assert all(tag.code in register() for tag in result.tags)


def test_every_authority_that_a_real_article_mentions_is_found(shared: Path, named: Named) -> None:
    for line in map(json.loads, (shared / "gold" / "news.jsonl").read_text("utf-8").splitlines()):
        text = (shared / "corpus" / line["doc"]).read_text("utf-8")
        names = {name.casefold() for _, name in named(text)}
        assert names == {mention["authority"] for mention in line["authority_mentions"]}
