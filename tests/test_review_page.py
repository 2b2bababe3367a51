"""The review page, much of it in a real headless Chromium: the whole loop, what is never lost, what is kept out."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from cache_made import checked
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.patterns import DEFAULT_PATTERNS
from pipeline.workbench.gold_file import append, decisions, gold_lines

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
TEXT = """Hull City Council has more to do. It was judged good in 2022.

Inspectors found that caseloads are too high. Leaders have a clear <b>vision</b> for the service.

Children are zonked by many ponies.
"""
MANY = "Inspectors found that caseloads are too high in team {}."
OTHER = "Hull City Council was inspected.\n\n" + "\n\n".join(MANY.format(number) for number in range(12)) + "\n"


class Served:
    """A review page on a small corpus, served by a process of its own."""

    def __init__(self, room: Path, texts: dict[str, str] | None = None) -> None:
        self.room = room
        self.gold = room / "decided.jsonl"
        self.patterns = room / "patterns"
        self.corpus = room / "corpus"
        for name, text in (texts or {"a/hull.txt": TEXT, "b/hull.txt": OTHER}).items():
            (self.corpus / name).parent.mkdir(parents=True, exist_ok=True)
            (self.corpus / name).write_text(text, "utf-8")
        shutil.copytree(DEFAULT_PATTERNS, self.patterns)
        self.port = 0
        self.start()

    def start(self) -> None:
        code = "from pipeline.cli import app; app()"
        command = [sys.executable, "-u", "-c", code, "review", "--corpus", str(self.corpus), "--gold", str(self.gold)]
        command += ["--port", str(self.port), "--patterns", str(self.patterns), "--as", "me"]
        environment = {**os.environ, "OFSIGHT_CACHE": str(checked(self.room / "cache"))}
        self.process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.process.stdout.readline()
        said = self.process.stdout.readline()
        assert said.startswith("open http://127.0.0.1:"), said
        self.port = int(said.split(":")[2].split("/")[0])
        assert self.port > 0

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def decide(self, number: int = 0, **fields: object) -> httpx.Response:
        token = httpx.get(self.url("/token")).text
        return httpx.post(
            self.url(f"/doc/{number}/decide"), data=fields, headers={"X-Token": token}, timeout=30
        )  # fmt: skip

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    @property
    def line(self) -> dict[str, Any]:
        (line,) = gold_lines(self.gold)
        return line


@pytest.fixture(scope="module")
def kept_running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    page = Served(tmp_path_factory.mktemp("served"))
    yield page
    page.kill()


@pytest.fixture
def served(kept_running: Served) -> Served:
    """A page without decisions, for what only decides: its server and pattern files are those of other tests too."""
    kept_running.gold.unlink(missing_ok=True)
    return kept_running


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Served]:
    """A page that may be killed, and its pattern files written."""
    page = Served(tmp_path)
    yield page
    page.kill()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as engine:
        opened = engine.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        playwright.expect.set_options(timeout=20_000)  # the machine may be busy with other tests
        opened.expect = playwright.expect
        yield opened
        opened.close()


@pytest.fixture
def browser(chromium: Any) -> Iterator[Any]:
    """A browser, the windows of which are closed at the end, so that no page asks on."""
    yield chromium
    for window in chromium.contexts:
        window.close()


SELECT = """(words) => {
    const walker = document.createTreeWalker(document.getElementById("text"), NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const at = walker.currentNode.data.indexOf(words);
        if (at >= 0) {
            getSelection().setBaseAndExtent(walker.currentNode, at, walker.currentNode, at + words.length);
            document.dispatchEvent(new MouseEvent("mouseup"));
        }
    }
}"""

SERVER = """
import signal, sys
from pathlib import Path
from pipeline.patterns import DEFAULT_PATTERNS
from pipeline.workbench.corpus import Corpus, results
signal.signal(signal.SIGTERM, lambda *_: None)
print(len(list(results(Corpus([Path(sys.argv[1])]).texts, DEFAULT_PATTERNS))))
"""


def test_worker_processes_of_a_server_end(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(8):
        (folder / f"{number}.txt").write_text(f"Kent was rated good {number} times. Caseloads are too high.")
    environment = {**os.environ, "OFSIGHT_CACHE": str(checked(tmp_path / "cache"))}
    command = [sys.executable, "-c", SERVER, str(folder)]
    ended = subprocess.run(command, env=environment, capture_output=True, timeout=60, check=True)
    assert ended.stdout == b"8\n"


def test_filter_and_place_are_kept_over_ten_decisions(served: Served, browser: Any) -> None:
    page = browser.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(served.url("/doc/1?show=findings&find=caseloads&state=open"))
    page.locator("#marks .item").first.click()
    browser.expect(page.locator("#panel blockquote")).to_contain_text("team 0")
    for number in range(10):
        browser.expect(page.locator("#panel blockquote")).to_contain_text(f"team {number}")
        page.keyboard.press("Enter" if number % 2 else "x")
    browser.expect(page.locator("#panel blockquote")).to_contain_text("team 10")
    assert page.locator("#sift-state").input_value() == "open"
    assert page.locator(".sift [name=find]").input_value() == "caseloads"
    assert "find=caseloads" in page.url
    browser.expect(page.locator("#marks .item")).to_have_count(2)
    approved = [row["quote"] for row in served.line["findings"]]
    assert [f"team {number}" in quote for number, quote in zip(range(1, 10, 2), approved, strict=True)] == [True] * 5
    struck = [row["quote"] for row in served.line["struck"]["findings"]]
    assert [f"team {number}" in quote for number, quote in zip(range(0, 10, 2), struck, strict=True)] == [True] * 5
    assert errors == []


def test_keys_pressed_faster_than_answers_come_meet_the_marks_that_follow(served: Served, browser: Any) -> None:
    page = browser.new_page()
    page.goto(served.url("/doc/1"))
    page.locator("#marks .item").first.click()
    for key in ("Enter", "x", "Enter", "x", "j", "x"):
        page.keyboard.press(key, delay=1)
    browser.expect(page.locator("#panel blockquote")).to_contain_text("team 6")
    assert ["team 0" in row["quote"] or "team 2" in row["quote"] for row in served.line["findings"]] == [True] * 2
    struck = [row["quote"] for row in served.line["struck"]["findings"]]
    assert ["team 1" in struck[0], "team 3" in struck[1], "team 5" in struck[2]] == [True] * 3


def test_every_kind_of_edit_of_a_finding_lands_in_the_gold_file_and_shows_at_once(served: Served, browser: Any) -> None:
    page, expect = browser.new_page(), browser.expect
    page.goto(served.url("/doc/0"))
    page.locator("#marks .item", has_text="caseloads").click()

    def row() -> dict[str, Any]:
        (only,) = served.line["findings"]
        return dict(only)

    expect(page.locator("#to-concern")).to_be_checked()
    page.keyboard.press("s")
    expect(page.locator(".item[aria-current]")).to_have_class("item c-strength s-fixed")
    assert row()["polarity"] == "strength"
    page.keyboard.press("c")
    expect(page.locator(".item[aria-current]")).to_have_class("item c-concern s-right")
    page.locator("#speaker").select_option("council")
    expect(page.locator(".differs")).to_contain_text("speaker: inspectors")
    page.locator("#area").select_option("leadership")
    expect(page.locator(".item[aria-current]")).to_contain_text("leadership")
    for theme in ("training", "planning"):
        page.locator("#themes details summary").click()
        page.locator(f"#themes [value={theme}]").check()
        expect(page.locator(f"#themes > label [value={theme}]")).to_be_checked()
    page.locator("#authority").fill("Leeds")
    page.keyboard.press("Tab")
    expect(page.locator(".differs")).to_contain_text("authority")
    page.locator("#text").focus()
    before = page.locator("#panel blockquote").inner_text()
    page.keyboard.press("]")
    expect(page.locator("#panel blockquote")).to_have_text(before.split(" ", 1)[1])
    page.keyboard.press("{")
    expect(page.locator("#panel blockquote")).to_have_text(before.split(" ", 1)[1].rsplit(" ", 1)[0])
    last = row()
    assert (last["polarity"], last["speaker"], last["area"]) == ("concern", "council", "leadership")
    assert {"training", "planning", "caseloads"} == set(last["themes"])
    assert last["authority"] == "leeds"
    assert last["quote"] == TEXT[last["start"] : last["end"]] == page.locator("#panel blockquote").inner_text()

    page.locator("#authority").fill("Nowhere at all")
    page.keyboard.press("Tab")
    expect(page.locator("#alert")).to_contain_text("no authority is called 'Nowhere at all'")
    assert row() == last
    page.reload()
    page.keyboard.press("u")
    expect(page.locator("#panel blockquote")).to_have_text(before.split(" ", 1)[1])


def test_what_is_missing_is_added_by_selecting_its_words(served: Served, browser: Any) -> None:
    page, expect = browser.new_page(), browser.expect
    page.goto(served.url("/doc/0?show=all"))
    page.evaluate(SELECT, "hildren are zonked by many pon")
    page.keyboard.press("c")
    expect(page.locator("#panel blockquote")).to_have_text("Children are zonked by many ponies")
    expect(page.locator(".item[aria-current]")).to_contain_text("not found")
    page.evaluate(SELECT, "more to do")
    page.keyboard.press("J")
    page.locator("#add-judgement [name=grade]").select_option("inadequate")
    page.locator("#add-judgement [name=area]").select_option("adoption")
    page.get_by_role("button", name="Add judgement").click()
    expect(page.locator("#panel blockquote")).to_have_text("more to do")
    page.evaluate(SELECT, "many ponies")
    page.keyboard.press("T")
    page.locator("#add-tally [name=count]").fill("7")
    page.get_by_role("button", name="Add tally").click()
    expect(page.locator("#panel blockquote")).to_have_text("many ponies")
    added = [row["decision"]["fact"] for row in decisions(served.gold)]
    assert [one["quote"] for one in added] == ["Children are zonked by many ponies", "more to do", "many ponies"]
    assert (added[0]["polarity"], added[1]["grade"], added[1]["area"]) == ("concern", "inadequate", "adoption")
    assert (added[2]["count"], added[2]["grade"]) == (7, "any")


SLOW_TIMERS = "const quick = setTimeout; window.setTimeout = (f, ms, ...rest) => quick(f, (ms ?? 0) + 700, ...rest);"


def test_a_key_acts_on_the_words_that_were_selected_just_before_it(served: Served, browser: Any) -> None:
    page = browser.new_page()
    page.add_init_script(SLOW_TIMERS)
    page.goto(served.url("/doc/0?show=all"))
    page.evaluate(SELECT, "hildren are zonked by many pon")
    page.keyboard.press("c")
    browser.expect(page.locator("#panel blockquote")).to_have_text("Children are zonked by many ponies")


def test_what_is_selected_or_chosen_while_the_page_asks_for_news_stays_so(served: Served, browser: Any) -> None:
    page, expect, asked = browser.new_page(), browser.expect, list[Any]()
    page.route("**/poll?*", lambda route: asked.append(route))
    page.goto(served.url("/doc/0?show=all"))

    def answered_with_news(meanwhile: Callable[[], object]) -> None:
        while not asked:
            page.wait_for_timeout(50)
        meanwhile()
        route = asked.pop()
        with page.expect_response("**/poll?*"):
            route.fulfill(response=route.fetch(url=route.request.url.replace("version=", "version=older")))
        page.wait_for_timeout(200)

    answered_with_news(lambda: page.evaluate("document.getElementById('text').dataset.old = 'yes'"))
    expect(page.locator("#text[data-old]")).to_have_count(0)
    answered_with_news(lambda: page.keyboard.press("j"))
    expect(page.locator(".item[aria-current]")).to_have_count(1)
    answered_with_news(lambda: page.evaluate(SELECT, "many ponies"))
    expect(page.locator("#selection")).to_be_visible()


def test_judgements_are_corrected_and_findings_explained(served: Served, browser: Any) -> None:
    page, expect = browser.new_page(), browser.expect
    page.goto(served.url("/doc/0?show=judgements"))
    page.keyboard.press("j")
    page.locator("#fields [name=status]").select_option("previous")
    expect(page.locator(".item[aria-current]")).to_have_class("item c-judgement s-fixed")
    page.goto(served.url("/doc/0"))
    page.keyboard.press("j")
    page.keyboard.press("w")
    expect(page.locator(".why")).to_contain_text("decides: without it", timeout=30_000)
    (row,) = served.line["judgements"]
    assert (row["authority"], row["grade"], row["status"]) == ("kingston upon hull", "good", "previous")


def test_a_save_that_failed_is_shown_and_can_be_sent_again(own: Served, browser: Any) -> None:
    page, expect = browser.new_page(), browser.expect
    page.goto(own.url("/doc/0"))
    page.locator("#marks .item").first.click()
    expect(page.locator("#approve")).to_be_visible()
    own.kill()
    page.keyboard.press("Enter")
    expect(page.locator("#alert")).to_contain_text("Not saved: ofsight review does not answer")
    assert not own.gold.exists()
    own.start()
    page.get_by_role("button", name="Send again").click()
    expect(page.locator("#alert")).to_be_hidden()
    assert len(decisions(own.gold)) == 1
    own.gold.write_text("<<<<<<< HEAD\n" + own.gold.read_text())
    page.keyboard.press("Enter")
    expect(page.locator("#alert")).to_contain_text(":1: is not JSON")


def test_a_restarted_server_takes_what_an_old_tab_sends(own: Served, browser: Any) -> None:
    page = browser.new_page()
    page.goto(own.url("/doc/0"))
    page.locator("#marks .item").first.click()
    browser.expect(page.locator("#approve")).to_be_visible()
    own.kill()
    own.start()
    page.keyboard.press("Enter")
    browser.expect(page.locator("#decisions")).to_contain_text("1 decisions")
    browser.expect(page.locator("#alert")).to_be_hidden()


def test_two_browsers_at_once_lose_nothing_and_see_each_other(served: Served, browser: Any) -> None:
    pages = [browser.new_page() for _ in range(2)]
    for page, first in zip(pages, ("team 0", "team 6"), strict=True):
        page.goto(served.url("/doc/1"))
        page.locator("#marks .item", has_text=first).click()
    for number in range(5):
        for page, team in zip(pages, (0, 6), strict=True):
            browser.expect(page.locator("#panel blockquote")).to_contain_text(f"team {team + number}")
            page.keyboard.press("Enter")
    for page in pages:
        browser.expect(page.locator(".item.s-right")).to_have_count(10)
    assert len(served.line["findings"]) == 10


def test_a_saved_pattern_file_shows_what_it_changed(own: Served, browser: Any) -> None:
    page = browser.new_page()
    page.goto(own.url("/doc/0"))
    with (own.patterns / "concerns.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"label": "CONCERN", "pattern": "zonked by many", "id": "strong/zonked-by-many"}\n')
    browser.expect(page.locator(".changes")).to_contain_text("zonked by many", timeout=60_000)
    browser.expect(page.locator("#marks")).to_contain_text("zonked")


def test_a_line_is_made_tried_written_and_taken_out_by_keys(own: Served, browser: Any) -> None:
    page, expect = browser.new_page(), browser.expect
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    file = own.patterns / "concerns.jsonl"
    before = file.read_text("utf-8")
    page.goto(own.url("/doc/0"))
    page.evaluate(SELECT, "zonked by many")
    page.keyboard.press("l")
    expect(page.locator("#phrase")).to_be_focused()
    expect(page.locator("#phrase")).to_have_value("zonked by many")
    gained = page.locator(".effects .gained")
    expect(gained.filter(has_text="Children are zonked by many ponies.")).to_have_count(1)
    page.keyboard.press("End")
    page.keyboard.type("|")
    expect(page.locator("#faults")).to_contain_text("lacks a word beside '|'")
    page.keyboard.press("Control+Enter")  # what cannot be written is not
    page.keyboard.press("Backspace")
    expect(page.locator("#write")).to_be_enabled()
    expect(page.locator("#counts")).to_contain_text("1 of 2 documents hold its words.")
    page.keyboard.press("x")  # typed, and no key of the page
    expect(page.locator("#counts")).to_contain_text("0 of 2 documents")
    page.keyboard.press("Escape")
    expect(page.locator("#draft")).to_have_count(0)
    assert file.read_text("utf-8") == before

    page.evaluate(SELECT, "zonked by many")
    page.keyboard.press("l")
    expect(page.locator("#write")).to_be_enabled()
    page.keyboard.press("Control+Enter")
    expect(page.locator(".changes")).to_contain_text("zonked by many", timeout=60_000)
    expect(page.locator("#marks")).to_contain_text("zonked")
    assert '"id": "strong/zonked-by-many"' in file.read_text("utf-8")
    page.keyboard.press("U")
    expect(page.locator("#marks")).not_to_contain_text("zonked", timeout=60_000)
    assert file.read_text("utf-8") == before
    assert not own.gold.exists()
    assert errors == []


def test_a_faulty_save_keeps_the_rules_and_says_why(own: Served) -> None:
    before = httpx.get(own.url("/doc/0")).text.count("<mark")
    with (own.patterns / "concerns.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"label": "CONCERNS", "pattern": "zonked", "id": "strong/zonked"}\n')
    answer = httpx.get(own.url("/doc/0/poll?version=0"), timeout=60).text
    assert "unknown label &#39;CONCERNS&#39;" in answer
    assert answer.count("<mark") == before


def test_what_was_acknowledged_survives_a_kill(own: Served) -> None:
    for start in range(0, 20, 4):
        added = own.decide(kind="add", what="findings", polarity="concern", start=start, end=start + 4)
        assert added.status_code == 200
    own.kill()
    with own.gold.open("ab") as file:
        file.write(b'{"doc":"hull.txt","decision":{"id":"cut o')
    own.start()
    assert len(decisions(own.gold)) == 5
    assert own.decide(kind="add", what="findings", polarity="concern", start=60, end=70).status_code == 200
    assert len(decisions(own.gold)) == 6


def test_the_page_lets_no_other_site_in(served: Served) -> None:
    good = {"X-Token": httpx.get(served.url("/token")).text}
    body = {"kind": "done"}
    refused = [
        httpx.get(served.url("/"), headers={"Host": "evil.example"}),
        httpx.get(served.url("/token"), headers={"Origin": "https://evil.example"}),
        httpx.post(served.url("/doc/0/decide"), data=body),
        httpx.post(served.url("/doc/0/decide"), data=body, headers={"X-Token": "guess"}),
        httpx.post(served.url("/doc/0/decide"), data=body, headers={**good, "Origin": "null"}),
    ]
    assert [one.status_code for one in refused] == [403] * 5
    assert httpx.get(served.url("/"), headers={"Host": "[::1"}).status_code == 400
    assert not served.gold.exists()
    paths = ("/static/../app.py", "/static/%2e%2e/check.py", "/doc/../../etc/passwd", "/doc/7", "/etc/passwd")
    assert {httpx.get(served.url(path)).status_code for path in paths} == {404}
    outside = served.decide(kind="add", what="findings", polarity="concern", start=0, end=9_999)
    assert (outside.status_code, outside.text) == (400, "these words are not in the text")
    assert served.decide(kind="right", at="findings.concern.0-1").status_code == 409
    page = httpx.get(served.url("/doc/0"))
    assert "<b>vision</b>" not in page.text
    assert "&lt;b&gt;vision" in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]


def test_hostile_names_titles_and_words_are_escaped_on_every_page(tmp_path: Path) -> None:
    hostile = "<img src=x onerror=alert(1)>"
    text, beside = f"{hostile}\n\nHull's caseloads are too high {hostile}.\n", json.dumps({"title": f'"{hostile}'})
    served = Served(tmp_path, {f"{hostile}.txt": text, f"{hostile}.meta.json": beside})
    try:
        assert served.decide(kind="done").status_code == 200
        query = f"find={hostile}&at={hostile}&show=all&tags=1&words={hostile}&status={hostile}"
        for path in ("/", "/doc/0", "/doc/0/panel", "/doc/0/poll", "/find", "/agreement"):
            answer = httpx.get(served.url(f"{path}?{query}"))
            assert answer.status_code == 200
            assert "<img" not in answer.text
    finally:
        served.kill()


def test_a_port_that_is_taken_is_said_before_an_address_is_given(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        ended = CliRunner().invoke(app, ["review", "--port", port, "--corpus", str(tmp_path), "--gold", "g.jsonl"])
    assert ended.exit_code == 2
    assert ended.stdout == ""
    assert f"port {port} cannot be used" in ended.stderr


def test_documents_are_listed_by_how_far_they_are(served: Served) -> None:
    append(served.gold, {"doc": "c/gone.txt", "sha256": "00", "findings": []})
    assert "1 of its documents is not among those below" in httpx.get(served.url("/")).text
    assert served.decide(1, kind="done").status_code == 200
    done, untouched = (httpx.get(served.url(f"/?status={one}")).text for one in ("done", "untouched"))
    assert ("b/hull.txt" in done, "a/hull.txt" in done) == (True, False)
    assert ("b/hull.txt" in untouched, "a/hull.txt" in untouched) == (False, True)
