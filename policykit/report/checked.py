"""What a check of one file came to: the value that reports are made of."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from policykit.errors import InputError, Problem
from policykit.inputs import FoundDocument

__all__ = ["CheckedFile"]


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """One file with the documents in it, or why it cannot be read.

    Attributes:
        name: of the file, as the user named it.
        text: what its lines and columns count in; None if there is no text.
        documents: in the order of the file, sound and broken ones.
        unreadable: why there are no documents, or None.
        passed_over: whether it was found in a directory and does not even look like a policy.
    """

    name: str
    text: str | None = field(default=None, repr=False)
    documents: tuple[FoundDocument, ...] = ()
    unreadable: InputError | None = None
    passed_over: bool = False

    @property
    def problems(self) -> Iterator[Problem]:
        """What is wrong with the documents; paths lead from the top of the file, messages name the document."""
        for document in self.documents:
            about = f"{document.label}: " if document.label else ""
            for each in document.error.errors if document.error else ():
                yield replace(each, path=document.pointer + tuple(each.path), message=about + each.message)
