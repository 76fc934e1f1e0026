"""What the exit status of ``policykit`` says: the table for scripts and CI."""

from enum import IntEnum

__all__ = ["Exit"]


class Exit(IntEnum):
    """Exit statuses; a gate may rely on them.

    >>> {each.name: each.value for each in Exit}
    {'OK': 0, 'FINDINGS': 1, 'USAGE': 2, 'INTERNAL': 3, 'DENIED': 4, 'DEPENDS': 5, 'INTERRUPTED': 130}
    """

    OK = 0
    """The question was answered, as expected if something was expected; or everything is clean."""

    FINDINGS = 1
    """A document breaks the grammar, or the answer is not the expected one."""

    USAGE = 2
    """Wrong usage, or input that cannot be read: there is no answer."""

    INTERNAL = 3
    """A fault of policykit: there is no answer."""

    DENIED = 4
    """With ``can-assume --exit-code``: the caller may not."""

    DEPENDS = 5
    """With ``can-assume --exit-code``: it hangs on something that nobody said."""

    INTERRUPTED = 130
    """Ctrl-C; 128 and the number of the signal, as shells have it."""
