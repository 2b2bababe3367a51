"""Brings Ofsted's reports from its site to a folder of PDFs with sidecars, and again only what is new."""

import difflib
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from pipeline.errors import UserError
from pipeline.fetch.client import Client, NoAnswer, NotFetched
from pipeline.fetch.site import SITE, ChangedPage, Provider, Publication, list_page, providers_in, publications_in
from pipeline.fetch.store import Store
from pipeline.readers.metadata import authority_named

__all__ = ["CannotFetch", "Event", "Wanted", "fetch"]


class CannotFetch(UserError):
    """Nothing could be fetched; the message says why."""


@dataclass(frozen=True)
class Wanted:
    """What to fetch: of one authority or all, of some kinds of report or all, published on a day or later."""

    authority: str | None = None
    kinds: Collection[str] = ()
    since: date | None = None

    def wants(self, publication: Publication) -> bool:
        """Whether a publication is wanted; one whose label does not tell is."""
        of_kind = not self.kinds or publication.kind is None or publication.kind in self.kinds
        return of_kind and publication.is_since(self.since)


@dataclass(frozen=True)
class Event:
    """One step: an authority's page read (`authority`), a report `fetched` or `kept` from before, or a `fault` told.

    of, at: how many authorities there are, and how many are done.
    """

    what: Literal["authority", "fetched", "kept", "fault"]
    told: str
    at: int
    of: int


def fetch(
    folder: Path, wanted: Wanted, pause: float = 1.0, site: str = SITE, wait: Callable[[float], None] = time.sleep
) -> Iterator[Event]:
    """Fetch what is wanted and not there yet; a report that cannot be had is told, and the others go on.

    Args:
        folder: where the PDFs go, each with its sidecar.
        pause: seconds between two requests.
        site: the address of the site, or of one built like it.
        wait: how to wait, in seconds.

    Raises:
        CannotFetch: the list of authorities cannot be had or is not built as it was, no authority is of that name, or
            the site does not answer any more.
        OSError: the folder cannot be written.
    """
    with closing(Client(pause, wait)) as client:
        providers = _chosen(_listed(client, site), wanted.authority)
        store = Store(folder)
        try:
            for at, provider in enumerate(providers):
                for what, told in _of_provider(client, store, provider, wanted):
                    yield Event(what, told, at, len(providers))
                yield Event("authority", provider.name, at + 1, len(providers))
        except NoAnswer as fault:
            raise CannotFetch(f"{fault}; what was fetched stays, run the same command again to go on") from fault
        finally:
            store.close()


_Told = tuple[Literal["fetched", "kept", "fault"], str]


def _of_provider(client: Client, store: Store, provider: Provider, wanted: Wanted) -> Iterator[_Told]:
    try:
        page = client.page(provider.url)
    except NoAnswer as fault:
        raise NoAnswer(f"{provider.url}: {fault}") from fault
    except NotFetched as fault:
        yield "fault", f"{provider.url}: {fault}"
        return
    authority = authority_named(provider.name)
    for found in publications_in(page, provider.url):
        if isinstance(found, ChangedPage):
            yield "fault", str(found)
        elif wanted.wants(found):
            if store.holds(provider, found):
                yield "kept", found.url
                continue
            try:
                data = client.pdf(found.url)
            except NotFetched as fault:
                yield "fault", f"{found.url} ({provider.name}, {found.label}): {fault}"
                continue
            yield "fetched", str(store.keep(provider, found, authority, data))


def _listed(client: Client, site: str) -> list[Provider]:
    """All authorities of the list, page after page until one shows none that was not on those before."""
    found: dict[str, Provider] = {}
    while True:
        url = list_page(site, len(found))
        try:
            page = client.page(url)
        except NotFetched as fault:
            raise CannotFetch(f"{url}: {fault}") from fault
        new = [one for one in providers_in(page, url) if one.urn not in found]
        found |= {one.urn: one for one in new}
        if not found:
            raise CannotFetch(f"{url}: the list of authorities has no links with /provider/ and a number in them")
        if not new:
            return list(found.values())


def _chosen(providers: list[Provider], name: str | None) -> list[Provider]:
    if name is None:
        return providers
    meant = authority_named(name)
    chosen = [one for one in providers if _is_named(one, name, meant["gss"] if meant else None)]
    if not chosen:
        near = difflib.get_close_matches(name, [one.name for one in providers], 1)
        hint = f'; did you mean "{near[0]}"?' if near else ""
        raise CannotFetch(f'the site lists no authority "{name}"{hint}')
    return chosen


def _is_named(provider: Provider, name: str, gss: str | None) -> bool:
    found = authority_named(provider.name)
    if found is not None and gss is not None:
        return found["gss"] == gss
    return name.casefold() in provider.name.casefold()
