"""Facts that AWS publishes and changes: condition keys, identity providers, services, partitions and quotas.

Nothing is decided here: each fact is a row, each row names its source and the month in which it was read, and a
correction is a change of a row.
"""

from policykit.catalog.federation import BUILTIN_OIDC_PROVIDERS, PROVIDER_CLAIMS, SAML_AUDIENCES, ProviderClaims
from policykit.catalog.keys import CONDITION_KEYS, CallerKind, ConditionKey, Presence, ValueType, condition_key
from policykit.catalog.partitions import PARTITIONS, Partition, partition
from policykit.catalog.quotas import QUOTAS, Counted, Quota
from policykit.catalog.services import (
    ACTIONS_WITHOUT_RESOURCE,
    RCP_SERVICES,
    SERVICE_PRINCIPALS,
    STS_ACTIONS,
    ServicePrincipal,
    StsAction,
    service_principal,
)
from policykit.catalog.sources import Source

__all__ = [
    "ACTIONS_WITHOUT_RESOURCE",
    "BUILTIN_OIDC_PROVIDERS",
    "CONDITION_KEYS",
    "PARTITIONS",
    "PROVIDER_CLAIMS",
    "QUOTAS",
    "RCP_SERVICES",
    "SAML_AUDIENCES",
    "SERVICE_PRINCIPALS",
    "STS_ACTIONS",
    "CallerKind",
    "ConditionKey",
    "Counted",
    "Partition",
    "Presence",
    "ProviderClaims",
    "Quota",
    "ServicePrincipal",
    "Source",
    "StsAction",
    "ValueType",
    "condition_key",
    "partition",
    "service_principal",
]
