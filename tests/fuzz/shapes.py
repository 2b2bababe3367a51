"""What a name in a folder may stand for beside a plain file; each is read or told, and none keeps a run waiting."""

import os
from collections.abc import Callable
from pathlib import Path
from random import Random

from pipeline.readers.sidecar import ENDING


def shaped(file: Path, chance: Random) -> list[Path]:
    """Make something else of a file now and then; what must then be told of."""
    return chance.choice(SHAPES)(file) if os.name == "posix" and chance.random() < 0.05 else [file]


def _in_a_folder(file: Path) -> list[Path]:
    inside = file.parent / "deeper" / "\u202e" / file.name
    inside.parent.mkdir(parents=True, exist_ok=True)
    return [file.rename(inside)]


def _a_folder_in_its_place(file: Path) -> list[Path]:
    inside, data = file / "inside.txt", file.read_bytes()
    file.unlink()
    file.mkdir()
    inside.write_bytes(data)
    return [inside]


def _with_a_second_name(file: Path) -> list[Path]:
    second = file.with_name(f"0{file.name}")
    os.link(file, second)
    return [file, second]


def _with_a_link_to_it(file: Path) -> list[Path]:
    link = file.with_name(f"0{file.name}")
    link.symlink_to(file.name)
    return [file, link]


def _a_link(target: str) -> Callable[[Path], list[Path]]:
    def made(file: Path) -> list[Path]:
        file.unlink()
        file.symlink_to(target or file.name)
        return [file]

    return made


def _a_pipe(file: Path) -> list[Path]:
    file.unlink()
    os.mkfifo(file)
    return [file]


def _with_a_sidecar(make: Callable[[Path], object]) -> Callable[[Path], list[Path]]:
    def made(file: Path) -> list[Path]:
        beside = file.with_name(f"{file.stem}{ENDING}")
        beside.unlink(missing_ok=True)
        make(beside)
        return [file]

    return made


def _a_sidecar_alone(file: Path) -> list[Path]:
    return [file.replace(file.with_name(f"{file.stem}{ENDING}"))]


def _no_utf8(file: Path) -> list[Path]:
    return [file.rename(file.with_name(os.fsdecode(b"0\xff\xfe" + os.fsencode(file.name))))]


SHAPES: tuple[Callable[[Path], list[Path]], ...] = (
    *(_in_a_folder, _a_folder_in_its_place, _with_a_second_name, _with_a_link_to_it, _a_sidecar_alone, _no_utf8),
    *(_a_link(""), _a_link("nowhere"), _a_link("/etc/passwd"), _a_link("/"), _a_link("."), _a_pipe),
    *(_with_a_sidecar(make) for make in (Path.mkdir, os.mkfifo, lambda one: one.symlink_to(one.name))),
)
