"""The scripts that bring the page's charts to life, in one piece that needs no network."""

import vl_convert


def chart_library() -> str:
    """Vega, Vega-Lite and vega-embed as one script; bundling takes seconds, without hindering other threads."""
    return str(vl_convert.javascript_bundle())  # type: ignore[call-arg]  # the stub lacks the default
