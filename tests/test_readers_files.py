"""Files of every kind and in every bad state: each gives Documents or one Failure with its reason in plain words."""

import codecs
import json
import os
import zipfile
from pathlib import Path

import docx
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pipeline.batch.fingerprint import content_fingerprint
from pipeline.readers import find, inputs, read
from pipeline.readers.document import Document
from pipeline.records import Failure

ARTICLE = (
    "Council's services for children 'improving'\n\nA Writer\n\n22 June 2015\n\n"
    "Inspectors have judged the services that help children in the borough to be good, four years after a fall.\n"
)


def read_all(path: Path) -> tuple[list[Document], list[Failure]]:
    found = list(read(path, path.parent))
    return [one for one in found if isinstance(one, Document)], [one for one in found if not isinstance(one, Document)]


def document(path: Path) -> Document:
    documents, failures = read_all(path)
    assert not failures
    assert len(documents) == 1
    return documents[0]


def reason(path: Path) -> str:
    documents, failures = read_all(path)
    assert not documents
    assert [failure["path"] for failure in failures] == [path.name]
    return failures[0]["reason"]


def written(path: Path, content: bytes | str) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def word_file(path: Path) -> Path:
    word = docx.Document()
    word.core_properties.title = "A report on services"
    word.add_heading("Leadership: good", 1)
    word.add_paragraph("Leaders know their services well and act on what they learn from children.")
    word.add_paragraph("Early help is quick.", style="List Bullet")
    word.add_paragraph("Assessments are thorough.", style="List Bullet")
    table = word.add_table(rows=2, cols=2)
    for row, cells in zip(table.rows, (("Adoption", "Good"), ("Care leavers", "Inadequate")), strict=True):
        row.cells[0].text, row.cells[1].text = cells
    word.save(str(path))
    return path


# What each kind gives


def test_headline_and_date_of_a_text_come_from_its_first_lines(tmp_path: Path) -> None:
    meta = document(written(tmp_path / "a.txt", ARTICLE)).meta
    assert meta["title"] == "Council's services for children 'improving'"
    assert meta["published"] == "2015-06-22"
    assert meta["kind"] == "news"


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", codecs.BOM_UTF8),
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", codecs.BOM_UTF16_BE),
        ("utf-32-le", codecs.BOM_UTF32_LE),
        ("utf-16-le", b""),
        ("cp1252", b""),
    ],
)
def test_a_text_is_read_in_any_usual_encoding(tmp_path: Path, encoding: str, mark: bytes) -> None:
    text = "The council’s leaders – all of them – were praised by the inspectors."
    assert document(written(tmp_path / "a.txt", mark + text.encode(encoding))).text == text


@pytest.mark.parametrize("bad", [b"\xe2\x80", b"\xe4", b"\xff", b"\x92"])
@pytest.mark.parametrize(
    "form", ["%s", "# Heading\n\n%s\n\n- a **bold** [link](/x)\n", '{"text": "%s"}\n{"text": "b"}\n']
)
@pytest.mark.parametrize("times", [1, 50])
def test_a_bad_byte_in_a_utf8_text_costs_that_byte_and_is_told(
    tmp_path: Path, bad: bytes, form: str, times: int
) -> None:
    source = form % (
        "The council’s leaders – all of them – were pra_ised. " + "They know “their” children well. " * times
    )
    read, _ = read_all(written(tmp_path / "a.txt", source.encode().replace(b"_", bad)))
    assert "The council’s leaders – all of them – were pra\ufffdised." in read[0].text
    assert read[0].source["replaced"] == 1


def test_a_utf8_text_that_is_cut_inside_a_character_keeps_all_others(tmp_path: Path) -> None:
    found = document(written(tmp_path / "a.txt", "Leaders know their children “well”".encode()[:-1]))
    assert found.text == "Leaders know their children “well\ufffd"
    assert document(written(tmp_path / "b.txt", "Well done…".encode()[:-1])).text == "Well done\ufffd"


def test_the_source_of_a_sound_text_says_nothing_of_replaced_bytes(tmp_path: Path) -> None:
    assert (
        "replaced" not in document(written(tmp_path / "a.txt", "Their café – “new” – is good.".encode("cp1252"))).source
    )


def test_a_page_in_a_declared_encoding_that_is_no_charset_is_still_read(tmp_path: Path) -> None:
    page = '<html><head><meta charset="punycode"></head><body><p>caf\xe9 good</p>' + f"<p>{ARTICLE}</p>" * 40
    assert "Inspectors have judged" in document(written(tmp_path / "a.html", page.encode("cp1252"))).text


def test_markdown_gives_prose_without_signs_and_its_front_matter(tmp_path: Path) -> None:
    source = (
        "---\ntitle: 'Verdict: good'\ndate: 2015-06-22\npublisher: A Paper\ntags: [x]\n---\n"
        "# Verdict on *services*\n\nThe council is **good**, says [Ofsted](https://example.org).\n\n"
        "- Early help is quick\n- Leaders listen\n\n| Area | Grade |\n|---|---|\n| Adoption | Good |\n\n29. All know.\n"
    )
    found = document(written(tmp_path / "a.txt", source))
    assert found.media_type == "text/markdown"
    assert found.text == (
        "Verdict on services\n\nThe council is good, says Ofsted.\n\n• Early help is quick\n• Leaders listen\n\n"
        "Area: Grade\nAdoption: Good\n\n29. All know."
    )
    assert (found.meta["title"], found.meta["published"], found.meta["publisher"]) == (
        "Verdict: good",
        "2015-06-22",
        "A Paper",
    )


def test_broken_front_matter_is_told_with_its_line(tmp_path: Path) -> None:
    assert "line 2 of the front matter" in reason(written(tmp_path / "a.md", "---\ntitle: Ofsted: good\n---\nText.\n"))


PAGE = """<!DOCTYPE html><html><head><title>Borough praised | The Paper</title>
<meta property="og:site_name" content="The Paper"><meta property="og:title" content="Borough praised">
<meta property="article:published_time" content="2015-06-22T09:00:00Z"><link rel="canonical" href="https://example.org/a">
</head><body><nav><ul><li><a href="/">Home</a></li><li><a href="/jobs">Jobs and careers</a></li></ul></nav>
<article><h1>Borough praised</h1><figure><img src="x.jpg"><figcaption>The hall. Picture: A Name</figcaption></figure>
<p>Inspectors have judged the services that help children in the borough to be good, four years after they fell short
of what was asked of them.</p><h2>What must change</h2><p>They asked for better records and for calmer planning of the
moves that children in care have to make, which come too often.</p>
<ul><li>Write down decisions on the day</li><li>Plan moves early and with the child</li></ul>
<p>The council's lead member said that the staff had worked hard and that nobody would rest before all was good.</p>
</article><section class="comments" id="comments"><h3>Comments</h3><div class="comment"><p>What a waste of money,
says a reader.</p></div></section><aside class="newsletter"><p>Subscribe to our newsletter today</p></aside>
<footer><p>Copyright The Paper. Cookie settings. Terms of use.</p></footer></body></html>"""


def test_a_saved_page_gives_the_article_without_furniture(tmp_path: Path) -> None:
    found = document(written(tmp_path / "a.html", PAGE))
    for furniture in ("Home", "Jobs", "Comments", "waste", "newsletter", "Cookie", "Picture"):
        assert furniture not in found.text
    for part in ("Borough praised", "What must change", "• Plan moves early and with the child", "worked hard"):
        assert part in found.text
    assert found.meta["title"] == "Borough praised"
    assert found.meta["published"] == "2015-06-22"
    assert found.meta["publisher"] == "The Paper"
    assert found.meta["url"] == "https://example.org/a"


def test_a_page_is_read_whatever_its_name(tmp_path: Path) -> None:
    assert document(written(tmp_path / "a.pdf", PAGE)).media_type == "text/html"


def test_lists_in_lists_and_paragraphs_in_items_stand_once_and_apart(tmp_path: Path) -> None:
    items = "<li>Plans are<br>clear<ul><li><p>Visits are <b>regul</b>ar.</p><p>They help.</p></li></ul> enough</li>"
    text = "".join(f"<p>{number}. {ARTICLE}</p>" for number in range(5))
    page = f"<html><body><article><h1>News</h1>{text}<ul>{items}</ul></article></body></html>"
    found = document(written(tmp_path / "a.html", page)).text
    assert "• Plans are clear enough\n• Visits are regular. They help." in found


def test_an_error_page_named_pdf_is_a_failure(tmp_path: Path) -> None:
    head = "<!DOCTYPE html><html><head><title>Report not found</title></head>"
    page = f"{head}<body><h1>Sorry</h1><p>Go to our start page.</p></body></html>"
    assert "web page" in reason(written(tmp_path / "a.pdf", page))
    assert "not a PDF as its name says" in reason(tmp_path / "a.pdf")


def test_a_word_file_keeps_headings_lists_and_table_rows(tmp_path: Path) -> None:
    found = document(word_file(tmp_path / "a.docx"))
    assert found.text == (
        "Leadership: good\n\nLeaders know their services well and act on what they learn from children.\n\n"
        "• Early help is quick.\n• Assessments are thorough.\n\nAdoption: Good\nCare leavers: Inadequate"
    )
    assert [block.kind for block in found.blocks] == ["heading", "paragraph", "bullet", "bullet", "row", "row"]
    assert found.meta["title"] == "A report on services"


def test_text_that_was_deleted_from_a_word_file_is_left_out(tmp_path: Path) -> None:
    word = docx.Document()
    paragraph = word.add_paragraph("Leaders are ")
    for tag, words in (("del", "not "), ("ins", "very ")):
        change = paragraph._p.makeelement(f"{{{paragraph._p.nsmap['w']}}}{tag}", {})
        change.append(paragraph.add_run(words)._r)
        paragraph._p.append(change)
    paragraph.add_run("able.")
    word.save(str(tmp_path / "a.docx"))
    assert document(tmp_path / "a.docx").text == "Leaders are very able."


def test_each_line_of_a_jsonl_file_is_a_document(tmp_path: Path) -> None:
    lines = [
        {"text": "The council is good.", "publisher": "A Paper"},
        {"text": "It is not.", "meta": {"published": "3 May 2015"}},
    ]
    documents, failures = read_all(written(tmp_path / "a.jsonl", "\n".join(map(json.dumps, lines))))
    assert not failures
    assert [one.path for one in documents] == ["a.jsonl:1", "a.jsonl:2"]
    assert documents[0].sha256 != documents[1].sha256
    assert documents[0].meta["publisher"] == "A Paper"
    assert documents[1].meta["published"] == "2015-05-03"


def test_a_bad_line_of_a_jsonl_file_fails_alone(tmp_path: Path) -> None:
    bad = [
        '{"text": "The council is good."}',
        "{oops",
        '{"text": 3}',
        '{"text": "Fine.", "published": "soon"}',
        '{"text": " "}',
    ]
    documents, failures = read_all(written(tmp_path / "a.jsonl", "\n".join(bad)))
    assert [one.path for one in documents] == ["a.jsonl:1"]
    assert [failure["path"] for failure in failures] == [f"a.jsonl:{line}" for line in (2, 3, 4, 5)]
    assert '"published": "soon" is no date' in failures[2]["reason"]


def test_jsonl_without_texts_is_one_failure(tmp_path: Path) -> None:
    assert '"text"' in reason(written(tmp_path / "gold.jsonl", '{"doc": "a.txt"}\n{"doc": "b.txt"}\n'))


def test_an_unknown_ending_is_read_by_its_content(tmp_path: Path) -> None:
    assert document(written(tmp_path / "a.xyz", ARTICLE)).media_type == "text/plain"


def test_a_big_text_is_read_whole(tmp_path: Path) -> None:
    found = document(written(tmp_path / "a.txt", "The council is good. " * 250_000))
    assert len(found.text) == 5_249_999


# Sidecars


def test_what_the_sidecar_states_outranks_the_text(tmp_path: Path) -> None:
    path = written(tmp_path / "a.txt", ARTICLE)
    stated = {"title": "T", "published": "3 May 2016", "kind": "statistics", "authority": "Leeds City Council"}
    written(tmp_path / "a.meta.json", json.dumps(stated))
    meta = document(path).meta
    assert (meta["title"], meta["published"], meta["kind"]) == ("T", "2016-05-03", "statistics")
    assert meta["authority"] == {"gss": "E08000035", "name": "Leeds"}


@pytest.mark.parametrize(
    ("written_as", "gss"),
    [
        ("E08000035", "E08000035"),
        ("Hull", "E06000010"),
        ("Hull City Council", "E06000010"),
        ("London Borough of Hounslow", "E09000018"),
        ("St. Helens Council", "E08000013"),
        ("Brighton & Hove City Council", "E06000043"),
        ("Norfolk County Council", "E10000020"),
    ],
)
def test_a_sidecar_may_name_an_authority_by_code_or_any_usual_name(tmp_path: Path, written_as: str, gss: str) -> None:
    written(tmp_path / "a.meta.json", json.dumps({"authority": written_as}))
    authority = document(written(tmp_path / "a.txt", ARTICLE)).meta["authority"]
    assert authority is not None
    assert authority["gss"] == gss


def test_a_council_that_publishes_speaks_for_itself_and_a_newspaper_for_nobody(tmp_path: Path) -> None:
    for name, publisher in (("a", "Brighton & Hove City Council"), ("b", "The Leeds Paper")):
        written(tmp_path / f"{name}.txt", ARTICLE)
        written(tmp_path / f"{name}.meta.json", json.dumps({"publisher": publisher}))
    council, paper = document(tmp_path / "a.txt").meta, document(tmp_path / "b.txt").meta
    assert council["kind"] == "press_release"
    assert council["authority"] == {"gss": "E06000043", "name": "Brighton and Hove"}
    assert paper["kind"] == "news"
    assert paper["authority"] is None


@pytest.mark.parametrize(
    ("sidecar", "told"),
    [
        ("{\n oops", "a.meta.json:2: is not JSON"),
        ('{"kind": "news",\n "publishr": "X"}', 'a.meta.json:2: unknown key "publishr": did you mean "publisher"?'),
        ('{"published": "soon"}', 'a.meta.json:1: "published": "soon" is no date'),
        ('{"kind": "new"}', '"new" is not known: did you mean "news"?'),
        ('{"title": 3}', '"title": must be text in quotation marks, not a number'),
        ('{"authority": "Kingston on Hull"}', 'did you mean "Kingston upon Hull"?'),
        ('{"inspection": {"start": "2015-02-03", "end": "2015-01-03"}}', "after its end"),
        ('{"inspection": "2015"}', '"inspection": must be {'),
        ("[]", "must be one object"),
        ('{"title": "half \\ud800"}', "holds half a character"),
        ('{"\\ud800": 1}', 'unknown key "\\ud800"'),
        ('{"title": "A",\n"title": "B"}', "stands there twice"),
        ("[" * 100_000, "nested too deeply"),
        (b"\xff\xfe\x00", "is not UTF-8"),
    ],
)
def test_a_broken_sidecar_is_told_with_line_and_remedy(tmp_path: Path, sidecar: str | bytes, told: str) -> None:
    written(tmp_path / "a.meta.json", sidecar)
    assert told in reason(written(tmp_path / "a.txt", ARTICLE))


def test_all_faults_of_a_sidecar_are_told_at_once(tmp_path: Path) -> None:
    written(tmp_path / "a.meta.json", '{"kind": "x",\n"url": 3,\n"colour": "red"}')
    told = reason(written(tmp_path / "a.txt", ARTICLE))
    assert told.index("json:1") < told.index("json:2") < told.index("json:3")


# Bad and hostile files


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is empty"),
        (b" \n\t\n", "holds no text"),
        (bytes(range(256)) * 40, "binary data"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "save it as .docx"),
        (b"{\\rtf1 hello}", "RTF"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "picture"),
        (b"PK\x03\x04 broken", "broken ZIP"),
        (b'[{"text": "a"}]', "not JSONL"),
        (b"<html><body>" + b"<div>" * 100_000 + b"text</body></html>", "nested more than"),
        (b"<html><body></body></html>", "without an article"),
    ],
)
def test_what_cannot_be_read_says_why(tmp_path: Path, content: bytes, told: str) -> None:
    assert told in reason(written(tmp_path / "a.bin", content))


def archive(path: Path, parts: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return path


def test_an_archive_without_a_word_document_says_what_it_is(tmp_path: Path) -> None:
    assert "unpack it" in reason(archive(tmp_path / "a.zip", {"a.txt": b"x"}))
    assert "spreadsheet" in reason(archive(tmp_path / "b.docx", {"xl/workbook.xml": b"x"}))
    assert "broken Word" in reason(archive(tmp_path / "c.docx", {"word/document.xml": b"x"}))


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    bomb = archive(tmp_path / "a.docx", {"word/document.xml": bytes(201_000_000)})
    assert "unpacks to more than" in reason(bomb)


def test_external_entities_of_a_word_file_are_not_fetched(tmp_path: Path) -> None:
    written(tmp_path / "secret.txt", "SECRET")
    parts = {}
    with zipfile.ZipFile(word_file(tmp_path / "a.docx")) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    declared = f'<!DOCTYPE w [<!ENTITY x SYSTEM "{(tmp_path / "secret.txt").as_uri()}">]><w:document'.encode()
    body = parts["word/document.xml"].replace(b"<w:document", declared, 1).replace(b"Leaders know", b"&x; know", 1)
    parts["word/document.xml"] = body
    (read_anyway,) = read_all(archive(tmp_path / "b.docx", parts))[0]
    assert "SECRET" not in read_anyway.text


def test_a_file_too_big_is_not_opened(tmp_path: Path) -> None:
    with (tmp_path / "a.txt").open("wb") as sparse:
        sparse.truncate(201_000_000)
    assert "bigger than 200 MB" in reason(tmp_path / "a.txt")


SEEDS = st.sampled_from(
    [
        PAGE.encode(),
        ARTICLE.encode(),
        b'{"text": "Good."}\n{"a": 1}',
        b"# H\n\n- a\n\n|a|b|\n|-|-|\n",
        b"---\na: b\n---\n",
    ]
)


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    data = bytearray(draw(SEEDS))
    for _ in range(draw(st.integers(1, 8))):
        at = draw(st.integers(0, len(data)))
        data[at : at + draw(st.integers(0, 40))] = draw(st.binary(max_size=12))
    return bytes(data)


ALIASES = b"".join(b"a%d: &a%d [*a%d,*a%d]\n" % (i, i, i - 1, i - 1) for i in range(1, 60))
"""YAML that says little and means 2 to the power of 60 values."""

PREFIXES = st.sampled_from(
    [b"", b"<html>", b"PK\x03\x04", b'{"text":', b"# ", b"---\na: ", codecs.BOM_UTF16_LE, b"<p>"]
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.builds(bytes.__add__, PREFIXES, st.binary(max_size=300)) | mutated())
@example(b"---\na: [" + b"[" * 5000)
@example(b"---\ninspection: &a\n  start: *a\n---\nText.")
@example(b"---\na0: &a0 [x,x]\n" + ALIASES + b"published: *a59\n---\nText.")
@example(b'{"text": "\\ud800"}')
@example(b"<html><body><p>\xff\xfe&#0;&#xFFFF;</p>")
def test_any_bytes_give_documents_or_failures(tmp_path: Path, data: bytes) -> None:
    found = list(read(written(tmp_path / "any", data), tmp_path))
    assert found
    for one in found:
        if isinstance(one, Document):
            one.text.encode("utf-8")
            json.dumps(one.meta)
        else:
            assert one["reason"]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_damaged_word_file_gives_a_document_or_a_failure(tmp_path: Path, data: st.DataObject) -> None:
    whole = word_file(tmp_path / "whole.docx")
    with zipfile.ZipFile(whole) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    name = data.draw(st.sampled_from(sorted(parts)))
    content = bytearray(parts[name])
    at = data.draw(st.integers(0, len(content)))
    content[at : at + data.draw(st.integers(0, 200))] = data.draw(st.binary(max_size=30))
    packed = archive(tmp_path / "b.docx", {**parts, name: bytes(content)}).read_bytes()
    cut = data.draw(st.sampled_from([packed, packed[: len(packed) // 2], packed[:-30]]))
    assert list(read(written(tmp_path / "c.docx", cut), tmp_path))


# Which files there are


def listed(*given: Path) -> list[str]:
    return [
        one["path"] + ": " + one["reason"] if isinstance(one, dict) else str(one[0].relative_to(one[1]))
        for one in find(given)
    ]


def test_files_are_found_in_order_without_sidecars_and_hidden_ones(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.txt", "a/c.txt", ".hidden", ".git/x", "b.meta.json"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        written(tmp_path / name, "x")
    assert listed(tmp_path) == ["a/c.txt", "a/z.txt", "b.txt"]
    assert listed(tmp_path / "b.txt", tmp_path / "a") == ["b.txt", "c.txt", "z.txt"]


def test_links_that_lead_round_out_or_nowhere_are_told_and_not_followed(tmp_path: Path) -> None:
    root, outside = tmp_path / "in", tmp_path / "out"
    root.mkdir()
    outside.mkdir()
    written(outside / "secret.txt", "x")
    written(root / "a.txt", "x")
    for name, target in (
        ("b", outside),
        ("c.txt", outside / "secret.txt"),
        ("d", root),
        ("e", root / "none"),
        ("f.txt", root / "a.txt"),
    ):
        (root / name).symlink_to(target)
    (root / "g").symlink_to(root / "g")
    told = listed(root)
    assert [line.split(":")[0] for line in told] == ["a.txt", "b", "c.txt", "d", "e", "f.txt", "g"]
    assert "leads out" in told[1]
    assert "leads out" in told[2]
    assert "link to a folder" in told[3]
    assert "leads nowhere" in told[4]
    assert told[5] == "f.txt"
    assert "link" in told[6]


def test_pipes_missing_inputs_empty_folders_and_lone_sidecars_are_told(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    folder = tmp_path / "folder"
    folder.mkdir()
    os.mkfifo(folder / "pipe")
    written(folder / "x.meta.json", "{}")
    assert "no file to read" in listed(tmp_path / "empty")[0]
    assert "no such file" in listed(tmp_path / "none")[0]
    assert ["pipe" in line for line in listed(folder)] == [True, False]
    assert "sidecar of no document" in listed(folder)[1]


def test_names_that_are_no_utf8_or_hold_line_breaks_can_be_written(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9\n.txt"))
    written(path, ARTICLE)
    assert document(path).path == "caf\\xe9\n.txt"
    assert inputs.shown(path).encode("utf-8")


# Real material


def test_the_words_of_real_texts_are_all_kept(shared: Path) -> None:
    for path in sorted((shared / "corpus" / "news").glob("*.txt")):
        lines = [" ".join(line.split()).removeprefix("• ") for line in path.read_text("utf-8").splitlines()]
        text = document(path).text
        assert [line for line in lines if line not in text] == []


def test_the_real_error_page_named_pdf_is_a_failure(shared: Path) -> None:
    assert "web page" in reason(shared / "corpus" / "reports" / "353.pdf")


def test_a_date_in_the_files_name_counts_where_nothing_else_gives_one_and_is_marked(tmp_path: Path) -> None:
    file = tmp_path / "minutes 09 may 2025.txt"
    file.write_text("The committee met.\n\nIt heard that services had been judged good.")
    (found,) = read(file, tmp_path)
    assert isinstance(found, Document)
    assert (found.meta["published"], found.meta["published_from"]) == ("2025-05-09", "file_name")
    file.with_suffix(".meta.json").write_text('{"published": "2025-05-12", "kind": "minutes"}')
    (found,) = read(file, tmp_path)
    assert isinstance(found, Document)
    assert (found.meta["published"], found.meta["published_from"]) == ("2025-05-12", "sidecar")
    assert found.meta["kind"] == "minutes"


def test_comments_before_an_unknown_element_are_passed_in_no_time(tmp_path: Path) -> None:
    """The time limit of whoever runs the tests is the measure: once it doubled with every comment."""
    assert document(written(tmp_path / "a.html", "<!--a-->" * 60 + "<nav>" + ARTICLE)).media_type == "text/plain"


@pytest.mark.parametrize("opener", ["<!-- ", "a <!-- ", "<!-- a\n\n", "> <!--\n", "a <!X ", "a <? "])
@pytest.mark.parametrize("head", ["", "<div>\n"])
def test_signs_that_open_and_never_close_cost_what_other_text_does(tmp_path: Path, head: str, opener: str) -> None:
    """Half a million letters; with a look to the end for each sign they took minutes."""
    text = f"# Services\n\n{head}{opener * (500_000 // len(opener))}\n\n{ARTICLE}"
    found = document(written(tmp_path / "a.md", text))
    assert (found.media_type, found.text.count("fall.")) == ("text/markdown", 1)


@pytest.mark.parametrize("sign", ["**", "_", "`"])
def test_a_long_paragraph_of_markdown_loses_no_word(tmp_path: Path, sign: str) -> None:
    sentence = f"Leaders {sign}know{sign} their services [well](https://example.org)."
    found = document(written(tmp_path / "a.md", "# Services\n\n" + " ".join([sentence] * 500)))
    words = found.text.partition("\n\n")[2].replace(sign, "").split()
    assert words.count("know") == words.count("Leaders") == 500


def test_front_matter_whose_values_stand_for_each_other_is_refused_at_once(tmp_path: Path) -> None:
    """Each line merges the one before it twice: thirty lines were a thousand million keys."""
    lines = "".join(f"b{line}: &a{line + 1} {{<<: [*a{line}, *a{line}]}}\n" for line in range(30))
    text = f"---\na: &a0 {{k: 1}}\n{lines}---\n{ARTICLE}"
    assert "line 3 of the front matter" in reason(written(tmp_path / "a.md", text))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
@pytest.mark.parametrize("special", ["a pipe", "a device", "a sparse file of 6 GB", "a folder"])
def test_what_is_no_plain_file_in_place_of_a_sidecar_is_told_and_keeps_nobody_waiting(
    tmp_path: Path, special: str
) -> None:
    beside = tmp_path / "a.meta.json"
    match special:
        case "a pipe":
            os.mkfifo(beside)
        case "a device":
            beside.symlink_to("/dev/zero")
        case "a folder":
            beside.mkdir()
        case _:
            with beside.open("wb") as file:
                file.truncate(6_000_000_000)
    text = written(tmp_path / "a.txt", ARTICLE)
    assert "a.meta.json: cannot be read" in reason(text)
    before = content_fingerprint(text)
    beside.rmdir() if beside.is_dir() else beside.unlink()
    assert content_fingerprint(text) != before


def test_the_date_of_a_page_does_not_hang_on_the_clock(tmp_path: Path) -> None:
    head = '<head><title>A council</title><meta property="article:published_time" content="2098-02-03"></head>'
    page = (
        f"<!doctype html><html>{head}<body><article><h1>A council</h1>{f'<p>{ARTICLE}</p>' * 5}</article></body></html>"
    )
    assert document(written(tmp_path / "a.html", page)).meta["published"] == "2098-02-03"


def test_a_want_of_memory_is_no_verdict_on_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_memory(*arguments: object, **options: object) -> None:
        raise MemoryError

    word = docx.Document()
    word.add_paragraph(ARTICLE)
    word.save(str(tmp_path / "a.docx"))
    monkeypatch.setattr(docx, "Document", no_memory)
    with pytest.raises(MemoryError):
        read_all(tmp_path / "a.docx")


def test_an_article_saved_with_a_news_sites_menu_is_news_without_a_sidecar(tmp_path: Path) -> None:
    file = tmp_path / "saved.txt"
    story = "Inspectors have found that the services of three councils are better than they were a year ago."
    file.write_text(f"Menu Search\n\nThree councils do better in inspections\n\n{story}\n\n{story} More of it.")
    (found,) = read(file, tmp_path)
    assert isinstance(found, Document)
    assert (found.meta["kind"], found.meta["title"]) == ("news", "Three councils do better in inspections")
