"""The AWS documents that the catalog is taken from, and when they were read."""

from typing import Final, NamedTuple

__all__ = ["Source"]


class Source(NamedTuple):
    """Where a fact of the catalog comes from.

    Attributes:
        document: title of the AWS document, and its page.
        as_of: year and month in which it was read (ISO 8601).
    """

    document: str
    as_of: str

    def __str__(self) -> str:
        return f"{self.document} ({self.as_of})"


GLOBAL_KEYS: Final = Source("IAM User Guide, AWS global condition context keys", "2026-11")
IAM_STS_KEYS: Final = Source("IAM User Guide, IAM and AWS STS condition context keys", "2026-11")
IAM_QUOTAS: Final = Source("IAM User Guide, IAM and AWS STS quotas", "2026-11")
IAM_PRINCIPAL: Final = Source("IAM User Guide, AWS JSON policy elements: Principal", "2026-11")
IAM_REFERENCE: Final = Source("Service Authorization Reference, AWS Identity and Access Management", "2026-10")
STS_REFERENCE: Final = Source("Service Authorization Reference, AWS Security Token Service", "2026-10")
STS_API: Final = Source("AWS STS API Reference, AssumeRole", "2026-11")

SAML_FEDERATION: Final = Source("IAM User Guide, SAML 2.0 federation", "2026-11")
ORGANIZATIONS_QUOTAS: Final = Source("AWS Organizations User Guide, Quotas for AWS Organizations", "2026-11")
ORGANIZATIONS_RCPS: Final = Source("AWS Organizations User Guide, Resource control policies", "2026-10")
VPC_QUOTAS: Final = Source("Amazon VPC User Guide, Amazon VPC quotas", "2026-11")
SDK_PARTITIONS: Final = Source("Endpoint data of the AWS SDKs, partitions", "2026-11")
GUIDES: Final = Source("User guides of the services, roles that they assume", "2026-11")
