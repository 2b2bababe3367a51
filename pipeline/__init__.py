"""ofsight: who was judged what by Ofsted, in which area and when, with the words that say so."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.api import annotate, frame, load, read

__all__ = ["annotate", "frame", "load", "read"]

__version__ = "0.1.0"

if not TYPE_CHECKING:  # which would take any name for right

    def __getattr__(name):
        """The public functions are loaded, and spaCy with them, when one of them is first asked for."""
        if name in __all__:
            from pipeline import api

            return getattr(api, name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
