"""Lists that AWS publishes, as the rules give them."""

MULTIVALUED = (  # section 6, column "card", and CTX-41
    *("aws:principalorgpaths", "aws:principalservicenameslist", "aws:resourceorgpaths", "aws:sourceorgpaths"),
    *("aws:vpceorgpaths", "aws:tagkeys", "aws:calledvia", "sts:transitivetagkeys", "sts:requestcontextproviders"),
    *("saml:cn", "saml:eduorghomepageuri", "saml:eduorgidentityauthnpolicyuri", "saml:eduorglegalname"),
    *("saml:eduorgsuperioruri", "saml:eduorgwhitepagesuri", "saml:edupersonaffiliation", "saml:edupersonassurance"),
    *("saml:edupersonentitlement", "saml:edupersonnickname", "saml:edupersonorgunitdn"),
    *("saml:edupersonscopedaffiliation", "saml:edupersontargetedid"),
)
UNDER_RCP = (  # EVAL-30
    *("aoss", "appconfig", "appstream", "autoscaling", "cloudfront", "cloudsearch", "codebuild", "codecommit"),
    *("codepipeline", "cognito-identity", "cognito-idp", "comprehend", "comprehendmedical", "cost-optimization-hub"),
    *("dax", "dynamodb", "ecr", "events", "firehose", "fis", "health", "inspector-scan", "kendra", "kinesisvideo"),
    *("kms", "logs", "memorydb", "networkmonitor", "opensearch", "pca-connector-ad", "polly", "pricing", "s3"),
    *("secretsmanager", "signin", "sqs", "sts", "support", "textract", "timestream-influxdb", "transcribe"),
    *("transfer", "translate", "wafv2"),
)
