"""ofsight: who was judged what by Ofsted, in which area and when, with the words that say so."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.language import load

__all__ = ["load"]

__version__ = "0.1.0"

_HOMES = {"load": "pipeline.language"}
"""Where each public name lives; its module, and spaCy with it, is loaded when the name is first asked for."""


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
