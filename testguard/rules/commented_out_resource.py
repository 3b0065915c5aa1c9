"""TG204."""

from __future__ import annotations

from collections.abc import Iterator

from testguard.infrastructure.calls import read_call
from testguard.patterns import regex
from testguard.plugin import Infrastructure, Offence, Severity, infrastructure_rule
from testguard.suite.commented_code import end_of_statement
from testguard.suite.comments import CommentBlock, comment_blocks
from testguard.suite.module import Module
from testguard.syntax import find, parse

_START = regex(
    r"\s*(?:[\w.]+(?:\s*:\s*[\w.]+)?\s*=\s*|return\s+)?(?P<name>[A-Za-z_]\w*(?:\.\w+)*\.(?P<kind>[A-Z]\w*))\("
)
_NO_RESOURCES = ("Args", "Property", "Props", "Opts", "Provider", "Metric", "Statement")


@infrastructure_rule("TG204", Severity.WARNING, words=("#",))
def commented_out_resource(system: Infrastructure) -> Iterator[Offence]:
    """A resource is commented out: the stack looks as if it declared it, and does not.

    Only a whole call of a class that the file still imports counts, not prose about one.

    Bad::

        import pulumi_aws as aws

        primary = aws.rds.Instance("primary", instance_class="db.r6g.large")
        # replica = aws.rds.Instance(
        #     "replica",
        #     instance_class="db.r6g.large",
        #     replicate_source_db=primary.arn,
        # )

    Good::

        import pulumi_aws as aws

        primary = aws.rds.Instance("primary", instance_class="db.r6g.large")
        aws.rds.Instance("replica", instance_class="db.r6g.large", replicate_source_db=primary.arn)
    """
    if system.stack is None:
        return
    for block in comment_blocks(system.module):
        yield from _in_block(system.module, block)


def _in_block(module: Module, block: CommentBlock) -> Iterator[Offence]:
    lines = block.uncommented()
    index = 0
    while index < len(lines):
        end = end_of_statement(lines, index)
        found = _START.match(lines[index])
        if found is None or end == index:
            index += 1
            continue
        statement = "\n".join(lines[index:end])
        if _is_code(statement) and _declares(module, found["name"], found["kind"], statement):
            first = block.first + index
            yield Offence(
                block.span(first, block.first + end - 1),
                f"a resource is commented out, so the stack does not declare it: {found['name']}",
                "declare it, or delete the comment",
                found["name"],
            )
        index = end


def _declares(module: Module, name: str, kind: str, statement: str) -> bool:
    """Whether a call of this name makes a resource: in the CDK it then has a scope and an id."""
    if not module.imports.binds(name.partition(".")[0]) or kind.endswith(_NO_RESOURCES):
        return False
    qualified = module.imports.qualify(name)
    calls = find(parse(_flush(statement)), "call")
    given = read_call(module, calls[0]).positional if calls else ()
    if qualified.startswith("aws_cdk.aws_") and "stepfunctions" not in qualified:
        return len(given) > 1 and given[0].kind() in ("identifier", "attribute")
    return qualified.startswith("pulumi_") and bool(given)


def _flush(statement: str) -> str:
    return "\n".join(line.strip() for line in statement.split("\n"))


def _is_code(statement: str) -> bool:
    return statement.rstrip().endswith(")") and not find(parse(_flush(statement)), "ERROR")
