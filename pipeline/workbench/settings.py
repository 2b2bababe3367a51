"""An annotator's own settings: `ofsight.toml` in the folder in which the commands are given, or in one above it.

corpus = ["reports", "../news"]    # documents that commands try the patterns on
gold = "gold.jsonl"                # where decisions go, and what is scored against
Both are optional; paths are as seen from the file.
"""

import tomllib
from pathlib import Path
from typing import Final, NamedTuple

from pipeline.errors import UserError

NAME: Final = "ofsight.toml"


class Settings(NamedTuple):
    """What the settings file names; `file` is None where there is none."""

    file: Path | None = None
    corpus: tuple[Path, ...] = ()
    gold: Path | None = None


class Unusable(UserError, ValueError):
    """The settings file cannot be used; the message says why and how to mend it."""


def settings() -> Settings:
    """The settings that hold in the current folder.

    Raises:
        Unusable: they have an unknown key, or name what is not there.
        OSError: the file cannot be read.
    """
    here = Path.cwd()
    file = next((one / NAME for one in (here, *here.parents) if (one / NAME).is_file()), None)
    if file is None:
        return Settings()
    try:
        row = tomllib.loads(file.read_text("utf-8"))
    except ValueError as error:
        raise Unusable(f'{file}: {error}; write lines such as corpus = ["reports"]') from error
    if unknown := row.keys() - {"corpus", "gold"}:
        raise Unusable(f"{file}: unknown key {min(unknown)!r}; the keys are corpus and gold")
    named = row.get("corpus", [])
    named = [named] if isinstance(named, str) else named
    gold = row.get("gold")
    if not isinstance(named, list) or not all(isinstance(one, str) for one in named):
        raise Unusable(f'{file}: corpus is a list of folders, such as ["reports"]')
    if not isinstance(gold, str | None):
        raise Unusable(f'{file}: gold is a file, such as "gold.jsonl"')
    corpus = tuple(file.parent / one for one in named)
    for place in corpus:
        if not place.exists():
            raise Unusable(f"{file}: there is no {place}")
    return Settings(file, corpus, file.parent / gold if gold else None)
