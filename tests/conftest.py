"""What tests share."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from cache_made import checked
from hypothesis import HealthCheck, settings
from spacy.language import Language

from pipeline.language import load
from pipeline.readers.document import Document
from pipeline.readers.pdf import read_pdf

settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")  # a busy machine is no fault of the code


@pytest.fixture(scope="session", autouse=True)
def _cache_of_the_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Neither is the user's cache written to, nor are the shipped patterns checked anew by each command."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("OFSIGHT_CACHE", str(checked(tmp_path_factory.mktemp("cache"))))
        yield


@pytest.fixture(scope="session")
def shared() -> Path:
    """The optional sibling folder of real material; tests that need it are skipped where it is absent, and in CI."""
    folder = Path(__file__).parents[2] / "shared"
    if os.environ.get("CI"):
        pytest.skip("CI runs without the real material")
    if not folder.is_dir():
        pytest.skip(f"no real material in {folder}")
    return folder


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What reads the real reports, which takes long, is done first and by one process."""
    items.sort(key=lambda item: "real_reports" not in getattr(item, "fixturenames", ()))


@pytest.fixture(scope="session")
def nlp() -> Language:
    """The default pipeline with the shipped patterns; it keeps nothing between documents."""
    return load()


@pytest.fixture(scope="session")
def real_reports(shared: Path) -> dict[str, Document]:
    """The reports of the real material by file name, read once for all tests; what is no PDF inside is left out."""
    files = sorted((shared / "corpus" / "reports").glob("*.pdf"))
    loaded = {file.name: data for file in files if (data := file.read_bytes()).startswith(b"%PDF")}
    return {name: read_pdf(data, f"reports/{name}") for name, data in loaded.items()}
