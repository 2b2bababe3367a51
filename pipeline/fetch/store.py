"""The folder that reports are fetched to: PDFs with sidecars, and a manifest of where each came from.

A file stands there whole or not at all: it is written aside first, and its line in the manifest comes last.
"""

import hashlib
import json
import os
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import orjson

from pipeline.fetch.site import Provider, Publication
from pipeline.readers.sidecar import sidecar_of
from pipeline.records import AuthorityRef

MANIFEST: Final = ".fetched.jsonl"
"""Hidden, so that `extract` passes it over."""

ASIDE: Final = ".fetching"

Row = dict[str, Any]


class Store:
    """A folder of fetched reports."""

    def __init__(self, folder: Path) -> None:
        """Open a folder, made where it is not there; what an interrupted run left half-written is cleared away.

        Raises:
            OSError: the folder cannot be written.
        """
        self._folder, self._aside = folder, folder / ASIDE
        folder.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(self._aside, ignore_errors=True)
        self._rows = {row["url"]: row for row in _rows(folder / MANIFEST)}
        _write(folder / MANIFEST, self._aside, b"".join(map(_line, self._rows.values())))

    def holds(self, provider: Provider, publication: Publication) -> bool:
        """Whether a report is there already, as it was fetched and as the site describes it now."""
        row = self._rows.get(publication.url)
        if row is None or any(row[key] != value for key, value in _told(provider, publication).items()):
            return False
        try:
            data = (self._folder / row["file"]).read_bytes()
        except OSError:
            return False
        return hashlib.sha256(data).hexdigest() == row["sha256"] and sidecar_of(self._folder / row["file"]).exists()

    def keep(self, provider: Provider, publication: Publication, authority: AuthorityRef | None, data: bytes) -> Path:
        """Write a report with its sidecar, then its line of the manifest; its path.

        Raises:
            OSError: it cannot be written.
        """
        name = file_name(provider, publication)
        path = self._folder / name
        sidecar = {
            "url": publication.url,
            "urn": provider.urn,
            "kind": "inspection_report",
            "publisher": "Ofsted",
            "published": publication.published,
            "framework": publication.framework,
            "authority": authority["gss"] if authority else None,
        }
        told = {key: value for key, value in sidecar.items() if value is not None}
        earlier = self._rows.get(publication.url)
        _write(sidecar_of(path), self._aside, (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode())
        _write(path, self._aside, data)
        row = {
            "url": publication.url,
            "file": name,
            "sha256": hashlib.sha256(data).hexdigest(),
            **_told(provider, publication),
            "fetched": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        self._rows[publication.url] = row
        with (self._folder / MANIFEST).open("ab") as manifest:
            manifest.write(_line(row))
        if earlier is not None and earlier["file"] != name:
            (self._folder / earlier["file"]).unlink(missing_ok=True)
            sidecar_of(self._folder / earlier["file"]).unlink(missing_ok=True)
        return path

    def close(self) -> None:
        """Clear the room aside away."""
        shutil.rmtree(self._aside, ignore_errors=True)


def file_name(provider: Provider, publication: Publication) -> str:
    """The file's name: authority, day, kind and the site's number, which no two reports share."""
    parts = (provider.name, publication.published or "undated", publication.kind or "report", publication.number)
    slugs = (re.sub(r"[^a-z0-9]+", "-", part.lower()).strip("-")[:60] for part in parts)
    return "_".join(slug for slug in slugs if slug) + ".pdf"


def _told(provider: Provider, publication: Publication) -> Row:
    return {
        "authority": provider.name,
        "urn": provider.urn,
        "kind": publication.kind,
        "published": publication.published,
        "label": publication.label,
    }


def _rows(manifest: Path) -> list[Row]:
    """The lines of a manifest; one that an interrupted run left incomplete is passed over: its report is there anew."""
    try:
        lines = manifest.read_bytes().split(b"\n")
    except FileNotFoundError:
        return []
    found = []
    for line in lines:
        try:
            row = orjson.loads(line)
        except orjson.JSONDecodeError:
            continue
        if isinstance(row, dict) and {"url", "file", "sha256", "label"} <= row.keys():
            found.append(row)
    return found


def _line(row: Row) -> bytes:
    return orjson.dumps(row) + b"\n"


def _write(path: Path, aside: Path, data: bytes) -> None:
    aside.mkdir(exist_ok=True)
    written = aside / path.name
    with written.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(written, path)
