"""Opens what a user names, which may be anything: only plain files, and only up to a size, so that nothing hangs.

And writes files whole or not at all.
"""

import errno
import os
import stat
import tempfile
from io import BufferedReader
from pathlib import Path
from typing import Final

SPECIAL: Final = "is a pipe, a socket or a device, not a file"


def opened(path: Path) -> BufferedReader:
    """A plain file, open for reading; a pipe or a device is refused before it can keep anybody waiting.

    Raises:
        OSError: it is none, or cannot be opened.
    """
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    mode = os.fstat(descriptor).st_mode
    if stat.S_ISREG(mode):
        return os.fdopen(descriptor, "rb")
    os.close(descriptor)
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    raise OSError(errno.EINVAL, SPECIAL, str(path))


def read(path: Path, most_bytes: int) -> bytes:
    """The bytes of a plain file.

    Raises:
        OSError: it is no plain file, is bigger than that, or cannot be read.
    """
    with opened(path) as file:
        data = file.read(most_bytes + 1) if os.fstat(file.fileno()).st_size <= most_bytes else None
    if data is None or len(data) > most_bytes:
        raise OSError(errno.EFBIG, f"is bigger than {most_bytes // 1_000_000} MB", str(path))
    return data


def write_whole(path: Path, data: bytes) -> None:
    """Write a file whole or not at all, with the permissions that it has.

    Raises:
        OSError: it cannot be written; it is then as it was.
    """
    handle, aside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        if path.exists():
            os.chmod(aside, path.stat().st_mode)
        os.replace(aside, path)
    except BaseException:
        os.unlink(aside)
        raise


def no_special(path: Path | None) -> Path | None:
    """The path, unless there is a pipe or a device, which would keep whoever opens it waiting.

    Raises:
        OSError: there is.
    """
    if path is not None and path.exists() and not (path.is_file() or path.is_dir()):
        raise OSError(errno.EINVAL, SPECIAL, str(path))
    return path
