"""What is worked out of an immutable value once, and stays with it."""

from typing import Any

__all__ = ["Kept"]


class Kept(dict[object, Any]):
    """Results by what they are results of; copies and pickles begin without any.

    Results hold functions, which do not pickle, and any of them can be worked out again.

    >>> import pickle
    >>> pickle.loads(pickle.dumps(Kept({"answer": lambda: 42})))
    {}
    """

    __slots__ = ()

    def __reduce__(self) -> tuple[type["Kept"], tuple[()]]:
        return Kept, ()
