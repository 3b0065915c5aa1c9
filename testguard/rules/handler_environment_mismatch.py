"""TG208."""

from __future__ import annotations

from collections.abc import Iterator

from testguard.infrastructure.environment_reads import Reading, Readings, environment_reads
from testguard.infrastructure.environment_settings import Settings, environment_settings
from testguard.infrastructure.functions import WORDS, DeclaredFunction
from testguard.infrastructure.handlers import HandlerSource
from testguard.plugin import Confidence, Infrastructure, Offence, infrastructure_rule
from testguard.syntax import span

# what Lambda itself sets, and what libraries read: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
_RUNTIME = (
    "AWS_",
    "LAMBDA_",
    "_X_AMZN",
    "_HANDLER",
    "PATH",
    "LANG",
    "TZ",
    "LD_LIBRARY_PATH",
    "HOME",
)
_LIBRARIES = (
    "AWS_", "POWERTOOLS_", "LOG_LEVEL", "OTEL_", "PYTHON", "DD_", "DATADOG", "SENTRY_",
    "LD_", "PATH", "TZ", "HOME", "NEW_RELIC", "OPENTELEMETRY", "LUMIGO_", "JSII_", "POLARS_",
    "REQUESTS_", "SSL_", "HTTP", "http", "NO_PROXY", "TMPDIR", "XDG_", "HF_", "TRANSFORMERS_",
)  # fmt: skip


@infrastructure_rule("TG208", words=WORDS)
def handler_environment_mismatch(system: Infrastructure) -> Iterator[Offence]:
    """A Lambda handler reads an environment variable that the stack does not set, or the reverse.

    A variable that is read with ``os.environ[...]``, or as a field of settings without a default,
    whenever the handler runs, must be set on that function. A variable that is set and read by
    nothing in the handler's code is likely a leftover, or misspelt. Where either side cannot be
    read completely, nothing is said of it.

    Bad (lib/stack.py)::

        from aws_cdk import Stack, aws_lambda

        class FailoverStack(Stack):
            def __init__(self, scope, construct_id):
                super().__init__(scope, construct_id)
                aws_lambda.Function(
                    self, "Failover", runtime=aws_lambda.Runtime.PYTHON_3_12,
                    handler="failover.handler", code=aws_lambda.Code.from_asset("lambda"),
                    environment={"TOPIC_ARN": "..."},
                )

    Bad (lambda/failover.py)::

        import os

        def handler(event, context):
            return os.environ["ALERT_TOPIC_ARN"]

    Good (lib/stack.py)::

        from aws_cdk import Stack, aws_lambda

        class FailoverStack(Stack):
            def __init__(self, scope, construct_id):
                super().__init__(scope, construct_id)
                aws_lambda.Function(
                    self, "Failover", runtime=aws_lambda.Runtime.PYTHON_3_12,
                    handler="failover.handler", code=aws_lambda.Code.from_asset("lambda"),
                    environment={"ALERT_TOPIC_ARN": "..."},
                )

    Good (lambda/failover.py)::

        import os

        def handler(event, context):
            return os.environ["ALERT_TOPIC_ARN"]
    """
    for declared in system.functions:
        settings = environment_settings(declared, system.values)
        source = system.source_of(declared)
        if settings is not None and source is not None:
            reads = environment_reads(source, declared.function)
            yield from _unset(declared, settings, reads)
            yield from _unread(declared, settings, source, reads)


def _unset(declared: DeclaredFunction, settings: Settings, reads: Readings) -> Iterator[Offence]:
    known = {name.upper() for name in (*settings.variables, *settings.added)}
    missing: dict[str, Reading] = {}
    for each in reads.items:
        if each.needed and each.name.upper() not in known and not each.name.startswith(_RUNTIME):
            missing.setdefault(each.name, each)
    for name, reading in missing.items():
        yield Offence(
            span(declared.call.node.field("function") or declared.call.node),
            f"the handler of {declared.label} reads {name} ({reading.path}:{reading.line}), and "
            "the stack does not set it: the function fails when it is called",
            f'add "{name}" to the environment of the function',
            name,
        )


def _unread(
    declared: DeclaredFunction,
    settings: Settings,
    source: HandlerSource,
    reads: Readings,
) -> Iterator[Offence]:
    if not (reads.all_known and source.closed):
        return
    read = {each.name.upper() for each in reads.items}
    for name, node in settings.variables.items():
        if name.upper() not in read and not name.startswith(_LIBRARIES):
            yield Offence(
                span(node),
                f"the stack sets {name} on {declared.label}, and its handler "
                f"({source.entry.path}) never reads it",
                "read it, or do not set it; it may be misspelt on one side",
                name,
                confidence=Confidence.LIKELY,
            )
