"""What tests share."""

import os
from pathlib import Path

import pytest
from spacy.language import Language

from pipeline.language import load


@pytest.fixture(scope="session")
def shared() -> Path:
    """The optional sibling folder of real material; tests that need it are skipped where it is absent, and in CI."""
    folder = Path(__file__).parents[2] / "shared"
    if os.environ.get("CI"):
        pytest.skip("CI runs without the real material")
    if not folder.is_dir():
        pytest.skip(f"no real material in {folder}")
    return folder


@pytest.fixture(scope="session")
def nlp() -> Language:
    """The default pipeline with the shipped patterns; it keeps nothing between documents."""
    return load()
