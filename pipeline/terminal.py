"""The last resort of every command: errors become lines for people, whatever standard output goes to."""

import errno
import os
import sys
from typing import Any, Final, NoReturn

import typer
from typer.core import TyperGroup

from pipeline.errors import UserError

NOTHING_DONE: Final = 2
"""Exit status."""

REMEDIES: Final = {
    errno.EACCES: "choose another place, or mend its permissions",
    errno.EPERM: "choose another place, or mend its permissions",
    errno.EROFS: "choose another place",
    errno.ENOSPC: "make room there, or choose another place",
    errno.EDQUOT: "make room there, or choose another place",
    errno.ENAMETOOLONG: "choose a shorter name",
    errno.ENOENT: "see that the name is right",
    errno.EISDIR: "name a file",
    errno.ENOTDIR: "one of the folders in the name is a file; choose another place",
    errno.EEXIST: "one of the folders in the name is a file; choose another place",
}


class Commands(TyperGroup):
    """A group of commands that end with one line, and never with a traceback, where the system refuses something."""

    def main(self, *args: Any, **options: Any) -> Any:
        """Run the command that the arguments name."""
        _see_to_standard_streams()
        try:
            return super().main(*args, **options)
        except UserError as error:
            line = str(error)
        except UnicodeDecodeError as error:
            line = f"a file that should be UTF-8 is not ({error}): save it as UTF-8"
        except OSError as error:
            line = told(error)
            if error.filename is None:
                _give_up_standard_output()
        typer.echo(line, err=True)
        sys.exit(NOTHING_DONE)


def told(error: OSError) -> str:
    """`file: what is wrong: how to mend it` of an error of the system."""
    where = "standard output" if error.filename is None else error.filename
    what = (error.strerror or str(error)).lower()
    remedy = REMEDIES.get(error.errno or 0)
    return f"{where}: {what}; {remedy}" if remedy else f"{where}: {what}"


def fail(text: str, status: int = NOTHING_DONE) -> NoReturn:
    """End the command with a line for the user."""
    typer.echo(text, err=True)
    raise typer.Exit(status)


def _see_to_standard_streams() -> None:
    """Let no file that is opened take the place of a closed stream, and no letter be one that cannot be shown."""
    for stream in range(3):
        try:
            os.fstat(stream)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    for text in (sys.stdout, sys.stderr):
        if hasattr(text, "reconfigure"):
            text.reconfigure(errors="backslashreplace")


def _give_up_standard_output() -> None:
    """See that what standard output did not take is not tried again, with a traceback, when the process ends."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.close(nothing)
