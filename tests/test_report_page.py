"""The report's page in a real headless Chromium: it works from disk, by mouse and by keyboard, for everyone."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from records_made import Found, Said, Told, record, report, write_records

from pipeline.report import write_report

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")

from playwright.sync_api import Browser, Page, expect, sync_playwright  # noqa: E402

LEEDS, HALTON, SWINDON, CORNWALL = "E08000035", "E06000006", "E06000030", "E06000052"
SOUTHAMPTON, HARTLEPOOL = "E06000045", "E06000001"


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report over few documents with everything that a page can show."""
    room = tmp_path_factory.mktemp("page")
    concern = [Found("concern", "Supervision is irregular.", ["supervision"], HALTON, "leadership")]
    hostile = [Found("strength", "<b>bold</b><script>document.title='taken'</script>", ["housing"], HALTON)]
    records = [
        report(
            "halton-2014.pdf",
            HALTON,
            "sif",
            "2014-12-10",
            {"overall_effectiveness": "good", "lscb": "good"},
            findings=concern,
        ),
        report(
            "halton-2020.pdf",
            HALTON,
            "ilacs",
            "2020-03-13",
            {"overall_effectiveness": "requires_improvement", "children_in_care": "good"},
            findings=concern + hostile,
            lines_a_page=1,
        ),
        report(
            "leeds.pdf",
            LEEDS,
            "ilacs",
            "2022-03-04",
            {"overall_effectiveness": "outstanding", "leadership": "outstanding"},
        ),
        report(
            "cornwall.pdf",
            CORNWALL,
            "ilacs",
            "2024-07-05",
            {"overall_effectiveness": "good", "care_leavers": "inadequate"},
        ),
        record(
            "news.txt",
            kind="news",
            published="2020-05-01",
            judgements=[
                Said(HALTON, "overall_effectiveness", "inadequate"),
                Said(SWINDON, "overall_effectiveness", "good"),
            ],
            tallies=[Told("good", "one of the two was good", count=1, of=2)],
        ),
        report("southampton-2019.pdf", SOUTHAMPTON, "ilacs", "2019-11-08", {"overall_effectiveness": "good"}),
        report("southampton-2026.pdf", SOUTHAMPTON, "ilacs", "2026-05-22", {"leadership": "good"}),
        record(
            "undated.txt",
            kind="news",
            judgements=[
                Said(HARTLEPOOL, "overall_effectiveness", "requires_improvement"),
                Said(HARTLEPOOL, "overall_effectiveness", "outstanding", "hypothetical"),
            ],
        ),
    ]
    file = write_records(room / "made.jsonl", records)
    (room / "made.failures.jsonl").write_text('{"path": "empty.pdf", "reason": "is empty"}\n')
    published = "local_authority,inspection_end_date,overall_effectiveness_grade\nleeds,04/03/2022,good\n"
    (room / "published.csv").write_text(published)
    earlier = write_records(room / "earlier.jsonl", records[:3])
    return write_report([file], room / "out", compare=room / "published.csv", since=earlier).page


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser, page_file: Path) -> Iterator[Page]:
    """The page opened from disk; the test fails where it says anything on the console or asks for anything else."""
    tab = browser.new_page(viewport={"width": 1280, "height": 900})
    said: list[str] = []
    tab.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    tab.on("pageerror", lambda error: said.append(f"error: {error}"))
    tab.on("request", lambda request: said.append(f"request: {request.url}"))
    tab.goto(page_file.as_uri())
    tab.wait_for_selector("body[data-ready=yes]")
    yield tab
    tab.close()
    asked = [
        line for line in said if line != f"request: {page_file.as_uri()}" and not line.startswith("request: data:")
    ]
    assert asked == []


def rows_of(page: Page) -> list[str]:
    return page.locator("#matrix tbody th button").all_text_contents()


def through(page: Page) -> None:
    """Scroll through the whole page, so that every chart comes alive."""
    for figure in page.locator(".chart").all():
        figure.scroll_into_view_if_needed()
        figure.locator(".live svg").first.wait_for()


def test_matrix_lists_the_authorities_with_grades(page: Page) -> None:
    assert rows_of(page) == ["Cornwall", "Halton", "Hartlepool", "Leeds", "Southampton", "Swindon"]
    assert page.locator("#tiles .tile").count() == 153


def test_charts_come_alive_without_a_network_or_a_word_on_the_console(page: Page) -> None:
    through(page)
    assert page.locator(".live svg").count() == page.locator(".chart").count() > 2


def test_the_numbers_of_every_chart_are_a_table(page: Page) -> None:
    for figure in page.locator(".chart").all():
        figure.locator("summary").click()
        assert figure.locator(".numbers tbody tr").count() > 0


def test_an_abolished_overall_grade_does_not_count_as_the_grade_of_today(page: Page) -> None:
    expect(page.locator("[data-gss=E06000045] td").first).to_have_text("not in framework")
    expect(page.locator("#tiles .tile[aria-label^='Southampton:']")).to_have_attribute(
        "aria-label", "Southampton: The framework of the time has no such judgement"
    )
    expect(page.locator("#figures")).to_contain_text("3 of 5 with an overall grade that counts")


def test_a_verdict_without_a_date_is_shown_and_what_has_no_place_is_listed(page: Page) -> None:
    page.locator("[data-gss=E06000001] .grade").first.click()
    expect(page.get_by_role("dialog")).to_contain_text("date unknown, from November 2013")
    page.keyboard.press("Escape")
    expect(page.locator("#unplaced")).to_contain_text("Aspired to, required or predicted, not given")
    expect(page.locator("#figures")).to_contain_text("2 statements of them not placed")


def test_search_and_filters_narrow_matrix_and_map(page: Page) -> None:
    page.get_by_label("Search").fill("halt")
    expect(page.locator("#matrix tbody tr")).to_have_count(1)
    assert page.locator("#tiles .tile:not(.dim)").count() == 1
    page.get_by_role("button", name="Clear filters").click()
    expect(page.locator("#matrix tbody tr")).to_have_count(6)
    page.get_by_label("Grade in the area").select_option("good")
    expect(page.locator("#matrix tbody tr")).to_have_count(2)
    page.get_by_role("button", name="Clear filters").click()
    page.get_by_label("Region", exact=True).select_option("South West")
    expect(page.locator("#matrix tbody tr")).to_have_count(2)


def test_an_earlier_year_shows_what_held_then(page: Page) -> None:
    page.get_by_label("As at the end of").select_option("2014")
    expect(page.locator("[data-gss=E06000006] td").first).to_have_text("Good2014")
    page.get_by_label("As at the end of").select_option("")
    expect(page.locator("[data-gss=E06000006] td").first).to_have_text("Requires improvement2020")


def test_headings_sort_by_grade_both_ways(page: Page) -> None:
    heading = page.locator("#matrix thead").get_by_role("button", name="Overall")
    heading.click()
    assert rows_of(page)[0] == "Leeds"
    assert page.locator("th[aria-sort=ascending]").inner_text().startswith("Overall")
    page.keyboard.press("Enter")
    assert rows_of(page)[1] == "Halton"


def test_a_grade_opens_its_quote_with_document_and_page_by_mouse(page: Page) -> None:
    page.locator("[data-gss=E06000006] .grade").first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Halton: overall_effectiveness is requires_improvement (current).")
    expect(dialog).to_contain_text("halton-2020.pdf, page 2")
    expect(dialog).to_contain_text("Inadequate by news.txt")
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_be_hidden()


def test_a_grade_opens_and_closes_by_keyboard_and_gives_the_focus_back(page: Page) -> None:
    grade = page.locator("[data-gss=E08000035] .grade").first
    grade.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text("Leeds: Outstanding")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(grade).to_be_focused()


def test_a_click_on_the_map_opens_the_authority(page: Page) -> None:
    page.locator("#tiles .tile", has_text="Leed").click()
    expect(page.locator("#authority-name")).to_have_text("Leeds")
    expect(page.locator("#authority-name")).to_be_focused()
    assert page.url.endswith("#authority=E08000035")


def test_the_map_is_walked_with_arrow_keys_and_opened_with_enter(page: Page) -> None:
    page.locator("#tiles .tile[tabindex='0']").focus()
    page.keyboard.press("ArrowDown")
    name = page.evaluate("document.activeElement.getAttribute('aria-label')").split(":")[0]
    assert name != "North Tyneside"
    page.keyboard.press("Enter")
    expect(page.locator("#authority-name")).to_have_text(name)


def test_an_authority_shows_its_timeline_with_breaks_and_its_themes(page: Page) -> None:
    page.get_by_label("Authority", exact=True).select_option(HALTON)
    view = page.locator("#authority-view")
    expect(view).to_contain_text("Series break: ILACS, from January 2018")
    expect(view).to_contain_text("overall ▼ down")
    theme = view.locator("details.theme", has_text="Supervision")
    expect(theme).to_contain_text("came back")
    theme.locator("summary").click()
    expect(theme).to_contain_text("Supervision is irregular.")
    expect(theme).to_contain_text("halton-2020.pdf")


def test_hostile_findings_are_shown_as_text(page: Page) -> None:
    page.get_by_label("Authority", exact=True).select_option(HALTON)
    theme = page.locator("details.theme", has_text="Housing")
    theme.locator("summary").click()
    expect(theme).to_contain_text("<b>bold</b><script>")
    assert page.title() == "Inspections of children's services"


def test_checks_show_conflicts_recounts_differences_changes_and_failures(page: Page) -> None:
    expect(page.locator("#conflicts tbody tr")).to_have_count(1)
    expect(page.locator("#tallies")).to_contain_text("agrees")
    page.locator("#differences summary", has_text="Grade differs").click()
    expect(page.locator("#differences")).to_contain_text("Leeds: overall_effectiveness is outstanding")
    expect(page.locator("#changes")).to_contain_text("cornwall.pdf")
    expect(page.locator("#failures")).to_contain_text("empty.pdf")


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_no_serious_fault(page: Page, width: int) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    page.set_viewport_size({"width": width, "height": 900})
    through(page)
    page.locator("#authority-view details.theme").first.locator("summary").click()
    found = axe.Axe().run(page).response["violations"]
    assert [
        (one["id"], [node["html"][:120] for node in one["nodes"]][:3])
        for one in found
        if one["impact"] in ("serious", "critical")
    ] == []


def test_nothing_overflows_a_narrow_screen(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    through(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_print_shows_still_charts_and_no_filters(page: Page) -> None:
    through(page)
    page.emulate_media(media="print")
    expect(page.locator("#filters")).to_be_hidden()
    assert page.locator(".still svg:visible").count() == page.locator(".chart").count()
    assert page.locator(".live:visible").count() == 0
