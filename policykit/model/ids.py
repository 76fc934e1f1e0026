"""Identifiers and names: text that must have a certain form, checked once and then used as plain text.

Each class is a ``str`` that exists only if it is well formed, so that it compares, hashes and prints as the text it is.
All character classes are ASCII: Arabic-Indic digits are no account id, and a trailing newline is refused.
"""

import re
from typing import ClassVar, Self

from policykit._text import TextValue
from policykit.errors import IdError

__all__ = [
    "AccountId",
    "CanonicalUserId",
    "EntityName",
    "EntityPath",
    "ExternalId",
    "FederatedUserName",
    "Identifier",
    "OrganizationId",
    "OrganizationPath",
    "SessionName",
    "SourceIdentity",
    "UniqueId",
]

_WORD = "[0-9A-Za-z_+=,.@-]"  # what IAM writes as [\w+=,.@-]


class Identifier(str, TextValue):
    """Base of the identifiers: ``concept`` names it, ``form`` is its full regular expression, ``expected`` says it."""

    __slots__ = ()
    concept: ClassVar[str]
    form: ClassVar[re.Pattern[str]]
    expected: ClassVar[str]

    def __new__(cls, text: str) -> Self:
        """Check the text.

        Raises:
            IdError: it does not have the form.
        """
        if not isinstance(text, str):
            raise IdError(repr(text), f"expected text: {cls.expected}", cls.concept)
        if cls.form.fullmatch(text) is None:
            raise IdError(text, f"expected {cls.expected}", cls.concept)
        return super().__new__(cls, text)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the identifier; the same as calling the class."""
        return cls(text)


class AccountId(Identifier):
    """An AWS account: twelve digits, leading zeros included (ARN-4).

    >>> AccountId("012345678901")
    '012345678901'
    >>> AccountId("12345")
    Traceback (most recent call last):
    policykit.errors.IdError: invalid account id '12345': expected twelve digits, for example '111122223333'
    """

    __slots__ = ()
    concept: ClassVar[str] = "account id"
    form: ClassVar[re.Pattern[str]] = re.compile("[0-9]{12}")
    expected: ClassVar[str] = "twelve digits, for example '111122223333'"


class OrganizationId(Identifier):
    """An AWS organization, as ``aws:PrincipalOrgID`` shows it (CTX-6).

    >>> OrganizationId("o-a1b2c3d4e5")
    'o-a1b2c3d4e5'
    """

    __slots__ = ()
    concept: ClassVar[str] = "organization id"
    form: ClassVar[re.Pattern[str]] = re.compile("o-[a-z0-9]{10,32}")
    expected: ClassVar[str] = "'o-' and 10 to 32 lower-case letters or digits, for example 'o-a1b2c3d4e5'"


class OrganizationPath(Identifier):
    """The place of an account in its organization, as ``aws:PrincipalOrgPaths`` shows it (CTX-7).

    >>> OrganizationPath("o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/")
    'o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/'
    """

    __slots__ = ()
    concept: ClassVar[str] = "organization path"
    form: ClassVar[re.Pattern[str]] = re.compile(
        OrganizationId.form.pattern + "/r-[a-z0-9]{4,32}/(?:ou-[a-z0-9]{4,32}-[a-z0-9]{8,32}/)*"
    )
    expected: ClassVar[str] = (
        "organization, root and organizational units, each followed by '/', for example 'o-a1b2c3d4e5/r-ab12/'"
    )


class UniqueId(Identifier):
    """The id that IAM gives to a user (``AIDA…``), role (``AROA…``) or other entity and never uses again (ARN-7).

    >>> UniqueId("AROAJ2UCCR6DPCEXAMPLE")
    'AROAJ2UCCR6DPCEXAMPLE'
    """

    __slots__ = ()
    concept: ClassVar[str] = "unique id"
    form: ClassVar[re.Pattern[str]] = re.compile("A[A-Z]{3}[0-9A-Za-z_]{12,124}")
    expected: ClassVar[str] = "a four-letter prefix such as AIDA or AROA, then letters and digits; 16 to 128 in all"


class CanonicalUserId(Identifier):
    """The canonical user id of an account, which only S3 and CloudFront use (PRIN-4)."""

    __slots__ = ()
    concept: ClassVar[str] = "canonical user id"
    form: ClassVar[re.Pattern[str]] = re.compile("[0-9a-f]{64}")
    expected: ClassVar[str] = "64 hexadecimal digits in lower case"


class EntityName(Identifier):
    """The name of an IAM user or role (ARN-6).

    >>> EntityName("deploy-role@eu")
    'deploy-role@eu'
    """

    __slots__ = ()
    concept: ClassVar[str] = "name"
    form: ClassVar[re.Pattern[str]] = re.compile(_WORD + "{1,64}")
    expected: ClassVar[str] = "1 to 64 of the characters A-Z a-z 0-9 _ + = , . @ -"


class EntityPath(Identifier):
    """The path of an IAM user or role: ``/`` or ``/…/`` (ARN-6)."""

    __slots__ = ()
    concept: ClassVar[str] = "path"
    form: ClassVar[re.Pattern[str]] = re.compile("/|/[!-~]{1,510}/")
    expected: ClassVar[str] = "'/', or up to 512 printable characters that begin and end with '/'"


class SessionName(Identifier):
    """The name of a role session, ``RoleSessionName`` of the STS calls (ASSUME-30)."""

    __slots__ = ()
    concept: ClassVar[str] = "role session name"
    form: ClassVar[re.Pattern[str]] = re.compile(_WORD + "{2,64}")
    expected: ClassVar[str] = "2 to 64 of the characters A-Z a-z 0-9 _ + = , . @ -"


class FederatedUserName(Identifier):
    """The name of a federated user, ``Name`` of ``GetFederationToken`` (ASSUME-37)."""

    __slots__ = ()
    concept: ClassVar[str] = "federated user name"
    form: ClassVar[re.Pattern[str]] = re.compile(_WORD + "{2,32}")
    expected: ClassVar[str] = "2 to 32 of the characters A-Z a-z 0-9 _ + = , . @ -"


class SourceIdentity(Identifier):
    """The source identity of a session (ASSUME-50)."""

    __slots__ = ()
    concept: ClassVar[str] = "source identity"
    form: ClassVar[re.Pattern[str]] = re.compile(r"(?!aws:)" + _WORD + "{2,64}")
    expected: ClassVar[str] = "2 to 64 of the characters A-Z a-z 0-9 _ + = , . @ - that do not begin with 'aws:'"


class ExternalId(Identifier):
    """The external id that a caller passes to ``AssumeRole`` (ASSUME-33)."""

    __slots__ = ()
    concept: ClassVar[str] = "external id"
    form: ClassVar[re.Pattern[str]] = re.compile("[0-9A-Za-z_+=,.@:/-]{2,1224}")
    expected: ClassVar[str] = "2 to 1224 of the characters A-Z a-z 0-9 _ + = , . @ : / -"
