"""Inputs and outputs named by URL: the bytes are those of files on this machine, and stopped runs go on."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fsspec
import pytest
from spacy.language import Language
from typer.testing import CliRunner, Result

from pipeline.batch import local
from pipeline.batch.storage import Remote, fetch, sources
from pipeline.cli import app

STORY = "Kent was rated good by Ofsted in {year}. Inspectors said that social workers know their children well."
FILES = {
    **{f"story{number}.txt": STORY.format(year=2012 + number).encode() for number in range(6)},
    "deeper/page.html": b"<html><body><article><p>Leeds was rated good in 2018.</p></article></body></html>",
    "deeper/page.meta.json": b'{"publisher": "A Newspaper"}',
    "deeper.txt": b"Halton was rated inadequate in 2020.",
    "empty.txt": b"",
    "lone.meta.json": b"{}",
    ".hidden": b"Oldham was rated good.",
}


@pytest.fixture(autouse=True)
def _as_in_the_shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nlp: Language) -> None:
    monkeypatch.setenv("OFSIGHT_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(local, "loaded", lambda patterns: nlp)
    for module in ("batch.extract", "batch.shards", "workbench.gate"):
        monkeypatch.setattr(f"pipeline.{module}.load_patterns", lambda patterns: [])
    monkeypatch.setattr("pipeline.workbench.check.faults", lambda patterns: [])


@pytest.fixture(params=["memory", "local"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty place in a store, without a slash at its end."""
    if request.param == "local":
        (tmp_path / "store").mkdir()
        yield f"local://{tmp_path}/store"
        return
    yield "memory://place"
    fsspec.filesystem("memory").rm("/place", recursive=True)


@pytest.fixture
def inputs(tmp_path: Path, store: str) -> Path:
    """The same files in a folder here and in the store's folder `in`."""
    folder = tmp_path / "in"
    for name, content in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
        put(f"{store}/in/{name}", content)
    return folder


def put(url: str, content: bytes) -> None:
    with fsspec.open(url, "wb", auto_mkdir=True) as file:
        file.write(content)


def got(url: str) -> bytes:
    with fsspec.open(url, "rb") as file:
        content: bytes = file.read()
    return content


def names(url: str) -> set[str]:
    system, path = fsspec.core.url_to_fs(url)
    return {name.rpartition("/")[2] for name in system.find(path)}


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, list(map(str, arguments)))


def test_a_store_is_read_and_written_as_this_machine_is(inputs: Path, tmp_path: Path, store: str) -> None:
    here = tmp_path / "out.jsonl"
    assert run("extract", inputs, "--output", here).exit_code == 1
    result = run("extract", f"{store}/in", "--output", f"{store}/out.jsonl")
    assert result.exit_code == 1, result.output
    assert f"records in {store}/out.jsonl" in result.output
    assert got(f"{store}/out.jsonl") == here.read_bytes()
    assert got(f"{store}/out.failures.jsonl") == here.with_name("out.failures.jsonl").read_bytes()
    assert json.loads(got(f"{store}/out.jsonl").splitlines()[0])["meta"]["publisher"] == "A Newspaper"


def test_one_file_of_a_store_is_read_with_its_sidecar(inputs: Path, tmp_path: Path, store: str) -> None:
    outputs = [tmp_path / "here.jsonl", tmp_path / "there.jsonl"]
    for given, output in zip((inputs, f"{store}/in"), outputs, strict=True):
        assert run("extract", f"{given}/deeper/page.html", "--output", output).exit_code == 0
    assert outputs[0].read_bytes() == outputs[1].read_bytes()


def test_a_second_run_takes_over_what_is_unchanged_in_the_store(inputs: Path, store: str) -> None:
    run("extract", f"{store}/in", "--output", f"{store}/out.jsonl")
    put(f"{store}/in/story3.txt", STORY.format(year=2001).encode())
    put(f"{store}/in/deeper/page.meta.json", b'{"publisher": "Another Newspaper"}')
    result = run("extract", f"{store}/in", "--output", f"{store}/out.jsonl")
    assert "(7 unchanged since an earlier run)" in result.output
    changed = got(f"{store}/out.jsonl")
    assert b"2001" in changed
    assert b"Another Newspaper" in changed
    run("extract", f"{store}/in", "--output", f"{store}/out.jsonl", "--fresh")
    assert got(f"{store}/out.jsonl") == changed


def test_a_stopped_run_leaves_the_store_alone_and_is_gone_on_with(
    inputs: Path, store: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    put(f"{store}/out.jsonl", b"earlier\n")

    def stopped(*arguments: Any) -> Iterator[Any]:
        for done, outcome in enumerate(whole_run(*arguments)):
            if done == 4:
                raise KeyboardInterrupt
            yield outcome

    whole_run = local.run
    monkeypatch.setattr(local, "run", stopped)
    assert run("extract", f"{store}/in", "--output", f"{store}/out.jsonl").exit_code == 130
    assert got(f"{store}/out.jsonl") == b"earlier\n"
    monkeypatch.setattr(local, "run", whole_run)
    assert "(4 unchanged" in run("extract", f"{store}/in", "--output", f"{store}/out.jsonl").output
    run("extract", inputs, "--output", tmp_path / "out.jsonl")
    assert got(f"{store}/out.jsonl") == (tmp_path / "out.jsonl").read_bytes()
    assert not list((tmp_path / "cache" / "outputs").rglob("*"))


def test_parts_in_a_store_together_are_the_one_file(inputs: Path, tmp_path: Path, store: str) -> None:
    run("extract", inputs, "--output", tmp_path / "out.jsonl")
    put(f"{store}/parts/part-00009.jsonl", b"of an earlier run\n")
    for _ in range(2):
        result = run("extract", f"{store}/in", "--output", f"{store}/parts", "--shard-size", "4")
    assert "9 unchanged" in result.output
    manifest = json.loads(got(f"{store}/parts/manifest.json"))
    parts = [part["file"] for part in manifest["parts"]]
    assert b"".join(got(f"{store}/parts/{part}") for part in parts) == (tmp_path / "out.jsonl").read_bytes()
    assert {name for name in names(f"{store}/parts") if name.endswith("9.jsonl")} == set()


def test_an_output_inside_the_inputs_of_a_store_is_not_read(inputs: Path, store: str) -> None:
    assert "10 inputs" in run("extract", f"{store}/in", "--output", f"{store}/in/out.jsonl").output
    assert "10 inputs" in run("extract", f"{store}/in", "--output", f"{store}/in/out.jsonl").output
    for name in ("out.jsonl", "out.failures.jsonl"):
        fsspec.core.url_to_fs(store)[0].rm_file(fsspec.core.url_to_fs(f"{store}/in/{name}")[1])
    assert "10 inputs" in run("extract", f"{store}/in", "--output", f"{store}/in/parts/").output
    assert "10 inputs" in run("extract", f"{store}/in", "--output", f"{store}/in/parts/").output


def test_verify_and_report_take_urls(inputs: Path, tmp_path: Path, store: str) -> None:
    run("extract", inputs, "--output", tmp_path / "out.jsonl")
    run("extract", f"{store}/in", "--output", f"{store}/out.jsonl")
    run("extract", f"{store}/in", "--output", f"{store}/parts", "--shard-size", "4")
    assert run("verify", f"{store}/out.jsonl").output == f"{store}/out.jsonl: all well\n"
    given = (tmp_path / "out.jsonl", f"{store}/out.jsonl", f"{store}/parts")
    here, there, in_parts = (run("report", records, "--only", "judgements").stdout for records in given)
    assert here == there == in_parts
    assert "Kent" in here


def test_what_is_wrong_in_a_store_is_told_with_its_url(store: str, tmp_path: Path) -> None:
    put(f"{store}/out.jsonl", b"{}\nno json")
    told = run("verify", f"{store}/out.jsonl")
    assert told.exit_code == 1
    assert f"{store}/out.jsonl:2: is not JSON" in told.output
    of_report = run("report", f"{store}/out.jsonl", "--only", "standing").output
    assert f"{store}/out.jsonl:1: not an annotated record" in of_report
    for command in (["verify"], ["report", "--only", "standing"], ["extract", "--output", str(tmp_path / "out.jsonl")]):
        missing = run(*command, f"{store}/missing.jsonl")
        assert missing.exit_code == 2
        assert missing.output.startswith(f"{store}/missing.jsonl: there is no such file or folder")


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("s3://bucket/in", "s3:// needs a package that is not installed: pip install s3fs"),
        ("gs://bucket/in", "gs:// needs a package that is not installed: pip install gcsfs"),
        ("abfs://box/in", "abfs:// needs a package that is not installed: pip install adlfs"),
        ("nonsense://in", "nonsense://: Protocol not known: nonsense"),
    ],
)
def test_a_protocol_without_its_package_is_one_line(
    url: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for package in ("s3fs", "gcsfs", "adlfs"):
        monkeypatch.setitem(__import__("sys").modules, package, None)
    (tmp_path / "a.txt").write_text(STORY)
    for command in (
        ["extract", url, "--output", str(tmp_path / "out.jsonl")],
        ["extract", str(tmp_path / "a.txt"), "--output", url],
        ["verify", url],
        ["report", url, "--only", "standing"],
    ):
        result = run(*command)
        assert result.exit_code == 2
        assert result.output == f"{told}\n"


def test_a_file_url_is_a_path(tmp_path: Path) -> None:
    (tmp_path / "a b.txt").write_text(STORY)
    assert run("extract", f"file://{tmp_path}/a b.txt", "--output", f"file://{tmp_path}/out.jsonl").exit_code == 0
    assert (tmp_path / "out.jsonl").is_file()
    assert (tmp_path / ".out.ledger").is_file()


def test_what_goes_missing_in_the_store_is_a_failure_that_the_next_run_tries_again(
    inputs: Path, store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def flaky(remote: Remote, to: Path) -> None:
        if remote.name == "story2.txt":
            raise OSError(5, "the store says TimeoutError: slow down")
        fetch(remote, to)

    with monkeypatch.context() as patched:
        patched.setattr("pipeline.batch.storage.fetch", flaky)
        run("extract", f"{store}/in", "--output", tmp_path / "out.jsonl")
    told = (tmp_path / "out.failures.jsonl").read_text()
    assert '{"path":"story2.txt","reason":"could not be fetched (the store says TimeoutError: slow down)"}' in told
    assert run("extract", f"{store}/in", "--output", tmp_path / "out.jsonl").exit_code == 1
    assert "story2" not in (tmp_path / "out.failures.jsonl").read_text()


def test_a_store_that_tells_of_no_change_is_read_anew_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    system = fsspec.filesystem("memory")
    system.pipe("/silent/a.txt", b"Kent was rated good.")
    told = {"/silent/a.txt": {"name": "/silent/a.txt", "size": 20, "type": "file"}}
    monkeypatch.setattr(type(system), "find", lambda self, path, **options: told)
    first, second = ([*sources([Remote("memory://silent")])] for _ in range(2))
    system.rm("/silent", recursive=True)
    assert first != second
