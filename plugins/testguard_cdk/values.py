"""Made-up values of plain types, by the name of what wants them."""

from __future__ import annotations

import re

ACCOUNT, REGION = "123456789012", "us-east-1"
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_TEXTS = {
    "account": ACCOUNT, "account_id": ACCOUNT, "region": REGION, "stage": "dev", "env": "dev",
    "environment": "dev", "env_name": "dev", "environment_suffix": "dev", "suffix": "dev",
    "cidr": "10.0.0.0/16", "email": "someone@example.com", "domain": "example.com",
    "domain_name": "example.com", "hosted_zone_id": "Z0123456789ABCDEFGHIJ",
    "zone_name": "example.com", "certificate_arn":
        f"arn:aws:acm:{REGION}:{ACCOUNT}:certificate/12345678-1234-1234-1234-123456789012",
    "image_id": "ami-0123456789abcdef0", "instance_type": "t3.micro", "engine": "postgres",
    "version": "1.0.0", "schedule": "rate(1 day)", "url": "https://example.com",
    "removal_policy": "DESTROY", "user": "admin", "username": "admin", "port": "8080",
}  # fmt: skip
_ENDS = {
    "cidr": "10.0.0.0/16", "cidr_block": "10.0.0.0/16", "email": "someone@example.com",
    "domain": "example.com", "domain_name": "example.com", "url": "https://example.com",
    "region": REGION, "account": ACCOUNT, "account_id": ACCOUNT,
    "vpc_id": "vpc-0123456789abcdef0", "subnet_id": "subnet-0123456789abcdef0",
    "security_group_id": "sg-0123456789abcdef0", "instance_type": "t3.micro",
}  # fmt: skip
_SERVICES = {
    "topic": "sns", "queue": "sqs", "function": "lambda", "lambda": "lambda", "role": "iam",
    "table": "dynamodb", "bucket": "s3", "key": "kms", "secret": "secretsmanager",
    "cluster": "ecs", "repository": "ecr", "state_machine": "states", "certificate": "acm",
    "db": "rds", "database": "rds", "db_instance": "rds",
    "rule": "events", "stream": "kinesis", "policy": "iam", "user_pool": "cognito-idp",
}  # fmt: skip
_RESOURCES = {
    "role": "role/", "policy": "policy/", "function": "function:", "lambda": "function:",
    "table": "table/", "key": "key/", "secret": "secret:", "cluster": "cluster/",
    "repository": "repository/", "state_machine": "stateMachine:", "certificate": "certificate/",
    "db": "db:", "database": "db:", "db_instance": "db:",
    "rule": "rule/", "stream": "stream/", "user_pool": "userpool/",
}  # fmt: skip
_NUMBERS = {"port": 8080, "days": 7, "retention": 7, "memory": 512, "memory_size": 512,
            "cpu": 256, "timeout": 30, "max_azs": 2, "storage": 20}  # fmt: skip


def snake(name: str) -> str:
    """``vpcId`` as ``vpc_id``."""
    return _CAMEL.sub("_", name).replace("-", "_").lower()


def text(name: str) -> str:
    """A string for a parameter, field or key of this name."""
    stem = snake(name)
    if stem in _TEXTS:
        return _TEXTS[stem]
    ends = (value for end, value in _ENDS.items() if f"_{stem}".endswith(f"_{end}"))
    if found := next(ends, None):
        return found
    if stem == "arn" or stem.endswith("_arn"):
        return arn(stem.removesuffix("arn").rstrip("_"))
    return stem.replace("_", "-")


def arn(kind: str) -> str:
    """The ARN of a resource of this kind, such as ``role`` or ``alarm_topic``."""
    known = next((each for each in _SERVICES if kind == each or kind.endswith(f"_{each}")), "")
    service, prefix = _SERVICES.get(known, "s3"), _RESOURCES.get(known, "")
    place = {"iam": f":{ACCOUNT}", "s3": ":"}.get(service, f"{REGION}:{ACCOUNT}")
    return f"arn:aws:{service}:{place}:{prefix}{(kind or 'resource').replace('_', '-')}"


def number(name: str) -> int:
    """A whole number for a parameter, field or key of this name."""
    stem = snake(name)
    ends = (value for end, value in _NUMBERS.items() if stem == end or stem.endswith(f"_{end}"))
    return next(ends, 2)
