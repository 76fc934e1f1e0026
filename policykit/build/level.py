"""What can be required of whom: each level can do all that the ones above it can, and more.

A type checker knows them too: ``Require(mfa=True)`` is a ``Require[Person]`` and fits no service.
"""

__all__ = ["Anybody", "Bearer", "Person", "Signer"]


class Anybody:
    """Whoever assumes a role, AWS services included: the time of the call can be limited."""


class Bearer(Anybody):
    """Who makes the call and names the session: federated callers too. They come from an address, with tags."""


class Signer(Bearer):
    """Who signs ``AssumeRole`` with the credentials of an account: an external id, an organization."""


class Person(Signer):
    """An IAM user, or an account that may mean its users: only users have MFA devices (CTX-50)."""
