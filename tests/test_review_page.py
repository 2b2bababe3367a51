"""The review page in a real headless Chromium: the whole loop, and what keeps it safe."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from pipeline.patterns import DEFAULT_PATTERNS
from pipeline.workbench.gold_file import decisions, gold_lines

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
TEXT = """Hull City Council has more to do.

Inspectors found that caseloads are too high. Leaders have a clear <b>vision</b> for the service.

Children are zonked by many changes.
"""


class Served:
    """A review page on a small corpus, served by a process of its own."""

    def __init__(self, room: Path) -> None:
        self.room = room
        self.gold = room / "decided.jsonl"
        self.patterns = room / "patterns"
        corpus = room / "corpus"
        corpus.mkdir()
        (corpus / "hull.txt").write_text(TEXT, "utf-8")
        shutil.copytree(DEFAULT_PATTERNS, self.patterns)
        self.start()

    def start(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        command = [sys.executable, "-m", "pipeline.cli", "review", "--corpus", str(self.room / "corpus")]
        command += ["--gold", str(self.gold), "--port", str(self.port), "--patterns", str(self.patterns), "--as", "me"]
        environment = {**os.environ, "OFSIGHT_CACHE": str(self.room / "cache")}
        code = "from pipeline.cli import app; app()"
        command[1:3] = ["-c", code]
        self.process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
        for _ in range(600):
            try:
                httpx.get(self.url("/doc/0"))
                return
            except httpx.TransportError:
                time.sleep(0.1)
        raise AssertionError("the page does not start")

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def token(self) -> str:
        return httpx.get(self.url("/")).text.split('"X-Token": "')[1].split('"')[0]

    def decide(self, **fields: object) -> httpx.Response:
        return httpx.post(self.url("/doc/0/decide"), data=fields, headers={"X-Token": self.token()}, timeout=30)

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


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
    environment = {**os.environ, "OFSIGHT_CACHE": str(tmp_path / "cache")}
    command = [sys.executable, "-c", SERVER, str(folder)]
    ended = subprocess.run(command, env=environment, capture_output=True, timeout=60, check=True)
    assert ended.stdout == b"8\n"


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    page = Served(tmp_path)
    yield page
    page.kill()


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
def test_the_loop_of_a_day(served: Served) -> None:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as engine:
        browser = engine.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        seen: list[str] = []
        page.on("pageerror", lambda error: seen.append(str(error)))
        expect = playwright.expect
        page.goto(served.url("/"))
        page.get_by_role("link", name="hull.txt").click()

        page.locator('#text mark[class*="l-AUTHORITY"]').first.click()
        expect(page.locator("#panel")).to_contain_text("authorities.jsonl:")
        page.keyboard.press("x")
        expect(page.locator("#decisions")).to_contain_text("wrong AUTHORITY: Hull")

        page.evaluate(
            """() => {
                const walker = document.createTreeWalker(document.getElementById("text"), NodeFilter.SHOW_TEXT);
                while (walker.nextNode()) {
                    const at = walker.currentNode.data.indexOf("zonked by");
                    if (at >= 0) {
                        window.getSelection().setBaseAndExtent(walker.currentNode, at, walker.currentNode, at + 9);
                        document.dispatchEvent(new MouseEvent("mouseup"));
                    }
                }
            }"""
        )
        expect(page.locator("#selected")).to_have_text("zonked by")
        page.locator("#missing select").select_option("CONCERN")
        page.locator("#text").focus()
        page.keyboard.press("m")
        expect(page.locator("#decisions")).to_contain_text("missing CONCERN: zonked by")

        with (served.patterns / "concerns.jsonl").open("a", encoding="utf-8") as file:
            file.write('{"label": "CONCERN", "pattern": "zonked by many", "id": "strong/zonked-by-many"}\n')
        expect(page.locator(".changes")).to_contain_text("zonked by many", timeout=60_000)
        expect(page.locator(".changes")).to_contain_text("gained")

        page.locator("#undo").click()
        expect(page.locator("#decisions")).not_to_contain_text("zonked")
        assert seen == []
        browser.close()
    standing = [row["decision"] for row in decisions(served.gold)]
    assert [(one["kind"], one["label"], one["quote"], one["by"]) for one in standing] == [
        ("wrong", "AUTHORITY", "Hull City Council", "me")
    ]
    assert TEXT[standing[0]["start"] : standing[0]["end"]] == "Hull City Council"


def test_what_was_acknowledged_survives_a_kill(served: Served) -> None:
    for start in range(5):
        assert served.decide(kind="missing", start=start, end=start + 4, label="THEME").status_code == 200
    served.kill()
    with served.gold.open("ab") as file:
        file.write(b'{"doc":"hull.txt","decision":{"id":"cut o')
    served.start()
    assert len(decisions(served.gold)) == 5
    assert served.decide(kind="missing", start=9, end=12, label="THEME").status_code == 200
    assert [one["decision"]["start"] for one in decisions(served.gold)] == [0, 1, 2, 3, 4, 9]


def test_the_page_lets_no_other_site_in(served: Served) -> None:
    good = {"X-Token": served.token()}
    body = {"kind": "missing", "start": 0, "end": 4, "label": "THEME"}
    refused = [
        httpx.get(served.url("/"), headers={"Host": "evil.example"}),
        httpx.get(served.url("/"), headers={"Origin": "https://evil.example"}),
        httpx.post(served.url("/doc/0/decide"), data=body),
        httpx.post(served.url("/doc/0/decide"), data=body, headers={"X-Token": "guess"}),
        httpx.post(served.url("/doc/0/decide"), data=body, headers={**good, "Origin": "null"}),
    ]
    assert [one.status_code for one in refused] == [403] * 5
    assert not served.gold.exists()
    paths = ("/static/../app.py", "/static/%2e%2e/check.py", "/doc/../../etc/passwd", "/doc/7", "/etc/passwd")
    assert {httpx.get(served.url(path)).status_code for path in paths} == {404}
    assert served.decide(kind="missing", start=0, end=9_999, label="THEME").status_code == 400
    page = httpx.get(served.url("/doc/0"))
    assert "<b>vision</b>" not in page.text
    assert "&lt;b&gt;vision" in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    with socket.socket() as other:
        assert other.connect_ex((socket.gethostbyname(socket.gethostname()), served.port)) != 0 or (
            socket.gethostbyname(socket.gethostname()).startswith("127.")
        )


def test_a_faulty_save_keeps_the_rules_and_says_why(served: Served) -> None:
    before = httpx.get(served.url("/doc/0")).text.count("<mark")
    with (served.patterns / "concerns.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"label": "CONCERNS", "pattern": "zonked", "id": "strong/zonked"}\n')
    answer = httpx.get(served.url("/doc/0/poll?version=0"), timeout=60).text
    assert "unknown label &#39;CONCERNS&#39;" in answer
    assert answer.count("<mark") == before


def test_the_rest_is_right_makes_gold_of_a_document(served: Served) -> None:
    assert served.decide(kind="done").status_code == 200
    (line,) = gold_lines(served.gold)
    quotes = [row["quote"] for row in line["findings"]]
    assert any("caseloads are too high" in quote for quote in quotes)
    assert all(json.dumps(quote)[1:-1] in json.dumps(TEXT) for quote in quotes)
