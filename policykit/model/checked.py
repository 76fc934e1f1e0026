"""Models out of values that this package has checked itself."""

from typing import Any, TypeVar

from pydantic import BaseModel

__all__ = ["built"]

_M = TypeVar("_M", bound=BaseModel)


def built(kind: type[_M], fields: dict[str, Any]) -> _M:
    """A model with exactly these fields, which are checked and complete; the dict becomes part of it."""
    model = kind.__new__(kind)
    # What copy and pickle do, in a third of the time of `model_construct`, which looks for defaults and aliases.
    model.__setstate__(
        {
            "__dict__": fields,
            "__pydantic_fields_set__": set(fields),
            "__pydantic_extra__": None,
            "__pydantic_private__": None,
        }
    )
    return model
