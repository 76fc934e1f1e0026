"""The files that a file of cases names: they lie at or below its folder, and are called as it calls them."""

import glob
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from policykit.errors import InputError
from policykit.inputs import Source, read_documents, read_inventory, read_source
from policykit.model.policy import PolicyDocument
from policykit.snapshot import Inventory

__all__ = ["Folder", "texts"]

_D = TypeVar("_D", bound=PolicyDocument)
_PATTERN: Final = re.compile(r"[*?\[]")


def texts(value: object) -> tuple[str, ...]:
    """The texts of a list, or the only one; what is something else is for `breaches` to say."""
    return tuple(each for each in (value if isinstance(value, list) else [value]) if isinstance(each, str))


@dataclass(frozen=True, slots=True)
class Folder:
    """Where the paths of a file of cases begin.

    Attributes:
        path: absolute, so that no file of it can be taken for standard input.
        strict: whether loose documents must be such as IAM stores.
    """

    path: Path
    strict: bool = True

    def inventory(self, patterns: Iterable[str]) -> Inventory:
        """What the data files contain.

        Raises:
            InputError: a file cannot be read, is something else, or contradicts another; or a pattern fits none.
        """
        names = dict.fromkeys(name for pattern in patterns for name in self._matching(pattern))
        return read_inventory([self._source(name) for name in names])

    def one(self, kind: type[_D], name: str) -> _D:
        """The only document of a file.

        Raises:
            InputError: the file cannot be read, or does not hold one document of the kind.
            PolicyError: the document is broken.
        """
        found = self.all(kind, [name])
        if len(found) != 1:
            raise InputError(name, f"expected one {kind.grammar.name}, found {len(found)}")
        return found[0]

    def all(self, kind: type[_D], names: Iterable[str]) -> list[_D]:
        """Every document of some files.

        Raises:
            InputError: a file cannot be read, or holds none of the kind.
            PolicyError: a document is broken.
        """
        return [each for name in names for each in self._documents(kind, name)]

    def _documents(self, kind: type[_D], name: str) -> list[_D]:
        found = read_documents(self._source(name), kind, strict=self.strict)
        for each in found:
            if each.error is not None:
                raise each.error
        documents = [each.document for each in found if isinstance(each.document, kind)]
        if not documents:
            raise InputError(name, f"expected a document of kind {kind.grammar.name}, found none")
        return documents

    def _source(self, name: str) -> Source:
        try:
            return Source(name, read_source(self.path / name).data)
        except InputError as error:
            raise InputError(name, error.reason) from None

    def _matching(self, pattern: str) -> Iterator[str]:
        if not _PATTERN.search(pattern):
            yield pattern
            return
        found = sorted(glob.glob(pattern, root_dir=self.path, recursive=True))  # noqa: PTH207  # names as they are written
        if not found:
            raise InputError(pattern, "no file fits this pattern")
        yield from found
