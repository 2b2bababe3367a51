"""What keeps a batch run from being done; each message is one line (or one a fault) for the user."""

from pipeline.errors import UserError


class CannotRun(UserError):
    """Nothing could be done; the message says why and how to mend it."""


class NoCluster(CannotRun):
    """There is no Dask, no scheduler at the address, or a worker with other patterns or other code."""


class Stopped(KeyboardInterrupt):
    """The run was told to stop; what it had finished is kept for the next one."""

    def __init__(self, done: int, inputs: int) -> None:
        super().__init__(f"stopped after {done} of {inputs} inputs")
