"""Partitions of AWS: groups of regions that share no accounts, and the domain names of their services."""

from typing import Final, NamedTuple

from policykit.catalog.sources import IAM_PRINCIPAL, SDK_PARTITIONS, Source

__all__ = ["PARTITIONS", "Partition", "partition"]


class Partition(NamedTuple):
    """A partition.

    Attributes:
        name: second field of every ARN in it.
        dns_suffix: ending of its service endpoints. Not always of service principals: in China it differs from
            service to service (PRIN-37).
        source: where AWS says so; the public guides name the first three only.
    """

    name: str
    dns_suffix: str
    source: Source


PARTITIONS: Final = (
    Partition("aws", "amazonaws.com", IAM_PRINCIPAL),
    Partition("aws-cn", "amazonaws.com.cn", IAM_PRINCIPAL),
    Partition("aws-us-gov", "amazonaws.com", IAM_PRINCIPAL),
    Partition("aws-iso", "c2s.ic.gov", SDK_PARTITIONS),
    Partition("aws-iso-b", "sc2s.sgov.gov", SDK_PARTITIONS),
    Partition("aws-iso-e", "cloud.adc-e.uk", SDK_PARTITIONS),
    Partition("aws-iso-f", "csp.hci.ic.gov", SDK_PARTITIONS),
    Partition("aws-eusc", "amazonaws.eu", SDK_PARTITIONS),
)
"""The partitions known today; AWS adds new ones, so an unknown name is no error (ARN-2)."""

_BY_NAME: Final = {each.name: each for each in PARTITIONS}


def partition(name: str) -> Partition | None:
    """The partition of this name, if it is known.

    >>> partition("aws-cn").dns_suffix
    'amazonaws.com.cn'
    """
    return _BY_NAME.get(name)
