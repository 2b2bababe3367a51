"""What a line says of its operator's way, reach and end holds, beside what the operator's code says."""

import pytest

from pipeline.components.operators import outcomes
from pipeline.components.ruler import Acts, Tag


def tag(place: int, label: str, code: str, acts: Acts | None = None) -> Tag:
    return Tag(place, place + 1, place, place + 1, label, code, f"{code}/made", acts)


@pytest.mark.parametrize(
    ("acts", "expected"),
    [
        (None, ["used_deny", "denied_criticism"]),
        (("forward", 1, ()), ["op_deny", "criticism_strong"]),
        (("backward", 8, ()), ["op_deny", "criticism_strong"]),
        (("both", 8, ("strong",)), ["op_deny", "criticism_strong"]),
    ],
)
def test_an_operator_acts_as_far_as_its_line_says(acts: Acts | None, expected: list[str]) -> None:
    """ "not ... bad", three words between."""
    cues = [tag(0, "OPERATOR", "deny", acts), tag(4, "CONCERN", "strong")]
    assert [one.what for one in outcomes(cues)] == expected


def test_what_ends_an_operator_ends_it_for_all_that_follows() -> None:
    cues = [
        tag(0, "OPERATOR", "lack", ("forward", 99, ("turn",))),
        tag(1, "STRENGTH", "plain"),
        tag(2, "NEUTRAL", "turn"),
        tag(3, "STRENGTH", "plain"),
    ]
    assert [one.what for one in outcomes(cues)] == ["op_lack", "lacked", "neutral_turn", "praise_plain"]


def test_an_operator_whose_line_acts_forward_leaves_the_thing_before_it_alone() -> None:
    thing = tag(0, "UNDESIRABLE", "thing")
    assert outcomes([thing, tag(1, "OPERATOR", "fall")])[0].what == "fallen_criticism"
    assert outcomes([thing, tag(1, "OPERATOR", "fall", ("forward", 3, ()))])[0].what == "unwanted_thing"


@pytest.mark.parametrize(
    ("cues", "expected"),
    [
        ([("UNDESIRABLE", "measure"), ("OPERATOR", "below")], ["few_criticism"]),
        ([("NEUTRAL", "plan"), ("OPERATOR", "raise"), ("STRENGTH", "plain")], ["neutral_plan", "planned", "planned"]),
        ([("NEUTRAL", "plan"), ("OPERATOR", "reduce")], ["neutral_plan", "planned"]),
        (
            [("NEUTRAL", "plan"), ("OPERATOR", "reduce"), ("UNDESIRABLE", "thing")],
            ["neutral_plan", "planned", "planned"],
        ),
        ([("OPERATOR", "reduce"), ("OPERATOR", "grow"), ("CONCERN", "strong")], ["op_reduce", "reduced", "reduced"]),
        ([("DESIRABLE", "measure"), ("CONCERN", "weak"), ("OPERATOR", "above")], ["grown_praise", "criticism_weak"]),
        (
            [("OPERATOR", "lack"), ("DESIRABLE", "measure"), ("OPERATOR", "end")],
            ["fallen_criticism", "wanted_high_measure"],
        ),
        (
            [("OPERATOR", "deny"), ("OPERATOR", "except"), ("UNDESIRABLE", "thing")],
            ["supposed", "op_except", "supposed"],
        ),
        ([("OPERATOR", "instead"), ("DESIRABLE", "thing")], ["op_instead", "denied_praise"]),
        ([("OPERATOR", "instead"), ("UNDESIRABLE", "thing")], ["op_instead", "denied_criticism"]),
        (
            [("STRENGTH", "plain"), ("OPERATOR", "wish"), ("DESIRABLE", "thing")],
            ["asked", "op_wish", "asked"],
        ),
        (
            [("STRENGTH", "plain"), ("OPERATOR", "relative"), ("OPERATOR", "wish")],
            ["praise_plain", "op_relative", "supposed"],
        ),
        (
            [("CONCERN", "strong"), ("OPERATOR", "deny"), ("OPERATOR", "reduce")],
            ["criticism_strong", "op_deny", "op_reduce"],
        ),
        ([("CONCERN", "strong"), ("OPERATOR", "reduce")], ["fallen_criticism"]),
        ([("OPERATOR", "deny"), ("CONCERN", "weak")], ["op_deny", "criticism_weak"]),
        ([("OPERATOR", "deny"), ("UNDESIRABLE", "measure")], ["used_deny", "denied_criticism"]),
        ([("OPERATOR", "deny"), ("OPERATOR", "above")], ["used_deny"]),
        ([("OPERATOR", "deny"), ("OPERATOR", "lack")], ["used_deny", "denied_criticism"]),
        (
            [("OPERATOR", "deny"), *[("UNDESIRABLE", "thing")] * 2],
            ["used_deny", "denied_criticism", "denied_criticism"],
        ),
        (
            [("OPERATOR", "deny"), ("OPERATOR", "raise"), ("DESIRABLE", "thing")],
            ["used_deny", "op_raise", "denied_praise"],
        ),
    ],
)
def test_what_operators_make_of_the_cues_around_them(cues: list[tuple[str, str]], expected: list[str]) -> None:
    assert [one.what for one in outcomes([tag(place, *cue) for place, cue in enumerate(cues)])] == expected
