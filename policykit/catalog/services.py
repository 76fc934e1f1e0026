"""AWS services: the names under which they assume roles, the actions of STS, who obeys resource control policies."""

from typing import Final, NamedTuple

from policykit.catalog.sources import GUIDES, STS_REFERENCE, Source

__all__ = [
    "ACTIONS_WITHOUT_RESOURCE",
    "RCP_SERVICES",
    "SERVICE_PRINCIPALS",
    "STS_ACTIONS",
    "ServicePrincipal",
    "StsAction",
    "service_principal",
]


class ServicePrincipal(NamedTuple):
    """A name under which an AWS service assumes roles.

    Attributes:
        name: the value under ``Service`` in a Principal element.
        purpose: what assumes the role.
        actions: what a trust policy must allow for the usual case.
        china: the name in China, where it is known to be one or the other (PRIN-37).
        sends_source: whether the service says for whom it works, in aws:SourceAccount and aws:SourceArn, when it
            assumes a role; None where its documentation does not say (ASSUME-60).
        source: where AWS says so.
    """

    name: str
    purpose: str
    actions: tuple[str, ...] = ("sts:AssumeRole",)
    china: str | None = None
    sends_source: bool | None = None
    source: Source = GUIDES


SERVICE_PRINCIPALS: Final = (
    ServicePrincipal("account-access.amazonaws.com", "account access manager", ("sts:AssumeRole", "sts:SetContext")),
    ServicePrincipal("backup.amazonaws.com", "AWS Backup"),
    ServicePrincipal("cloudformation.amazonaws.com", "CloudFormation stacks", china="cloudformation.amazonaws.com"),
    ServicePrincipal("codebuild.amazonaws.com", "CodeBuild projects"),
    ServicePrincipal("config.amazonaws.com", "AWS Config"),
    ServicePrincipal("delivery.logs.amazonaws.com", "delivery of logs to other services"),
    ServicePrincipal("ec2.amazonaws.com", "EC2 instances", china="ec2.amazonaws.com.cn", sends_source=False),
    ServicePrincipal(
        "ecs-tasks.amazonaws.com", "containers of ECS tasks", china="ecs-tasks.amazonaws.com", sends_source=True
    ),
    ServicePrincipal("ecs.amazonaws.com", "ECS itself"),
    ServicePrincipal("edgelambda.amazonaws.com", "Lambda functions at CloudFront locations", sends_source=False),
    ServicePrincipal("eks-fargate-pods.amazonaws.com", "the infrastructure of EKS pods on Fargate"),
    ServicePrincipal("eks.amazonaws.com", "EKS clusters"),
    ServicePrincipal("events.amazonaws.com", "EventBridge rules"),
    ServicePrincipal("firehose.amazonaws.com", "Firehose streams"),
    ServicePrincipal("glue.amazonaws.com", "Glue jobs and crawlers"),
    ServicePrincipal("lambda.amazonaws.com", "Lambda functions", china="lambda.amazonaws.com"),
    ServicePrincipal("monitoring.rds.amazonaws.com", "enhanced monitoring of RDS"),
    ServicePrincipal("pods.eks.amazonaws.com", "EKS pods (Pod Identity)", ("sts:AssumeRole", "sts:TagSession")),
    ServicePrincipal(
        "rolesanywhere.amazonaws.com",
        "holders of certificates (IAM Roles Anywhere)",
        ("sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"),
    ),
    ServicePrincipal("sagemaker.amazonaws.com", "SageMaker jobs and notebooks"),
    ServicePrincipal("scheduler.amazonaws.com", "EventBridge schedules", sends_source=True),
    ServicePrincipal("ssm.amazonaws.com", "Systems Manager"),
    ServicePrincipal("states.amazonaws.com", "Step Functions state machines"),
    ServicePrincipal("vpc-flow-logs.amazonaws.com", "VPC flow logs"),
)
"""The names that trust policies need most often; there are hundreds more (PRIN-38)."""

_BY_NAME: Final = {each.name: each for each in SERVICE_PRINCIPALS}


def service_principal(name: str) -> ServicePrincipal | None:
    """The service of this name, if it is one of the frequent ones; names are lower case and compared exactly.

    >>> service_principal("pods.eks.amazonaws.com").actions
    ('sts:AssumeRole', 'sts:TagSession')
    """
    return _BY_NAME.get(name)


class StsAction(NamedTuple):
    """An action of STS.

    Attributes:
        name: with its prefix.
        resource: what an identity policy names as its Resource, or None if only ``*`` matches.
        source: where AWS says so.
    """

    name: str
    resource: str | None
    source: Source = STS_REFERENCE


STS_ACTIONS: Final = (
    StsAction("sts:AssumeRole", "role"),
    StsAction("sts:AssumeRoleWithSAML", "role"),
    StsAction("sts:AssumeRoleWithWebIdentity", "role"),
    StsAction("sts:AssumeRoot", "root-user"),
    StsAction("sts:DecodeAuthorizationMessage", None),
    StsAction("sts:GetAccessKeyInfo", None),
    StsAction("sts:GetCallerIdentity", None),
    StsAction("sts:GetDelegatedAccessToken", None),
    StsAction("sts:GetFederationToken", "federated-user"),
    StsAction("sts:GetServiceBearerToken", None),
    StsAction("sts:GetSessionToken", None),
    StsAction("sts:GetWebIdentityToken", None),
    StsAction("sts:SetContext", "role"),
    StsAction("sts:SetSourceIdentity", "role"),
    StsAction("sts:TagGetWebIdentityToken", None),
    StsAction("sts:TagSession", "role"),
)
"""What STS offers, and what each action is done to (ARN-17)."""

ACTIONS_WITHOUT_RESOURCE: Final = frozenset(each.name for each in STS_ACTIONS if each.resource is None)
"""Actions for which a statement must say ``"Resource": "*"``: a particular ARN never matches them (ARN-17)."""

# Source: AWS Organizations User Guide, "Resource control policies"; prefixes from the Service Authorization
# Reference (sources.ORGANIZATIONS_RCPS).
# fmt: off
RCP_SERVICES: Final = frozenset({
    "aoss", "appconfig", "appstream", "autoscaling", "cloudfront", "cloudsearch", "codebuild", "codecommit",
    "codepipeline", "cognito-identity", "cognito-idp", "comprehend", "comprehendmedical", "cost-optimization-hub",
    "dax", "dynamodb", "ecr", "events", "firehose", "fis", "health", "inspector-scan", "kendra", "kinesisvideo",
    "kms", "logs", "memorydb", "networkmonitor", "opensearch", "pca-connector-ad", "polly", "pricing", "s3",
    "secretsmanager", "signin", "sqs", "sts", "support", "textract", "timestream-influxdb", "transcribe", "transfer",
    "translate", "wafv2",
})
# fmt: on
"""Action prefixes of the services that resource control policies bind (EVAL-30)."""
