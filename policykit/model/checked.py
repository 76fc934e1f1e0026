"""Models out of values that this package has checked itself."""

from typing import Any, Final, TypeVar

from pydantic import BaseModel

__all__ = ["built"]

_M = TypeVar("_M", bound=BaseModel)


def built(kind: type[_M], fields: dict[str, Any]) -> _M:
    """A model with exactly these fields, which are checked and complete; the dict becomes part of it."""
    # What copy and pickle do, in a quarter of the time of `model_construct`, which looks for defaults and aliases.
    model = object.__new__(kind)
    _set(model, "__dict__", fields)
    _set(model, "__pydantic_fields_set__", set(fields))
    _set(model, "__pydantic_extra__", None)
    _set(model, "__pydantic_private__", None)
    return model


_set: Final = object.__setattr__
