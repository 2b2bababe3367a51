"""Which authority a code means: its code on a day, the authority that goes on under a new code, its successors."""

from datetime import date
from functools import cache

from pipeline.register import register, successors


@cache
def line(gss: str) -> str:
    """One code for one authority over its changes of code: the newest under the same DfE number.

    A council that another replaced (Cumbria) keeps its own code: its grades are not its successors'.
    """
    known = register()
    while gss in known:
        onward = [code for code in known[gss].successors if code in known and known[code].dfe == known[gss].dfe]
        if len(onward) != 1 or len(known[gss].successors) != 1:
            break
        gss = onward[0]
    return gss


@cache
def _codes(newest: str) -> tuple[str, ...]:
    return tuple(code for code in register() if line(code) == newest)


def code_on(gss: str, day: date | None) -> str:
    """The code of this authority that was in force on a day (today's for None); the given one where none was."""
    for code in _codes(line(gss)):
        if register()[code].in_force(day):
            return code
    return gss


@cache
def current_codes(gss: str) -> tuple[str, ...]:
    """Codes in force today of the authority or of those that took over from it."""
    return tuple(one.gss for one in successors(gss)) if gss in register() else (gss,)


def name_of(gss: str) -> str:
    """The official name, or the code itself where the register does not hold it."""
    return register()[gss].name if gss in register() else gss


def region_of(gss: str) -> str:
    """The region's name, "" where the register does not hold the code."""
    return register()[gss].region if gss in register() else ""


def in_force_on(day: date) -> frozenset[str]:
    """Lines of all authorities that had children's services on a day."""
    return frozenset(line(code) for code, authority in register().items() if authority.in_force(day))
