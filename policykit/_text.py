"""What every one-string value shares: ``parse``, ``str`` and the hook that makes it a pydantic type.

A value class derives from `TextValue`, is a frozen slotted dataclass, and supplies `parse` and ``__str__``.
pydantic then validates text with `parse` (a `policykit.errors.InvalidValue` is a ``ValueError``, so it is reported
like any other) and serialises with ``str``.
"""

from typing import Any, Self

__all__ = ["TextValue"]


class TextValue:
    """Base of the values that are written as one string."""

    __slots__ = ()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the value; raises the `InvalidValue` of its class."""
        raise NotImplementedError

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: object, _handler: object) -> Any:
        from pydantic_core import core_schema  # values work, and import fast, without pydantic

        return core_schema.no_info_wrap_validator_function(
            lambda given, text: given if isinstance(given, cls) else cls.parse(text(given)),
            core_schema.str_schema(),
            serialization=core_schema.to_string_ser_schema(),
        )
