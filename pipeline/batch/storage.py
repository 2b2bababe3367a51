"""Files named by URL (`s3://`, `gs://`, `abfs://`, ...), through fsspec: listed, fetched and put, always whole.

Credentials and options are the store's own affair: environment variables and configuration files of its package.
"""

import errno
import hashlib
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import Any, Final, NamedTuple
from uuid import uuid4

from pipeline.batch.errors import CannotRun
from pipeline.readers.inputs import LONE_SIDECAR, MAX_BYTES, TOO_BIG, find, shown
from pipeline.readers.sidecar import ENDING, is_sidecar, sidecar_of
from pipeline.records import Failure

_URL: Final = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)

SAYS_NOTHING: Final = frozenset({"name", "size", "type"})
"""What a listing may tell of a file without telling whether it has changed."""


class Remote(NamedTuple):
    """A file or folder in a store; like a Path where both may stand."""

    url: str

    def __str__(self) -> str:
        return self.url

    def __truediv__(self, name: str) -> "Remote":
        return Remote(f"{self.url}/{name}")

    @property
    def name(self) -> str:
        return self.url.rpartition("/")[2]

    def with_name(self, name: str) -> "Remote":
        return Remote(f"{self.url.rpartition('/')[0]}/{name}")


Place = Path | Remote


class Source(NamedTuple):
    """A file to read: `path` below `root` on this machine, or below the folder `origin` of a store.

    stamp: changes with the file and its sidecar in the store, "" for a file of this machine.
    """

    path: Path
    root: Path
    origin: str = ""
    stamp: str = ""

    @property
    def place(self) -> Place:
        return Remote(self.origin) / self.path.as_posix() if self.origin else self.path


def place_of(text: str) -> Place:
    """What the user names: a path, which may be written `file://...`, or the URL of a file or folder in a store."""
    if not text.strip():
        raise CannotRun("an empty name is no place: name a file or a folder, `.` for the folder that you are in")
    if not _URL.match(text):
        return Path(text)
    if text.lower().startswith("file://"):
        from fsspec.core import strip_protocol

        return Path(strip_protocol(text))
    return Remote(text.rstrip("/"))


def sources(inputs: Iterable[Place]) -> Iterator[Source | Failure]:
    """Every file of the inputs, as `readers.find` gives those of this machine.

    Raises:
        CannotRun: a store's package is not installed.
    """
    for given in inputs:
        if isinstance(given, Remote):
            yield from _listed(given)
        else:
            yield from (one if isinstance(one, dict) else Source(*one) for one in find([given]))


@contextmanager
def at_hand(path: Path, root: Path, origin: str) -> Iterator[tuple[Path, Path]]:
    """Path and root of a source on this machine; one of a store is copied, with its sidecar, while the body runs.

    Raises:
        OSError: it could not be fetched.
    """
    if not origin:
        yield path, root
        return
    with tempfile.TemporaryDirectory(prefix="ofsight-") as room:
        copy = Path(room) / path
        copy.parent.mkdir(parents=True, exist_ok=True)
        fetch(Remote(origin) / path.as_posix(), copy)
        with suppress(FileNotFoundError):
            fetch(Remote(origin) / sidecar_of(path).as_posix(), sidecar_of(copy))
        yield copy, Path(room)


def fetch(remote: Remote, to: Path) -> None:
    """Copy a file of a store to this machine.

    Raises:
        FileNotFoundError: there is none.
        OSError: anything else went wrong.
    """
    with _told_as_oserror(remote):
        store, path = _store(remote)
        aside = to.with_name(f".{to.name}.partial")
        store.get_file(path, str(aside))
        os.replace(aside, to)


def put(file: Path, to: Remote) -> None:
    """Copy a file of this machine into a store; stores of objects show it only when it is whole.

    Raises:
        OSError: it could not be written.
    """
    with _told_as_oserror(to):
        store, path = _store(to)
        try:
            store.put_file(str(file), path)
        except FileNotFoundError:  # stores with true folders want them made
            store.makedirs(path.rpartition("/")[0], exist_ok=True)
            store.put_file(str(file), path)


def write(place: Place, content: bytes) -> None:
    """Make a file of these bytes, in one step."""
    if isinstance(place, Path):
        aside = place.with_name(f".{place.name}.partial")
        aside.write_bytes(content)
        os.replace(aside, place)
        return
    with _told_as_oserror(place):
        store, path = _store(place)
        store.pipe_file(path, content)


def remove(place: Place) -> None:
    """Delete a file if it is there."""
    if isinstance(place, Path):
        place.unlink(missing_ok=True)
        return
    with suppress(FileNotFoundError), _told_as_oserror(place):
        store, path = _store(place)
        store.rm_file(path)


def names_in(folder: Place) -> list[str]:
    """The names of the files of a folder, in order; none where there is no folder."""
    if isinstance(folder, Path):
        return sorted(file.name for file in folder.iterdir()) if folder.is_dir() else []
    try:
        with _told_as_oserror(folder):
            store, path = _store(folder)
            store.invalidate_cache()
            return sorted(PurePosixPath(name).name for name in store.ls(path, detail=False))
    except FileNotFoundError:
        return []


def is_file(place: Place) -> bool:
    """Whether there is a file of this path or URL."""
    if isinstance(place, Path):
        return place.is_file()
    with _told_as_oserror(place):
        store, path = _store(place)
        store.invalidate_cache()
        return bool(store.isfile(path))


def _listed(given: Remote) -> Iterator[Source | Failure]:
    try:
        with _told_as_oserror(given):
            store, top = _store(given)
            store.invalidate_cache()
            alone = store.info(top)["type"] == "file"
            found = store.find(top.rpartition("/")[0] if alone else top, detail=True, maxdepth=1 if alone else None)
    except OSError as error:
        reason = "there is no such file or folder" if isinstance(error, FileNotFoundError) else error.strerror
        yield {"path": given.url, "reason": f"{reason}"}
        return
    origin = given.with_name("").url.rstrip("/") if alone else given.url
    root = top.rpartition("/")[0] if alone else top
    infos = {name.removeprefix(root).lstrip("/"): info for name, info in found.items() if not name.endswith("/")}
    paths = sorted(map(Path, [given.name] if alone else infos))
    stems = {path.with_suffix("") for path in paths if not is_sidecar(path)}
    any_file = False
    for path in paths:
        if any(part.startswith(".") for part in path.parts if part != ".."):
            continue
        any_file = True
        failed: Failure = {"path": shown(path), "reason": ""}
        if ".." in path.parts or path.as_posix() not in infos:
            yield {**failed, "reason": "has a name that no file here can have: rename it in the store"}
        elif is_sidecar(path):
            if path.with_name(path.name.removesuffix(ENDING)) not in stems:
                yield {**failed, "reason": LONE_SIDECAR}
        elif (infos[path.as_posix()].get("size") or 0) > MAX_BYTES:
            yield {**failed, "reason": TOO_BIG}
        else:
            own, beside = infos[path.as_posix()], infos.get(sidecar_of(path).as_posix())
            yield Source(path, Path(), origin, _stamp(origin, own, beside))
    if not any_file:
        yield {"path": given.url, "reason": "the folder holds no file to read"}


def _stamp(origin: str, *infos: dict[str, Any] | None) -> str:
    """A hash over all that a listing tells; another one each time where it does not tell of changes."""
    told = [sorted(info.items()) for info in infos if info]
    if any(info.keys() <= SAYS_NOTHING for info in infos if info):
        told.append([("", uuid4())])
    return hashlib.sha256(f"{origin} {told}".encode("utf-8", "surrogateescape")).hexdigest()


def _store(remote: Remote) -> tuple[Any, str]:
    """The store of a URL and the path in it.

    Raises:
        CannotRun: the URL's protocol is not known, or its package is not installed.
    """
    from fsspec.core import url_to_fs

    protocol = remote.url.partition("://")[0]
    try:
        store, path = url_to_fs(remote.url)
        return store, str(path)
    except ImportError as error:
        told = str(error).rstrip(".")
        package = re.search(r"\b(s3fs|gcsfs|adlfs|paramiko|aiohttp|requests|ossfs|smbprotocol|pyarrow)\b", told)
        what = f"pip install {package[0]}" if package else told
        raise CannotRun(f"{protocol}:// needs a package that is not installed: {what}") from None
    except ValueError as error:
        raise CannotRun(f"{protocol}://: {error}") from None


@contextmanager
def _told_as_oserror(remote: Remote) -> Iterator[None]:
    """Stores raise what their libraries raise; here it becomes an OSError that names the URL."""
    try:
        yield
    except CannotRun:
        raise
    except FileNotFoundError:
        raise FileNotFoundError(errno.ENOENT, "there is no such file or folder", remote.url) from None
    except Exception as error:
        what = " ".join(str(error).split())[:200]
        raise OSError(errno.EIO, f"the store says {type(error).__name__}: {what}", remote.url) from error
