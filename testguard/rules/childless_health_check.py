"""TG201."""

from __future__ import annotations

from collections.abc import Iterator

from testguard.infrastructure.calls import Call
from testguard.infrastructure.values import Values
from testguard.plugin import Infrastructure, Offence, infrastructure_rule
from testguard.syntax import Node, dotted, named, span

CALCULATED = "CALCULATED"
_PULUMI = (".route53.HealthCheck", ".route53.HealthCheckArgs")
_CDK = ".CfnHealthCheck.HealthCheckConfigProperty"
_CDK_CHECK = ".aws_route53.CfnHealthCheck"
_CDK_CONSTRUCT = ".aws_route53.HealthCheck"
_STATUS = ("insufficient_data_health_status", "insufficientDataHealthStatus")
_CHILDREN = ("child_healthchecks", "child_health_checks", "childHealthChecks")


@infrastructure_rule("TG201", words=(CALCULATED,))
def childless_health_check(system: Infrastructure) -> Iterator[Offence]:
    """A calculated health check without children watches nothing and cannot fail.

    Route 53 works out its status from those of its children. With none there is nothing to work it
    out from, whatever becomes of the system behind it, and failover never happens. With
    ``insufficient_data_health_status="Healthy"`` an alarm that has no data counts as health, too.

    Bad::

        import pulumi_aws as aws

        aws.route53.HealthCheck("primary", type="CALCULATED", child_healthchecks=[])

    Good::

        import pulumi_aws as aws

        endpoint = aws.route53.HealthCheck("endpoint", type="TCP", port=3306, fqdn="db.internal")
        aws.route53.HealthCheck("primary", type="CALCULATED", child_healthchecks=[endpoint.id])
    """
    for call in system.calls:
        settings = _settings(call, system.values)
        if settings is None or not _is_calculated(settings.get("type"), system.values):
            continue
        children = [settings[name] for name in _CHILDREN if name in settings]
        if all(system.values.is_empty(each) for each in children):
            yield _offence(system, call, settings, given=bool(children))


def _is_calculated(type_: Node | None, values: Values) -> bool:
    if type_ is None:
        return False
    return CALCULATED in (values.text(type_), dotted(type_).rpartition(".")[2])


def _settings(call: Call, values: Values) -> dict[str, Node] | None:
    """What a health check is made with, where all of it can be read."""
    if call.name.endswith(_PULUMI) or call.name.endswith(_CDK):
        return dict(call.keywords) if call.complete and not _args(call) else None
    if call.name.endswith(_CDK_CONSTRUCT):
        return dict(call.keywords) if call.complete else None
    if call.name.endswith(_CDK_CHECK):
        config = values.of(call.argument("health_check_config", 2))
        if config is not None and config.kind() == "dictionary":
            return _entries(config, values)
    return None


def _args(call: Call) -> bool:
    """Whether a resource takes its settings as one object, which is a call of its own."""
    return "args" in call.keywords or len(call.positional) > 1


def _entries(table: Node, values: Values) -> dict[str, Node] | None:
    pairs = named(table)
    if any(pair.kind() != "pair" for pair in pairs):
        return None
    keys = [(values.text(pair.field("key")), pair.field("value")) for pair in pairs]
    return {key: value for key, value in keys if key is not None and value is not None}


def _offence(
    system: Infrastructure, call: Call, settings: dict[str, Node], *, given: bool
) -> Offence:
    children = "an empty list of children" if given else "no children"
    message = f"the calculated health check has {children}: it watches nothing and cannot fail"
    statuses = (system.values.text(settings.get(name)) for name in _STATUS)
    if "Healthy" in statuses:
        message += ", and it takes insufficient data for health"
    hint = "give it child health checks that watch endpoints or alarms, or make it one of these"
    return Offence(span(call.node), message, hint, system.symbol(call.node))
