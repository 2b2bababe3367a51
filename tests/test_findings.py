"""Findings, written as marked-up text: "[+Plans are timely], but [-visits are too rare]."."""

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.records import empty_meta

MARK = re.compile(r"\[([+-])|\]")
POLARITY = {"+": "strength", "-": "concern"}
Found = list[tuple[str, str]]


def marked(text: str) -> tuple[str, Found]:
    """The text without its marks, and what they mark: [(polarity, words)]."""
    plain, at, opened, found = "", 0, (0, ""), []
    for mark in MARK.finditer(text):
        plain += text[at : mark.start()]
        at = mark.end()
        if mark[1]:
            opened = len(plain), POLARITY[mark[1]]
        else:
            found.append((opened[1], plain[opened[0] :]))
    return plain + text[at:], found


def read(nlp: Language, text: str, kind: Any = "inspection_report") -> Doc:
    doc = nlp.make_doc(text)
    doc._.ofsight_meta = {**empty_meta(), "kind": kind}
    return nlp(doc)


def said(doc: Doc) -> Found:
    return [(row["polarity"], doc.text[row["start"] : row["end"]].strip(" .")) for row in doc._.ofsight_findings]


def covers(found: Found, expected: Found) -> bool:
    """Whether what is found covers half of the words expected, and no stretch of it is mostly beside them."""

    def share(one: tuple[str, str], others: Found) -> float:
        words = one[1].lower().split()
        there = {word for polarity, text in others if polarity == one[0] for word in text.lower().split()}
        return sum(word in there for word in words) / len(words)

    return all(share(one, found) >= 1 / 2 for one in expected) and all(share(one, expected) >= 1 / 4 for one in found)


@pytest.mark.parametrize(
    "text",
    [
        "[+Social workers visit children regularly].",
        "[+Plans are reviewed on time], but [-too many lack clear goals].",
        "[-Managers do not always record their decisions].",
        "Although [+most visits are timely], [-some children wait far too long to be seen].",
        "While [+leaders have a clear vision], [-its impact on practice is not yet evident].",
        "[+Supervision is regular]; however, [-it is not sufficiently reflective].",
        "[-The quality of assessments is variable]. However, [+recent ones are thorough].",
        "[-There is a lack of timely and effective planning].",
        "[-Plans need to be more specific].",
        "[+Children are seen without delay].",
        "[+There are no unallocated cases, and prompt action reduces risk].",
        "[-It is too early to see the impact of these changes].",
        "[+Not only are visits frequent, they are purposeful and well recorded].",
        "[-Too few care leavers have a good pathway plan].",
        "[+When children are at risk of harm, social workers act swiftly].",
        "[-As a result, some children are left at risk].",
        "[-Social workers do not know whether risks are reducing].",
        "[-Plans are not timely and take-up of advocacy is low].",
        "[-Managers are not challenging drift].",
        "[-This reduces the effectiveness of otherwise good information sharing].",
        "[+Inspectors saw no widespread or serious failures].",
        "[+The transfer of cases does not lead to delay].",
        "[+A culture of learning is well established and is an area of strength].",
        "[-Some children step down too early, before an assessment considers whether risks have reduced].",
    ],
)
def test_clauses_carry_their_own_polarity(nlp: Language, text: str) -> None:
    plain, expected = marked(text)
    assert said(read(nlp, plain)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The service is located in the town hall.",
        "There are plans to review the strategy next year.",
        "The board meets every month.",
        "Adoption services are outstanding.",
        "The local authority has 412 children in care.",
    ],
)
def test_structure_plans_figures_and_bare_grades_are_no_findings(nlp: Language, text: str) -> None:
    assert said(read(nlp, text)) == []


def test_place_decides_for_bullets_whatever_their_words(nlp: Language) -> None:
    text = "What needs to improve?\n\n• The quality of plans for children.\n• Robust and timely return home interviews."
    assert [polarity for polarity, _ in said(read(nlp, text))] == ["concern", "concern"]


def test_a_request_is_a_concern_where_no_heading_says_so(nlp: Language) -> None:
    plain, expected = marked("[-Ensure that all children have an effective and timely plan].")
    assert said(read(nlp, plain)) == expected


def test_the_number_of_a_paragraph_belongs_to_no_finding(nlp: Language) -> None:
    doc = read(nlp, "29. Leaders know their services well and drive improvement.")
    assert [doc.text[row["start"] : row["end"]] for row in doc._.ofsight_findings] == [
        "Leaders know their services well and drive improvement."
    ]


NEWS = [
    "Essex was praised for [+its early help and good supervision] but told that [-its planning needs to improve].",
    "In Essex, inspectors said that although [+help is timely], [-plans are not good enough].",
    "In Essex, concerns were raised about [-oversight of cases], [-delays in some cases], and [-long waits for help].",
    "Essex was criticised for [-a lack of advocacy for children].",
    "In Essex, inspectors found [-serious delays in assessments], [-weak planning for care leavers], and"
    " [-very high caseloads].",
    "[+Social workers in Essex know children well and act quickly], according to Ofsted.",
    "Ofsted said that [-risks in Essex are not always identified quickly].",
    "[+Essex has improved its early help], but inspectors found that [-supervision was irregular].",
    "[-Caseloads in Essex are too high], the report said.",
    "[+Referrals in Essex are dealt with promptly], it says, and [+a stable team knows its families well].",
    "In Essex, inspectors would like the council to [-strengthen its oversight of private fostering].",
    "Ofsted told Essex that [-its planning must get better].",
    "In Essex inspectors named three things that need to improve: [-visits to care leavers], [-the use of chronologies]"
    ", and [-plans for adoption].",
    "Essex was praised for [+its early help] and is now judged good.",
    "In Essex, where services were found to be inadequate in 2019, [+plans are clearer and visits more regular].",
    "Essex was inspected in May. [-Supervision, however, remains patchy and is too rare for some].",
    "Essex was told after a visit in May that [-caseloads were unacceptably high].",
    "Essex was given a better grade by inspectors, who praised [+its work with care leavers].",
    "[-Early help in Essex, which is run by schools, was found to be poorly co-ordinated].",
    "[-Decisions in Essex were described as inconsistent], and inspectors said [-there were too few foster carers].",
    "Although inspectors saw [+improvement in the Essex front door], they said [-supervision was irregular].",
    "Ofsted told Essex that [-the council must ensure that care leavers have a plan] and [-reduce"
    " caseloads in its longer-term teams].",
    "In Essex, Ofsted said that [-plans ‘need to’ be better].",
    "In Essex, inspectors said that [-supervision was irregular], while [-health assessments were often late].",
    "Essex has been praised by Ofsted for [+getting to grips with caseloads].",
    "[-In Essex, Ofsted saw weaknesses].\n\nThese were:\n\n[-The quality of risk analysis]\n\n"
    "[-The speed of planning for permanence]\n\nThe council did not comment.",
    "Essex was inspected. The weaknesses included [-the response to homeless young people], [-the advice that is given"
    " to care leavers] and [-the recording of visits].",
    "Essex council’s leader said: “We are sorry.”",
    "Essex council’s leader said: “[-We are sorry that our support for care leavers has not been good enough].”",
    "While inspectors in Essex found [+examples of good practice], they also found [-caseloads were too high].",
    "In Essex, inspectors noted that [+because of close work between advisers and workers, leavers have better care].",
    "Essex has been criticised by Ofsted for [-putting children at risk].",
    "“[+Children in Essex receive good support],” a letter to the council outlining the findings states.",
    "In Essex, inspectors found that [-children are exposed to the risk of harm].",
    "Ofsted has been to Essex. It also notes that [+fewer care leavers are not in employment, education or training].",
    "In Essex, Ofsted found [-long waits for help…][+The quality of assessments has improved].",
    "Essex responded. Inspectors found that [+leaders have responded swiftly to the areas for improvement].",
    "Essex was rated inadequate by Ofsted for [-leaving children at risk and failing to support care leavers].",
    "In Essex, Ofsted found that [-a high proportion of initial and core assessments were completed late].",
    "[+Significant progress has been made in Essex in tackling the problems] which led to it being judged inadequate.",
    "Essex hit back.\n\nJo Bloggs, cabinet member for children:\n\n“We are encouraged that our work is now stable.”",
    "In Essex, inspectors found that [+there are no longer widespread and serious weaknesses in its services].",
    "In Essex, inspectors found that [+children are seen quickly], that [+staff are well supported] and that [+audits"
    " are thorough].",
]


@pytest.mark.parametrize("text", NEWS)
def test_in_news_what_stands_after_words_of_telling_is_found(nlp: Language, text: str) -> None:
    plain, expected = marked(text)
    assert covers(said(read(nlp, plain, "news")), expected)


@pytest.mark.parametrize(
    "text",
    [
        "Essex is one of six councils that were inspected under the tougher framework.",
        "Councillor Jane Smith, leader of Essex County Council, said: “Our staff work hard and are highly committed.”",
        "Councillors in Essex called for more money for social workers.",
        "Essex County Council was told when its next report would be published.",
        "There is no reason for Essex to be proud.",
        "Ofsted visited Essex. It offers support to 190 care leavers.",
    ],
)
def test_in_news_neither_background_nor_a_council_s_pride_is_a_finding(nlp: Language, text: str) -> None:
    assert said(read(nlp, text, "news")) == []


def test_a_list_takes_its_polarity_from_the_words_that_lead_up_to_it(nlp: Language) -> None:
    text = "Essex County Council has its report.\n\nOfsted praised:\n\n• visits to children\n• work with schools"
    assert covers(
        said(read(nlp, text, "news")), [("strength", "visits to children"), ("strength", "work with schools")]
    )


def test_lines_without_bullets_below_a_lead_in_are_a_list(nlp: Language) -> None:
    text = (
        "Ofsted reported on Essex County Council.\n\nWhat needs to improve?\n\nThe use of advocates\n\nLife-story work"
    )
    assert said(read(nlp, text, "news")) == [("concern", "The use of advocates"), ("concern", "Life-story work")]


def test_lettered_requests_of_a_committee_paper_are_concerns(nlp: Language) -> None:
    text = "Ofsted asks Essex County Council to act:\n\n(a) Ensure that plans are timely.\n\n(b) Improve recording."
    expected = [("concern", "Ensure that plans are timely"), ("concern", "Improve recording")]
    assert covers(said(read(nlp, text, "press_release")), expected)


def test_a_text_with_voices_is_told_by_others_though_nobody_says_its_kind(nlp: Language) -> None:
    text = (
        "Ofsted has inspected Essex County Council. The council's leader said the committee met early and had support. "
        "“We are proud of our social workers and we will go on with our work,” said the council leader, Jane Smith."
    )
    assert said(read(nlp, text, "other")) == []


@pytest.mark.parametrize(
    ("told", "points"),
    [
        ("that caseloads are too high and supervision is poor", ["caseloads are too high", "supervision is poor"]),
        ("that assessments are thorough, and lead to good help", ["assessments are thorough, and lead to good help"]),
        (
            "strong plans, and the timely help that care leavers get",
            ["strong plans", "the timely help that care leavers get"],
        ),
    ],
)
def test_coordinate_clauses_make_a_point_each_where_each_has_its_theme(
    nlp: Language, told: str, points: list[str]
) -> None:
    found = said(read(nlp, f"Ofsted has inspected Essex County Council. Inspectors found {told}.", "news"))
    assert [quote.removeprefix("Inspectors found ").rstrip(".") for _, quote in found] == points


@pytest.mark.parametrize(
    "text",
    [
        "Budget monitoring\n\nThe Finance Manager presented the report to the Panel. Demand for placements was the "
        "main pressure. Members discussed transport, where costs were not falling. The Panel noted the report.",
        "Main points\n\nOf the 210 homes, 120 were judged good and 9 inadequate. Homes judged outstanding made up 12% "
        "of the total. In 2012, 61% had been judged good. Figures are as at 31 March.\n\nAbout the figures\n\nVisits "
        "are not announced beforehand. Some homes were visited twice. Later figures may change. Of these homes, 40% "
        "are in the North West. Most have four beds.",
    ],
)
def test_figures_and_minutes_that_never_name_the_inspectorate_are_told_by_others(nlp: Language, text: str) -> None:
    assert said(read(nlp, text, "other")) == []


def test_bare_paragraphs_of_a_report_are_the_inspectors_own(nlp: Language) -> None:
    text = (
        "Social workers know children well and visit them regularly. Plans are timely and of good quality.\n\n"
        "Too many assessments are weak. Managers do not have effective oversight of practice."
    )
    assert [polarity for polarity, _ in said(read(nlp, text, "other"))] == ["strength"] * 2 + ["concern"] * 2


def test_what_the_council_admits_is_a_concern_of_its_own_saying(nlp: Language) -> None:
    text = (
        "Ofsted inspected Essex.\n\nA council spokesman said: “We have let children down, and we will put that right.”"
    )
    (row,) = read(nlp, text, "news")._.ofsight_findings
    assert (row["polarity"], row["speaker"]) == ("concern", "council")


def test_a_sentence_that_a_recommendation_answers_is_a_concern(nlp: Language) -> None:
    assert [polarity for polarity, _ in said(read(nlp, "Managers record decisions (Recommendation)."))] == ["concern"]


def test_clear_praise_stays_praise_where_a_recommendation_answers_it(nlp: Language) -> None:
    text = "Managers took decisive and effective action after the audit (Recommendation)."
    assert [polarity for polarity, _ in said(read(nlp, text))] == ["strength"]


def test_what_is_done_about_a_concern_of_its_paragraph_is_none_though_a_recommendation_stands_behind_it(
    nlp: Language,
) -> None:
    text = "Plans are weak. Managers have proposed changes (Recommendation)."
    assert [polarity for polarity, _ in said(read(nlp, text))] == ["concern"]


def test_cues_name_the_patterns_that_decided(nlp: Language) -> None:
    doc = read(nlp, "Plans are not timely.")
    (row,) = doc._.ofsight_findings
    assert [doc.text[cue["start"] : cue["end"]] for cue in row["cues"]] == ["not", "timely"]
    known = {pattern.id for pattern in nlp.get_pipe("ofsight_ruler").patterns}  # type: ignore[attr-defined]
    assert {cue["pattern"] for cue in row["cues"]} <= known


PHRASES = "plans are|is not|timely|but|although|,|;|and|too few|children|poor|no delay|lack of|when|if|• |\n\n|7. "
MORE = "Ensure that|and that|however|need to improve|strong|.|The|praised for|Ofsted said"
WORDS = st.sampled_from([*PHRASES.split("|"), *MORE.split("|")])


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, max_size=40).map(" ".join), st.sampled_from(["inspection_report", "news"]))
def test_findings_lie_within_the_text_with_their_cues_and_come_out_the_same_again(
    nlp: Language, text: str, kind: str
) -> None:
    doc = read(nlp, text, kind)
    assert doc._.ofsight_findings == read(nlp, text, kind)._.ofsight_findings
    spans = [(row["start"], row["end"]) for row in doc._.ofsight_findings]
    assert spans == sorted(spans)
    for start, end in spans:
        assert 0 <= start < end <= len(text)
        assert text[start:end].strip()
    assert [span.label_.lower() for span in doc.spans["findings"]] == [
        row["polarity"] for row in doc._.ofsight_findings
    ]
    for span, (start, end) in zip(doc.spans["findings"], spans, strict=True):
        assert span.start_char <= start < end <= span.end_char
    for row in doc._.ofsight_findings:
        assert all(0 <= cue["start"] < cue["end"] <= row["end"] for cue in row["cues"])


def test_sentences_that_no_connective_joins_are_judged_alone(nlp: Language) -> None:
    first, second = "Visits are timely and purposeful.", "Plans are weak."
    together = said(read(nlp, f"{first} {second}"))
    assert together == said(read(nlp, first)) + said(read(nlp, second))


SENTENCES = {
    "where too little is said to tell, what has no words of praise or criticism makes no point": [
        "[-Reviews are weak]. As a result, four children moved twice.",
        "[+Plans are thorough]. For example, four children moved home.",
        "[-Reviews are weak]. However, four children moved home.",
        "Four children moved home, but six moved twice.",
        "They not only write, but they visit.",
        "[+Plans are thorough]. Not only four children moved, but six came.",
        "[-Reviews are weak].\n\nAs a result, four children moved twice.",
        "[-Reviews are weak]. As a result, leaders intend to appoint four chairs.",
        "Four children moved. As a result, four moved twice.",
    ],
    "a sentence that compares takes up the measure of the one before": [
        "Absence is told of each month. [-This is well above the national average].",
        "The number of care leavers in higher education is told of. [+This is higher than the national average].",
        "Leaders meet each month. This is higher than the national average.",
        "Absence is told of each month. Most of their grades are above the national average.",
        "Absence is told of each month.\n\nThis is well above the national average.",
    ],
    "what a relative clause supposes ends with it": [
        "[-The number of children who take part remains very low].",
        "[-Assessments of whether brothers and sisters should stay together are not consistently done].",
        "[-The response to young people who are homeless is inconsistent].",
        "[+Letters, which are sent to parents if plans do not improve, are clear].",
        "[+Creative ways are found to reach young people who have had poor schooling].",
        "[+The scheme is helping children, above all those who previously felt excluded].",
    ],
    "what a word governs ends at a comma or the verb behind it": [
        "Despite excessive caseloads, [+staff know their families well].",
        "[-Supervision is of variable quality], despite strong training.",
        "[+All children without a school place have clear plans].",
        "[-The number of children without a care plan remains high].",
        "[+Plans to widen the range of homes are ambitious].",
        "The council has plans to further improve the range of homes.",
        "[+Calls about children not attending school are answered quickly].",
        "[-A lower proportion of children attain a good level of development].",
    ],
    "measures praise and criticise by how high they are": [
        "[+The attendance of children in care is good].",
        "[-The attendance of care leavers is inadequate].",
        "[-Only three children had some contact].",
        "[-The number of children who have delays has risen].",
        "[+The scheme has strengthened placement stability].",
        "[-There is a real confusion about how to secure permanence].",
        "[-Only three of them are at university].",
        "[+Only one child waited more than a year].",
        "It opened just eight weeks ago.",
        "[+The number of children held in custody overnight has fallen].",
        "The number of letters has increased.",
        "[+Audit activity by the board is broad and well targeted].",
    ],
    "what is said to be there is told and not supposed": [
        "[-There are teams where managers have been too optimistic].",
        "[-Inspectors saw some children who had waited too long for help].",
        "[+There is good support for children who are at risk of harm].",
        "[+Inspectors found many examples of how advisers have helped young people well].",
        "Inspectors looked at how well children are helped.",
    ],
    "what denies a clause denies what only goes on with it": [
        "[-Social workers do not visit often enough, or consistently listen to children].",
        "[-Calls are not always followed up promptly or acted on quickly].",
        "[+Children do not drift and receive a good service].",
        "[-The process does not, however, routinely evaluate the quality of practice].",
    ],
    "nobody is praised whose verb is denied": [
        "[-The success of this support is not guaranteed].",
        "[-Such good practice is not shared].",
        "[-Weaknesses are not addressed].",
        "[+Effective links help to ensure care leavers are not in areas of high crime].",
        "[+Following thorough enquiries, the homes of nine children could not be traced].",
    ],
    "what would be better is a concern with all that it would better": [
        "[-A more consistent use of the tool would strengthen good assessments].",
        "[-Effective oversight could be further improved].",
        "[+Plans are well considered for children who would benefit from them].",
    ],
    "what has been denied for a while only is denied": [
        "[-Several subgroups have not met for some time].",
    ],
    "what stands behind rather than is not so": [
        "[-Children move rather than benefiting from stable homes].",
        "Care leavers opt out of the scheme rather than opting in.",
    ],
    "what is planned leads to nothing yet": [
        "The board will seek the views of children, with young people actively shaping its work.",
        "This will ensure that there is effective oversight.",
        "[+Action has been taken on homes, resulting in some highly effective services].",
    ],
    "what something is for is not praised where that is denied or asked for": [
        "[-Calls are not always passed on, so that effective help is in place].",
        "[-Leaders do not check homes, to ensure that they are safe and suitable].",
        "Plans to remedy these gaps are in place.",
    ],
    "what is understood is not criticised": [
        "[+Leaders have shown real insight into weaknesses in practice].",
        "[-Leaders lack understanding of weaknesses in practice].",
    ],
    "what is yet to be reduced criticises what is there": [
        "[-There is an overreliance on safety plans to manage risk].",
    ],
    "a gerund that opens a paragraph outside lists is a subject": [
        "[+Ensuring that children understand their plans is given a high priority].",
    ],
    "a sentence comes out by its main clause": [
        "Nor [-do they see children often enough].",
        "Although prompt, [-the checks are not thorough].",
        "If risks to children change, [+they have a seamless transition to the right team].",
        "In contrast to others, when children go missing, [-they are not routinely offered a talk].",
        "[-Leaders cannot be assured that care meets children's needs or that homes are safe].",
        "[+Brothers and sisters live together unless this is not in their interests].",
        "The cohort is low.",
        "Currently, no children are known to the team.",
        "The previous inspection found that plans were weak.",
        "The arrangements in place to evaluate the effectiveness of what is done by the authority and board partners "
        "to safeguard and promote the welfare of children are inadequate.",
    ],
}
"""What sentences of the inspectors' own text come out as, by what they show."""


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(text, id=f"{shown}-{number}")
        for shown, texts in SENTENCES.items()
        for number, text in enumerate(texts)
    ],
)
def test_a_sentence_comes_out_as_marked(nlp: Language, text: str) -> None:
    plain, expected = marked(text)
    assert covers(said(read(nlp, plain)), expected)


@pytest.mark.parametrize("kind", ["inspection_report", "news"])
def test_a_question_states_nothing(nlp: Language, kind: str) -> None:
    text = "Ofsted inspected Essex. Inspectors said plans are weak. Why are plans so weak?"
    assert "Why are plans so weak?" not in " ".join(words for _, words in said(read(nlp, text, kind)))


def test_a_clause_behind_and_when_ends_at_its_comma(nlp: Language) -> None:
    text = (
        "Essex works with an agency, and when this agency is involved, the quality of the work significantly improves."
    )
    assert [polarity for polarity, _ in said(read(nlp, text))] == ["strength"]


CRITICAL = (
    "Plans are weak. Visits are late. Audits are poor. Drift is common. Staff turnover is too high. Reviews are not "
    "timely. Records are incomplete. Oversight is ineffective. Caseloads are too high. Checks are not thorough.\n\n"
)


@pytest.mark.parametrize(
    "text",
    [
        "[-Reviews are weak]. [-As a result, four children moved twice].",
        "[+Plans are thorough]. [+As a result, four children moved home].",
        "[+Plans are thorough]. However, [-four children moved twice].",
        "[+Plans are thorough]. For example, four children moved home.",
    ],
)
def test_amid_criticism_what_has_no_words_of_its_own_follows_on_what_stands_before(nlp: Language, text: str) -> None:
    plain, expected = marked(text)
    assert covers(said(read(nlp, CRITICAL + plain))[-len(expected) :], expected)


def test_a_connective_that_decides_is_among_the_cues(nlp: Language) -> None:
    rows = read(nlp, f"{CRITICAL}Reviews are weak. As a result, four children moved twice.")._.ofsight_findings
    assert [cue["pattern"] for cue in rows[-1]["cues"]] == ["follow/as-a-result"]


@pytest.mark.parametrize(
    "text",
    [
        "[-They do not feel that their achievements are celebrated well].",
        "[-Oversight does not ensure that plans are timely and effective].",
        "[-Turnover is not higher than the national average, but capacity is poor].",
    ],
)
def test_what_is_denied_of_one_thing_is_denied_of_what_hangs_on_it_and_of_nothing_else(
    nlp: Language, text: str
) -> None:
    doc = read(nlp, marked(text)[0])
    assert {polarity for polarity, _ in said(doc)} == {"concern"}


@pytest.mark.parametrize(
    "text",
    [
        "Inspectors said [+caseloads in Essex were manageable], and that [+staff were choosing to stay].",
        "In Essex, inspectors said [+foster carers felt valued] and [+audits gave leaders an honest picture].",
        "[+Early help in Essex is a success], the report says, [+plans are clear], and [+visits are timely].",
        "[-In Essex, turnover is far too high], so [-families see one worker after another].",
        "In Essex, inspectors found [+a stable workforce] and “[+ambitious” leaders].",
        "Essex was blamed for [-a lack of investment] and “[-unacceptable” delays in visits].",
        "Inspectors criticised [-supervision in Essex, which was patchy and often rushed].",
        "In Essex, [+inspectors praised skilled foster carers] and [+said staff felt well supported].",
        "In Essex, [-visits were late], [-plans were poor] and [-managers did not challenge weak practice].",
        "Inspectors found that in Essex [-visits are often late and that this puts children at risk].",
        "[+Social workers in Essex see families weekly and know them well], inspectors wrote.",
        "Inspectors found that [+no child in Essex was at immediate risk of harm].",
        "[+Essex was praised by Ofsted]. [+No decisions were seen that had left a child at risk of significant harm].",
    ],
)
def test_in_news_each_joined_clause_and_each_thing_named_is_found(nlp: Language, text: str) -> None:
    plain, expected = marked(text)
    assert covers(said(read(nlp, plain, "news")), expected)


def test_a_denial_does_not_reach_into_the_question_that_it_denies(nlp: Language) -> None:
    plain, expected = marked("[-Leaders had not understood how poor practice had become].")
    assert said(read(nlp, plain)) == expected


def test_what_a_council_or_a_union_complains_of_is_theirs(nlp: Language) -> None:
    text = (
        "Ofsted inspected Essex.\n\nA council spokesman said: “Caseloads are still far too high.”\n\n"
        "A union official said that caseloads are far too high, as inspectors had found."
    )
    found = [(row["polarity"], row["speaker"]) for row in read(nlp, text, "news")._.ofsight_findings]
    assert found == [("concern", "council"), ("concern", "other")]


def test_regret_alone_is_no_finding(nlp: Language) -> None:
    text = "Ofsted inspected Essex.\n\nA council spokesman said: “We are sorry. We will not be complacent.”"
    assert said(read(nlp, text, "news")) == []


@pytest.mark.parametrize(
    "verdict", ["Both areas were inadequate, as was leadership.", "The areas all require improvement."]
)
def test_in_news_the_verdict_told_once_more_is_no_finding(nlp: Language, verdict: str) -> None:
    assert said(read(nlp, f"Ofsted inspected Essex. {verdict}", "news")) == []


def test_what_is_not_always_or_not_enough_done_is_a_concern_by_itself(nlp: Language) -> None:
    plain, expected = marked(
        "Ofsted inspected Essex. Inspectors said that [-risks are not always identified], "
        "and [-workers do not visit children often enough]."
    )
    assert covers(said(read(nlp, plain, "news")), expected)


def test_quality_that_has_fallen_is_no_backlog_that_has_fallen(nlp: Language) -> None:
    for text in ("[-The quality of practice had declined].", "[+The backlog of assessments had fallen]."):
        plain, expected = marked(text)
        assert said(read(nlp, plain)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "[-There are delays in achieving permanence for children and in ensuring that their needs are met].",
        "[-This causes delay in securing the right homes].",
        "[-It is a missed opportunity to make sure that children are well supported].",
        "[+The system for managing concerns about adults who work with children is effective].",
        "[-There is a gap at this level to monitor outcomes and to make sure that they are good].",
    ],
)
def test_what_a_weakness_is_in_is_not_praised(nlp: Language, text: str) -> None:
    plain, expected = marked(text)
    assert said(read(nlp, plain)) == expected
