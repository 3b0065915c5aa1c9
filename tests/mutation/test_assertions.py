from __future__ import annotations

import ast

import pytest
from msgspec.structs import replace

from testguard.model.mutant import Act, Mutant
from testguard.mutation.assertions import assertion_for

PULUMI = Mutant(
    "multi-az-weakened", Act.SET, "lib/a.py", "lib/a.py", 3, "aws:rds/instance:Instance", ("db",),
    ("multiAz",), old=True, new=False,
)  # fmt: skip
CDK = replace(PULUMI, type="AWS::RDS::DBInstance", path=("Tags", 0, "Key"), old="env")
EDIT = replace(PULUMI, act=Act.EDIT, path=(), item="i", symbol="Args.size", old="3", new="4")


@pytest.mark.parametrize(
    ("mutant", "assertion"),
    [
        (PULUMI, "assert [r.inputs['multiAz'] for r in mocks.resources if r.name == 'db'] == [True]"),
        (
            replace(PULUMI, act=Act.DROP, path=("password",), old={"$secret": "p"}),
            "assert [r.inputs['password'] for r in mocks.resources if r.name == 'db'] == ['p']",
        ),
        (
            replace(PULUMI, act=Act.REMOVE),
            "assert [r.typ for r in mocks.resources if r.name == 'db'] "
            "== ['aws:rds/instance:Instance']",
        ),
        (
            replace(CDK, act=Act.OUTPUT, type="output", path=("Url",), old={"Ref": "Site"}),
            "template.has_output('Url', {'Value': {'Ref': 'Site'}})",
        ),
        (CDK, "template.has_resource_properties('AWS::RDS::DBInstance', {'Tags': [{'Key': 'env'}]})"),
        (
            replace(CDK, act=Act.OPTION, path=("DeletionPolicy",), old="Retain"),
            "template.has_resource('AWS::RDS::DBInstance', {'DeletionPolicy': 'Retain'})",
        ),
        (replace(CDK, act=Act.DUPLICATE), "template.resource_count_is('AWS::RDS::DBInstance', 1)"),
        (
            replace(CDK, act=Act.CUT, path=(), old="Key"),
            "template.has_resource('AWS::RDS::DBInstance', {'DependsOn': ['Key']})",
        ),
        (
            replace(EDIT, operator="default-changed"),
            "assert Args(...).size == 3  # built without size",
        ),
        (
            replace(EDIT, operator="guard-negated", symbol="ValueError if size < 1"),
            "with pytest.raises(ValueError):  # size < 1, just beyond the limit and just within it",
        ),
    ],
)  # fmt: skip
def test_the_assertion_is_about_what_was_wrong(mutant: Mutant, assertion: str) -> None:
    assert assertion_for(mutant) == assertion
    ast.parse(f"{assertion}\n    pass" if assertion.startswith("with") else assertion)
