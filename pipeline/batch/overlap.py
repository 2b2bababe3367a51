"""Output kept apart from inputs: nothing that is to be read is overwritten, and no output of this place is read.

Files are the same by what the system says of them, so that another path, a link or a second name deceives nobody.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from pipeline.batch.errors import CannotRun
from pipeline.batch.ledger import journal_file, ledger_file
from pipeline.batch.output import failures_file, log_file
from pipeline.batch.storage import Place, Remote, Source, is_file
from pipeline.records import Failure

_HERE: Final = "local://"


def without_own(
    found: Iterable[Source | Failure], inputs: Iterable[Place], written: Mapping[Place, Place]
) -> list[Source | Failure]:
    """What was found, without what an earlier run wrote where this one will write.

    Args:
        found: everything there is in the inputs.
        inputs: as the user named them.
        written: the files that the run will write, each with one that is there where an earlier run made it.

    Raises:
        CannotRun: a file that is named as an input, or that no earlier run has made, would be overwritten.
    """
    own = {identity: place for place in written if (identity := _identity(place)) is not None}
    if clash := next((place for given in inputs if (place := own.get(_identity(given)))), None):
        raise CannotRun(f"{clash}: is both input and output: name another --output")
    kept = []
    for one in found:
        clash = own.get(_identity(one.place)) if own and isinstance(one, Source) else None
        if clash is None:
            kept.append(one)
        elif not is_file(written[clash]):
            raise CannotRun(f"{clash}: is one of the inputs and would be overwritten: name another --output")
    return kept


def files_of(output: Place) -> dict[Place, Place]:
    """The files that are written for an output, each with the one that tells whether we made it."""
    beside = [
        output.with_name(one(Path(output.name)).name) for one in (failures_file, log_file, ledger_file, journal_file)
    ]
    _, _, ledger, journal = beside
    return dict.fromkeys([output, *beside], journal if isinstance(output, Path) else ledger)


def refuse_around(inputs: Iterable[Place], folder: Place) -> None:
    """See that a folder of outputs neither is nor holds an input.

    Raises:
        CannotRun: it is or does.
    """
    identity = _identity(folder)
    for given in inputs:
        if identity is not None and identity in map(_identity, _with_folders_above(given)):
            raise CannotRun(f"{folder}: holds the input {given}: name a folder of its own for the output")


def _with_folders_above(place: Place) -> list[Place]:
    if isinstance(place, Remote) and not place.url.startswith(_HERE):
        return [place, *(Remote(place.url[:end]) for end in range(len(place.url)) if place.url[end] == "/")]
    real = Path(str(place).removeprefix(_HERE)).resolve()
    return [real, *real.parents]


def _identity(place: Place) -> object:
    """Equal for all names of one file or folder; None where there is none on this machine."""
    if isinstance(place, Remote) and not place.url.startswith(_HERE):
        return place.url.rstrip("/")
    try:
        status = Path(str(place).removeprefix(_HERE)).stat()
    except (OSError, ValueError):
        return None
    return status.st_dev, status.st_ino
