"""What the questions of one file of cases came to: the value that reports are made of."""

from dataclasses import dataclass

from policykit.cases import CaseResult
from policykit.errors import InputError

__all__ = ["AskedFile"]


@dataclass(frozen=True, slots=True)
class AskedFile:
    """One file with the results of its cases, or why it has none.

    Attributes:
        name: of the file, as the user named it.
        results: in the order of the file.
        unreadable: why there are none, or None.
    """

    name: str
    results: tuple[CaseResult, ...] = ()
    unreadable: InputError | None = None

    @property
    def failed(self) -> int:
        """How many results are not as expected."""
        return sum(1 for each in self.results if not each)
