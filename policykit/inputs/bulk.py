"""Loading much at once: the garbage collector waits."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["collection_paused"]


@contextmanager
def collection_paused() -> Iterator[None]:
    """Pause garbage collection: while nothing of what is made is garbage, it would take most of the time.

    Afterwards it is as it was, also after an error.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            _keep()
            gc.enable()


def _keep() -> None:
    """Count what is there as long-lived, or the first collection would look through all of it at once."""
    if gc.get_freeze_count() == 0:  # else somebody else's frozen objects would thaw
        gc.freeze()
        gc.unfreeze()
