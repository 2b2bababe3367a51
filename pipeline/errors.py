"""What keeps a command from being done, in words for whoever gave it."""


class UserError(Exception):
    """The message says what is wrong, where (`file:line: ...`), and how to mend it; nothing else need be shown."""
