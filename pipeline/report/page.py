"""stub"""

from typing import Any


def render_page(*a: Any) -> str:
    return "<!doctype html>"
