"""Host names, endpoints and URLs of AWS services."""

from __future__ import annotations

from collections.abc import Callable

from testguard_pulumi.aws_ids import own_id, queue_url
from testguard_pulumi.aws_names import DEFAULT_REGION, arn, dns_suffix, service_of
from testguard_pulumi.subject import Subject, snake

_PORTS = {
    "aurora-mysql": 3306, "mysql": 3306, "mariadb": 3306, "aurora-postgresql": 5432,
    "postgres": 5432, "oracle": 1521, "sqlserver": 1433, "redis": 6379, "valkey": 6379,
    "memcached": 11211, "docdb": 27017, "neptune": 8182,
}  # fmt: skip
_MODULE_PORTS = {"docdb": 27017, "neptune": 8182, "elasticache": 6379, "redshift": 5439}
_DATABASES = {"rds", "docdb", "neptune"}
Host = Callable[[Subject], str]


def port(subject: Subject) -> int:
    """The port a database listens on, 443 for anything else."""
    engine = str(subject.given.get("engine", ""))
    by_engine = next((p for name, p in _PORTS.items() if engine.startswith(name)), 0)
    default = _MODULE_PORTS.get(subject.module, 3306 if subject.module in _DATABASES else 443)
    return by_engine or default


def host(subject: Subject, stem: str) -> str:
    """A host name, endpoint or URL; ``stem`` is the property in snake case, "" if it is none."""
    special = _SPECIAL.get(f"{subject.module}:{subject.kind}:{stem}")
    if special:
        return special(subject)
    if subject.module in _DATABASES and stem in _DATABASE_STEMS:
        return _database(subject, stem)
    if stem in _GENERIC or stem.endswith(_ENDS):
        url = f"{subject.physical_name.lower()}.{service_of(subject)}.{_domain(subject)}"
        return f"https://{url}" if stem.endswith(("url", "uri", "issuer")) else url
    return ""


def _database(subject: Subject, stem: str) -> str:
    name, digits = subject.physical_name.lower(), subject.letters(12, "host")
    if subject.kind == "Instance" and subject.module == "rds":
        address = f"{name}.{digits}.{_domain(subject, 'rds')}"
        return f"{address}:{port(subject)}" if stem == "endpoint" else address
    scope = {"endpoint": "cluster-", "reader_endpoint": "cluster-ro-"}.get(stem, "")
    if subject.kind == "ClusterInstance":
        scope = ""
    return f"{name}.{scope}{digits}.{_domain(subject, 'rds')}"


def _domain(subject: Subject, service: str = "") -> str:
    region = subject.region or DEFAULT_REGION
    return (
        f"{region}.{service}.{dns_suffix(region)}" if service else f"{region}.{dns_suffix(region)}"
    )


def _bucket(middle: str) -> Host:
    def name(subject: Subject) -> str:
        region = subject.region or DEFAULT_REGION
        return f"{subject.physical_name}.{middle.format(region=region)}.{dns_suffix(region)}"

    return name


def _website(subject: Subject) -> str:
    return f"{subject.physical_name}.s3-website-{_domain(subject)}"


def _balancer(subject: Subject) -> str:
    return (
        f"{subject.physical_name}-{subject.number(10**8, 10**9, 'dns')}.{_domain(subject, 'elb')}"
    )


def _api(subject: Subject) -> str:
    return f"{own_id(subject)}.execute-api.{_domain(subject)}"


def _cognito(subject: Subject) -> str:
    return f"cognito-idp.{_domain(subject)}/{own_id(subject)}"


def _lambda_url(subject: Subject) -> str:
    region = subject.region or DEFAULT_REGION
    return f"https://{subject.letters(32, 'url')}.lambda-url.{region}.on.aws/"


def _eks(subject: Subject) -> str:
    return f"https://{subject.hexadecimal(32, 'host').upper()}.gr7.{_domain(subject, 'eks')}"


def _repository(subject: Subject) -> str:
    return f"{subject.account}.dkr.ecr.{_domain(subject)}/{subject.physical_name}"


def _invocation(subject: Subject) -> str:
    region = subject.region or DEFAULT_REGION
    path = f"2015-03-31/functions/{arn(subject)}/invocations"
    return f"arn:aws:apigateway:{region}:lambda:path/{path}"


def _execution(subject: Subject) -> str:
    region = subject.region or DEFAULT_REGION
    return f"arn:aws:execute-api:{region}:{subject.account}:{own_id(subject)}"


_DATABASE_STEMS = {"endpoint", "reader_endpoint", "address"}
_GENERIC = {
    "endpoint", "dns_name", "domain_name", "hostname", "host", "url", "uri", "fqdn", "issuer",
    "primary_endpoint_address", "reader_endpoint_address", "configuration_endpoint_address",
    "configuration_endpoint",
}  # fmt: skip
_ENDS = ("_endpoint", "_dns_name", "_domain_name", "_url", "_uri", "_hostname", "_fqdn")
_BUCKETS = ("Bucket", "BucketV2")
_SPECIAL: dict[str, Host] = {
    **{f"s3:{kind}:bucket_domain_name": _bucket("s3") for kind in _BUCKETS},
    **{f"s3:{kind}:bucket_regional_domain_name": _bucket("s3.{region}") for kind in _BUCKETS},
    **{f"s3:{kind}:website_endpoint": _website for kind in _BUCKETS},
    "s3:BucketWebsiteConfiguration:website_endpoint": _website,
    **{f"{module}:LoadBalancer:dns_name": _balancer for module in ("lb", "alb", "elb")},
    "apigateway:Stage:invoke_url": lambda subject: f"https://{_api(subject)}/{_stage(subject)}",
    "apigateway:Deployment:invoke_url": lambda subject: f"https://{_api(subject)}/",
    "apigatewayv2:Stage:invoke_url": lambda subject: f"https://{_api(subject)}/{_stage(subject)}",
    "apigatewayv2:Api:api_endpoint": lambda subject: f"https://{_api(subject)}",
    **{
        f"{module}:{kind}:execution_arn": _execution
        for module in ("apigateway", "apigatewayv2")
        for kind in ("RestApi", "Api", "Stage", "Deployment")
    },
    "cloudfront:Distribution:domain_name": lambda s: f"{s.letters(14, 'cdn')}.cloudfront.net",
    "cloudfront:Distribution:hosted_zone_id": lambda _: "Z2FDTNDATAQYW2",
    "cognito:UserPool:endpoint": _cognito,
    "ecr:Repository:repository_url": _repository,
    "eks:Cluster:endpoint": _eks,
    "lambda:Function:invoke_arn": _invocation,
    "lambda:Function:qualified_arn": lambda subject: f"{arn(subject)}:1",
    "lambda:Alias:invoke_arn": _invocation,
    "lambda:FunctionUrl:function_url": _lambda_url,
    "route53:Record:fqdn": lambda s: str(s.given.get("name") or s.physical_name),
    "sqs:Queue:url": queue_url,
}


def _stage(subject: Subject) -> str:
    name = subject.given.get("stageName") or subject.given.get("name") or snake(subject.kind)
    return "" if name == "$default" else str(name)
