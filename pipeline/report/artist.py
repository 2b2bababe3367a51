"""Draws charts as a program of its own: Vega-Lite specifications in (a JSON list), scripts and pictures out (JSON).

The scripts are made before the specifications arrive: they are the same for every report.
"""

import json
import sys

import vl_convert


def main() -> None:
    scripts = vl_convert.javascript_bundle()  # type: ignore[call-arg]  # the stub lacks the default
    pictures = [vl_convert.vegalite_to_svg(spec) for spec in json.load(sys.stdin)]
    sys.stdout.buffer.write(json.dumps({"scripts": scripts, "pictures": pictures}).encode())


if __name__ == "__main__":
    main()
