"""Condition keys: their spelling, type, number of values, and who has them when a role is assumed."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from policykit.catalog.federation import PROVIDER_CLAIMS
from policykit.catalog.sources import GLOBAL_KEYS, IAM_REFERENCE, IAM_STS_KEYS, STS_REFERENCE, Source

__all__ = ["CONDITION_KEYS", "CallerKind", "ConditionKey", "Presence", "ValueType", "condition_key"]


class ValueType(StrEnum):
    """What the values of a key are, and so which family of operators is meant for them."""

    STRING = "S"
    NUMERIC = "N"
    BOOL = "B"
    DATE = "D"
    ARN = "A"
    IP = "IP"


class Presence(StrEnum):
    """Whether a request carries a key."""

    ALWAYS = "y"
    NEVER = "n"
    CONDITIONAL = "c"
    UNDOCUMENTED = "?"


class CallerKind(StrEnum):
    """Who asks for a role, as far as condition keys are concerned."""

    USER = "user"
    ROLE_SESSION = "role session"
    SERVICE = "service"
    SAML = "saml"
    WEB_IDENTITY = "web identity"


_CALLERS: Final = tuple(CallerKind)


@dataclass(frozen=True, slots=True)
class ConditionKey:
    """A condition key and what AWS says about it.

    Attributes:
        name: in the spelling of AWS; ``${TagKey}`` and the like stand for the part that differs.
        types: of its values; more than one where AWS documents several.
        multivalued: whether one request may carry several values.
        presence: for each `CallerKind` in turn, whether the key is there while the policies of AssumeRole,
            AssumeRoleWithSAML, AssumeRoleWithWebIdentity or AssumeRoot are evaluated. The keys of one web identity
            provider are there for its own tokens only.
        derivable: whether it follows from the caller, the role, the organization and the parameters of the call.
        client_controlled: whether the client chooses the value freely, so that it proves nothing (CTX-66).
        note: when it is there, and what else is worth knowing; may be empty.
        rule: the id of the rule that states all this.
        source: the AWS document that describes the key.
    """

    name: str
    types: tuple[ValueType, ...]
    multivalued: bool
    presence: tuple[Presence, ...]
    derivable: bool
    client_controlled: bool
    note: str
    rule: str
    source: Source

    def presence_for(self, caller: CallerKind) -> Presence:
        """Whether requests of this kind of caller carry the key.

        >>> condition_key("aws:username").presence_for(CallerKind.ROLE_SESSION)
        <Presence.NEVER: 'n'>
        """
        return self.presence[_CALLERS.index(caller)]


def _keys(source: Source, *rows: tuple[str, str, str, str]) -> Iterator[ConditionKey]:
    for rule, name, facts, note in rows:
        types, values, presence, flag = facts.split()
        yield ConditionKey(
            name=name,
            types=tuple(map(ValueType, types.split("/"))),
            multivalued=values == "M",
            presence=tuple(map(Presence, presence)),
            derivable=flag == "d",
            client_controlled=flag == "!",
            note=note,
            rule=rule,
            source=source,
        )


# Columns: rule, name, facts, note. Facts: types; one value or many (M); presence for user, role session, service, SAML
# and web identity; d derivable, ! client-controlled, - neither.
# fmt: off
_GLOBAL = _keys(
    GLOBAL_KEYS,
    ("CTX-1",   "aws:PrincipalArn",                 "A   1 yy?nn d", "a role session shows its role, path included"),
    ("CTX-2",   "aws:PrincipalAccount",             "S   1 yy?yy d", "'anonymous' for unsigned calls (inferred)"),
    ("CTX-3",   "aws:PrincipalType",                "S   1 yy?yy d", "User, AssumedRole, Account, Anonymous …"),
    ("CTX-4",   "aws:userid",                       "S   1 yy?yy d", "role session: id of the role, ':', session name"),
    ("CTX-5",   "aws:username",                     "S   1 ynnnn d", "IAM users only: neither root nor role sessions"),
    ("CTX-6",   "aws:PrincipalOrgID",               "S   1 ccnnn d", "the principal's account is in an organization"),
    ("CTX-7",   "aws:PrincipalOrgPaths",            "S   M ccnnn d", "as aws:PrincipalOrgID; ends with '/'"),
    ("CTX-8",   "aws:PrincipalTag/${TagKey}",       "S   1 cccnn d", "a service has it only as IAM Roles Anywhere"),
    ("CTX-9",   "aws:PrincipalIsAWSService",        "B   1 yyynn d", "true for direct calls of a service only"),
    ("CTX-10",  "aws:PrincipalServiceName",         "S   1 nnynn d", "the name under which the service calls"),
    ("CTX-11",  "aws:PrincipalServiceNamesList",    "S   M nnynn d", "all names of the service, also regional ones"),
    ("CTX-12",  "identitystore:UserId",             "S   1 ncnnn -", "sessions of IAM Identity Center"),
    ("CTX-13",  "aws:PrincipalOrgMasterAccountId",  "S   1 ccnnn d", "the management account (observed only)"),
    ("CTX-20",  "aws:TokenIssueTime",               "D   1 cynnn -", "temporary credentials"),
    ("CTX-21",  "aws:SourceIdentity",               "S   1 ncnnn d", "set earlier in the chain of sessions"),
    ("CTX-22",  "aws:FederatedProvider",            "S/A 1 ncnny d", "OIDC only: built-in name, or ARN of provider"),
    ("CTX-23",  "aws:AssumedRoot",                  "B   1 nnnnn -", "AssumeRoot sessions, which cannot assume a role"),
    ("CTX-24",  "aws:MultiFactorAuthPresent",       "B   1 ccnnn d", "temporary credentials, or MFA with the call"),
    ("CTX-25",  "aws:MultiFactorAuthAge",           "N   1 ccnnn d", "in seconds, only where MFA was used"),
    ("CTX-26",  "aws:Ec2InstanceSourceVpc",         "S   1 ncnnn -", "credentials of an EC2 instance"),
    ("CTX-26",  "aws:Ec2InstanceSourcePrivateIPv4", "IP  1 ncnnn -", "credentials of an EC2 instance"),
    ("CTX-26",  "ec2:SourceInstanceArn",            "A   1 ncnnn -", "credentials of an EC2 instance"),
    ("CTX-26",  "ec2:RoleDelivery",                 "N   1 ncnnn -", "credentials of an EC2 instance"),
    ("CTX-27",  "lambda:SourceFunctionArn",         "A   1 ncnnn -", "credentials of a Lambda function"),
    ("CTX-27",  "ssm:SourceInstanceArn",            "A   1 ncnnn -", "credentials of a managed instance"),
    ("CTX-27",  "aws:ChatbotSourceArn",             "A   1 ncnnn -", "calls from a chat client"),
    ("CTX-27",  "codebuild:BuildArn",               "A   1 ncnnn -", "credentials of a build"),
    ("CTX-27",  "codebuild:ProjectArn",             "A   1 ncnnn -", "credentials of a build"),
    ("CTX-27a", "glue:RoleAssumedBy",               "S   1 ncnnn -", "glue.amazonaws.com"),
    ("CTX-27a", "glue:CredentialIssuingService",    "S   1 ncnnn -", "glue.amazonaws.com"),
    ("CTX-29a", "aws:SignInSessionArn",             "A   1 ccnnn -", "credentials of a sign-in flow with OAuth"),
    ("CTX-38",  "aws:RequestTag/${TagKey}",         "S   1 ccccc d", "tags passed, and transitive tags inherited"),
    ("CTX-39",  "aws:TagKeys",                      "S   M ccccc d", "the keys of aws:RequestTag"),
    ("CTX-40",  "aws:ResourceTag/${TagKey}",        "S   1 ccccc d", "tags of the role that is assumed"),
    ("CTX-43",  "aws:SourceIp",                     "IP  1 ccncc -", "not through a VPC endpoint"),
    ("CTX-44",  "aws:SourceVpc",                    "S   1 ccncc -", "through a VPC endpoint"),
    ("CTX-44",  "aws:SourceVpce",                   "S   1 ccncc -", "through a VPC endpoint"),
    ("CTX-44",  "aws:VpcSourceIp",                  "IP  1 ccncc -", "through a VPC endpoint"),
    ("CTX-44",  "aws:VpceAccount",                  "S   1 ccncc -", "through a VPC endpoint, some services"),
    ("CTX-44",  "aws:VpceOrgID",                    "S   1 ccncc -", "through a VPC endpoint, some services"),
    ("CTX-44",  "aws:VpceOrgPaths",                 "S   M ccncc -", "through a VPC endpoint, some services"),
    ("CTX-44a", "aws:SourceVpcArn",                 "A   1 nnnnn -", "through a VPC endpoint, some services, not STS"),
    ("CTX-45",  "aws:CurrentTime",                  "D   1 yyyyy -", "the time of the call, which the caller states"),
    ("CTX-45",  "aws:EpochTime",                    "D/N 1 yyyyy -", "the time of the call in seconds since 1970"),
    ("CTX-46",  "aws:SecureTransport",              "B   1 yynyy d", "absent for direct calls of a service"),
    ("CTX-47",  "aws:RequestedRegion",              "S   1 yyyyy d", "us-east-1 for the global endpoint (inferred)"),
    ("CTX-48",  "aws:UserAgent",                    "S   1 yyyyy !", "anyone can send any text"),
    ("CTX-48",  "aws:referer",                      "S   1 cc?cc !", "only where a browser follows a link; any text"),
    ("CTX-49",  "aws:ViaAWSService",                "B   1 yyyyy d", "true for calls that a service forwards"),
    ("CTX-49",  "aws:CalledVia",                    "S   M ccnnn -", "calls that a service forwards; in order"),
    ("CTX-49",  "aws:CalledViaFirst",               "S   1 ccnnn -", "calls that a service forwards"),
    ("CTX-49",  "aws:CalledViaLast",                "S   1 ccnnn -", "calls that a service forwards"),
    ("CTX-49a", "aws:CalledViaAWSMCP",              "S   1 ccnnn -", "calls made or forwarded by AWS MCP"),
    ("CTX-49a", "aws:ViaAWSMCPService",             "B   1 ccnnn -", "calls made or forwarded by AWS MCP"),
    ("CTX-49a", "aws:IsMcpServiceAction",           "B   1 ccnnn -", "while an action of AWS MCP is authorized"),
    ("CTX-57",  "aws:SourceArn",                    "A   1 nncnn -", "a service acts for a resource"),
    ("CTX-57",  "aws:SourceAccount",                "S   1 nncnn -", "a service acts for a resource"),
    ("CTX-57",  "aws:SourceOrgID",                  "S   1 nncnn -", "a service acts for a resource"),
    ("CTX-57",  "aws:SourceOrgPaths",               "S   M nncnn -", "a service acts for a resource"),
    ("CTX-57a", "aws:SourceOwner",                  "S   1 nn?nn -", "a legacy key that the page does not list"),
    ("CTX-58",  "aws:ResourceAccount",              "S   1 yyyyy d", "the account of the role"),
    ("CTX-58",  "aws:ResourceOrgID",                "S   1 ccccc d", "the role's account is in an organization"),
    ("CTX-58",  "aws:ResourceOrgPaths",             "S   M ccccc d", "the role's account is in an organization"),
)

_STS = _keys(
    STS_REFERENCE,
    ("CTX-30", "sts:RoleSessionName",              "S 1 yyyyy d", "a service chooses one (inferred)"),
    ("CTX-31", "sts:ExternalId",                   "S 1 cccnn d", "AssumeRole with an external id"),
    ("CTX-32", "sts:SourceIdentity",               "S 1 ccccc d", "passed, or inherited from the calling session"),
    ("CTX-33", "sts:TransitiveTagKeys",            "S M ccccc d", "passed and inherited transitive keys"),
    ("CTX-34", "sts:RequestContext/${ContextKey}", "S 1 cccnn d", "AssumeRole with provided contexts"),
    ("CTX-34", "sts:RequestContextProviders",      "A M cccnn d", "AssumeRole with provided contexts"),
    ("CTX-35", "sts:RoleAuthorizedByIdp",          "B 1 nnnnc d", "the token has a claim that lists roles"),
    ("CTX-36", "sts:TaskPolicyArn",                "A 1 ccnnn -", "AssumeRoot"),
    ("CTX-37", "sts:AWSServiceName",               "S 1 nnnnn -", "GetServiceBearerToken"),
    ("CTX-37", "sts:DurationSeconds",              "N 1 nnnnn -", "GetServiceBearerToken, GetWebIdentityToken"),
    ("CTX-37", "sts:IdentityTokenAudience",        "S M nnnnn -", "GetWebIdentityToken"),
    ("CTX-37", "sts:SigningAlgorithm",             "S 1 nnnnn -", "GetWebIdentityToken"),
    ("CTX-40", "iam:ResourceTag/${TagKey}",        "S 1 ccccc d", "tags of the role that is assumed"),
)

# Attributes of the assertion are there if the identity provider sends them.
_SAML = _keys(
    STS_REFERENCE,
    ("CTX-28", "saml:namequalifier",                "S 1 ncnyn d", "hash of issuer, account and provider"),
    ("CTX-28", "saml:sub",                          "S 1 ncnyn d", "subject"),
    ("CTX-28", "saml:sub_type",                     "S 1 ncnyn d", "persistent, transient, or the whole format URN"),
    ("CTX-41", "saml:aud",                          "S 1 nnnyn d", "the Recipient: the sign-in address of AWS"),
    ("CTX-41", "saml:iss",                          "S 1 nnnyn d", "issuer"),
    ("CTX-41", "saml:doc",                          "S 1 nnnyn d", "account, '/', name of the provider"),
    ("CTX-41", "saml:cn",                           "S M nnncn d", ""),
    ("CTX-41", "saml:commonName",                   "S 1 nnncn d", ""),
    ("CTX-41", "saml:eduorghomepageuri",            "S M nnncn d", ""),
    ("CTX-41", "saml:eduorgidentityauthnpolicyuri", "S M nnncn d", ""),
    ("CTX-41", "saml:eduorglegalname",              "S M nnncn d", ""),
    ("CTX-41", "saml:eduorgsuperioruri",            "S M nnncn d", ""),
    ("CTX-41", "saml:eduorgwhitepagesuri",          "S M nnncn d", ""),
    ("CTX-41", "saml:edupersonaffiliation",         "S M nnncn d", ""),
    ("CTX-41", "saml:edupersonassurance",           "S M nnncn d", ""),
    ("CTX-41", "saml:edupersonentitlement",         "S M nnncn d", ""),
    ("CTX-41", "saml:edupersonnickname",            "S M nnncn d", ""),
    ("CTX-41", "saml:edupersonorgdn",               "S 1 nnncn d", ""),
    ("CTX-41", "saml:edupersonorgunitdn",           "S M nnncn d", ""),
    ("CTX-41", "saml:edupersonprimaryaffiliation",  "S 1 nnncn d", ""),
    ("CTX-41", "saml:edupersonprimaryorgunitdn",    "S 1 nnncn d", ""),
    ("CTX-41", "saml:edupersonprincipalname",       "S 1 nnncn d", ""),
    ("CTX-41", "saml:edupersonscopedaffiliation",   "S M nnncn d", ""),
    ("CTX-41", "saml:edupersontargetedid",          "S M nnncn d", ""),
    ("CTX-41", "saml:givenName",                    "S 1 nnncn d", ""),
    ("CTX-41", "saml:mail",                         "S 1 nnncn d", ""),
    ("CTX-41", "saml:name",                         "S 1 nnncn d", ""),
    ("CTX-41", "saml:organizationStatus",           "S 1 nnncn d", ""),
    ("CTX-41", "saml:primaryGroupSID",              "S 1 nnncn d", ""),
    ("CTX-41", "saml:surname",                      "S 1 nnncn d", ""),
    ("CTX-41", "saml:uid",                          "S 1 nnncn d", ""),
    ("CTX-41", "saml:x500UniqueIdentifier",         "S 1 nnncn d", ""),
)

_IAM = _keys(
    IAM_REFERENCE,
    ("CTX-59",  "iam:PassedToService",                      "S 1 nnnnn -", "PassRole"),
    ("CTX-59",  "iam:AssociatedResourceArn",                "A 1 nnnnn -", "PassRole"),
    ("CTX-59",  "iam:PermissionsBoundary",                  "A 1 nnnnn -", ""),
    ("CTX-59",  "iam:PolicyARN",                            "A 1 nnnnn -", ""),
    ("CTX-59",  "iam:AWSServiceName",                       "S 1 nnnnn -", ""),
    ("CTX-59",  "iam:OrganizationsPolicyId",                "S 1 nnnnn -", ""),
    ("CTX-59",  "iam:FIDO-certification",                   "S 1 nnnnn -", ""),
    ("CTX-59",  "iam:FIDO-FIPS-140-2-certification",        "S 1 nnnnn -", ""),
    ("CTX-59",  "iam:FIDO-FIPS-140-3-certification",        "S 1 nnnnn -", ""),
    ("CTX-59a", "iam:AccountPropertyNamespaces",            "S M nnnnn -", ""),
    ("CTX-59a", "iam:DelegationDuration",                   "S 1 nnnnn -", ""),
    ("CTX-59a", "iam:DelegationRequestOwner",               "A 1 nnnnn -", ""),
    ("CTX-59a", "iam:NotificationChannel",                  "S 1 nnnnn -", ""),
    ("CTX-59a", "iam:RegisterSecurityKey",                  "S 1 nnnnn -", ""),
    ("CTX-59a", "iam:RoleTemplateARN",                      "A 1 nnnnn -", ""),
    ("CTX-59a", "iam:TemplateArn",                          "A 1 nnnnn -", ""),
    ("CTX-59a", "iam:ServiceSpecificCredentialAgeDays",     "N 1 nnnnn -", ""),
    ("CTX-59a", "iam:ServiceSpecificCredentialServiceName", "S 1 nnnnn -", ""),
)

# ${Provider} is the address of an OIDC provider without its scheme, or a built-in name.
_OIDC = _keys(
    IAM_STS_KEYS,
    ("CTX-42", "${Provider}:aud",                                "S 1 ncnny d", "claim azp if there is one, else aud"),
    ("CTX-42", "${Provider}:oaud",                               "S 1 nnnnc d", "claim aud of a token that has azp"),
    ("CTX-42", "${Provider}:sub",                                "S 1 ncnny d", "subject of the token"),
    ("CTX-42", "${Provider}:amr",                                "S M ncnnc d", "how the subject signed in"),
    ("CTX-42", "${Provider}:email",                              "S 1 nnnnc d", "few providers"),
    ("CTX-42", "accounts.google.com:google/organization_number", "N 1 nnnnc d", ""),
    ("CTX-29", "graph.facebook.com:app_id",                      "S 1 ncnny d", "the application"),
    ("CTX-29", "graph.facebook.com:id",                          "S 1 ncnny d", "the person"),
    ("CTX-29", "www.amazon.com:app_id",                          "S 1 ncnny d", "the application"),
    ("CTX-29", "www.amazon.com:user_id",                         "S 1 ncnny d", "the person"),
)
# fmt: on

_CLAIMS = (
    each
    for provider in PROVIDER_CLAIMS
    for each in _keys(
        provider.source,
        *(("ASSUME-83", f"{host}:{claim}", "S 1 nnnnc d", "") for host in provider.hosts for claim in provider.claims),
    )
)

CONDITION_KEYS: Final = (*_GLOBAL, *_STS, *_SAML, *_IAM, *_OIDC, *_CLAIMS)
"""What is known of the keys that matter when a role is assumed, and of all global keys and keys of IAM."""

_BY_NAME: Final = {each.name.casefold(): each for each in CONDITION_KEYS if "${" not in each.name}


def _around_placeholder(name: str) -> tuple[str, str]:
    start, _, rest = name.casefold().partition("${")
    return start, rest.partition("}")[2]


_FAMILIES: Final = tuple((*_around_placeholder(each.name), each) for each in CONDITION_KEYS if "${" in each.name)


def condition_key(name: str) -> ConditionKey | None:
    """What is known of a condition key; case does not matter (CTX-60), and tag keys and providers may be any.

    >>> condition_key("AWS:sourceip").name
    'aws:SourceIp'
    >>> condition_key("aws:PrincipalTag/Team").name
    'aws:PrincipalTag/${TagKey}'
    >>> condition_key("gitlab.example.com:sub").name
    '${Provider}:sub'
    >>> condition_key("aws:Unknown") is None
    True
    """
    folded = name.casefold()
    if folded in _BY_NAME:
        return _BY_NAME[folded]
    return next((key for start, end, key in _FAMILIES if _fits(folded, start, end)), None)


def _fits(name: str, start: str, end: str) -> bool:
    """Whether something stands between the two that can stand there."""
    if not (name.startswith(start) and name.endswith(end) and len(name) > len(start) + len(end)):
        return False
    middle = name[len(start) : len(name) - len(end)]
    # A tag key may be anything; a provider is an address, and the first colon ends it.
    return not end or (":" not in middle and (bool(start) or "." in middle))
