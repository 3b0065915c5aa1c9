from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from testguard.errors import BuildError
from testguard.model.project import StackModule
from testguard.model.resource import ASSET, Built, Graph, Message, Resource
from testguard.plugin import Builder, Code, Recipe
from testguard_cdk.framework import RunnableCdk

Build = Callable[..., Built]
EXAMPLES = Path(__file__).parents[3] / "examples" / "cdk-rds-disaster-recovery"
PROJECT = {"cdk.json": '{"app": "python3 app.py", "context": {"size": "large"}}'}
QUEUE = "AWS::SQS::Queue"


def only(graph: Graph, type_: str) -> Resource:
    [found] = graph.of_type(type_)
    return found


def of_example(which: str, path: str, class_name: str = "", **more: Any) -> Built:
    stack = StackModule(path, "cdk", (class_name,) if class_name else ())
    return RunnableCdk().build(Recipe(EXAMPLES / which, stack, class_name, **more))


def test_the_framework_is_a_builder() -> None:
    assert isinstance(RunnableCdk(), Builder)


def test_the_app_of_the_example_has_a_stack_in_each_region() -> None:
    built = of_example("proven", "tap.py")
    primary, replica = built.graphs
    assert (primary.name, primary.region) == ("TapStackdev", "us-east-1")
    assert (replica.name, replica.region) == ("TapStackReplicadev", "eu-west-1")
    assert (primary.account, replica.account) == ("123456789012", "123456789012")
    assert replica.depends_on == ("TapStackdev",)
    source = only(replica, "AWS::RDS::DBInstance").properties["SourceDBInstanceIdentifier"]
    assert ":rds:us-east-1:123456789012:db:primary-db-dev" in str(source)


def test_the_hollow_example_builds_with_its_failures() -> None:
    graph = of_example("hollow", "lib/tap_stack.py", "TapStack").graph
    assert only(graph, "AWS::RDS::DBInstance").properties["DBInstanceClass"] == "db.t3.medium"
    health_check = only(graph, "AWS::Route53::HealthCheck").properties["HealthCheckConfig"]
    assert (health_check["Type"], health_check["ChildHealthChecks"]) == ("CALCULATED", [])
    function = only(graph, "AWS::Lambda::Function")
    assert function.options["assets"]["Code"] == {
        ASSET: {"kind": "directory", "path": "lib/handlers"}
    }
    assert set(graph.exports) == {"PrimaryEndpoint", "FailoverFunctionArn", "HealthCheckId"}


def test_a_resource_tells_its_path_its_place_and_what_it_needs() -> None:
    graph = of_example("hollow", "lib/tap_stack.py", "TapStack").graph
    database = only(graph, "AWS::RDS::DBInstance")
    group = only(graph, "AWS::RDS::DBSubnetGroup")
    assert database.name == "TapStack/Database/PrimaryDatabase/Resource"
    assert database.module == "lib/database_stack.py"
    assert database.properties["DBSubnetGroupName"] == {"Ref": group.id}
    assert database.references["DBSubnetGroupName"] == (group.id,)
    assert group.id in database.depends_on


def test_a_construct_is_what_is_below_it_and_what_that_needs() -> None:
    built = of_example("proven", "lib/dns_stack.py", "DnsStack")
    names = {each.name.removeprefix("TapStackdev/") for each in built.graph.resources}
    assert {"Dns/Zone/Resource", "Dns/PrimaryHealthCheck", "Database/Vpc/Resource"} <= names
    assert not any("FailoverFunction/Resource" in name for name in names)
    assert (built.others, set(built.graph.exports)) == ((), {"HealthCheckId", "PrimaryEndpoint"})


def test_what_the_app_passes_is_replaced_by_inputs() -> None:
    inputs = {"DatabaseStackProps.backup_retention_days": 14, "vpc_cidr": "10.7.0.0/16"}
    graph = of_example("proven", "lib/database_stack.py", "DatabaseStack", inputs=inputs).graph
    assert only(graph, "AWS::RDS::DBInstance").properties["BackupRetentionPeriod"] == 14
    assert only(graph, "AWS::EC2::VPC").properties["CidrBlock"] == "10.7.0.0/16"


def test_what_the_stack_refuses_is_the_cause_and_names_the_line() -> None:
    inputs = {"backup_retention_days": 36}
    with pytest.raises(BuildError, match="ValueError: backup_retention_days must") as refused:
        of_example("proven", "lib/database_stack.py", "DatabaseStack", inputs=inputs)
    assert isinstance(refused.value.__cause__, ValueError)
    assert "lib/database_stack.py:38, in __init__" in refused.value.message


SIGNATURES = {
    "keywords": "scope, id, **kwargs",
    "keyword-only": "scope: Construct, construct_id: str, *, delay: int = 1, **kwargs",
    "unusual names": "parent, name, delay=1, env=None",
    "environment": "scope, id, env: cdk.Environment, delay: int = 1",
    "a list": "scope, id, names: list[str], delay: int = 1",
    "an optional": "scope, id, names: Optional[list[str]], delay: int = 1",
}


@pytest.mark.parametrize("parameters", SIGNATURES.values(), ids=SIGNATURES)
def test_constructors_of_every_shape_are_given_what_they_want(
    build: Build, parameters: str
) -> None:
    delay = "delay" if "delay" in parameters else "1"
    rest = "**kwargs" if "kwargs" in parameters else ""
    first, second = (each.partition(":")[0].strip() for each in parameters.split(",")[:2])
    source = f"""
        from typing import Optional
        import aws_cdk as cdk
        from aws_cdk import aws_sqs as sqs
        from constructs import Construct

        class Shop(cdk.Stack):
            def __init__(self, {parameters}) -> None:
                super().__init__({first}, {second}, {rest})
                sqs.Queue(self, "Orders", delivery_delay=cdk.Duration.seconds({delay}))
        """
    graph = build(source, "shop.py", "Shop").graph
    assert (graph.name, only(graph, QUEUE).properties) == ("Shop", {"DelaySeconds": 1})


PROPS = {
    "a class": "class ShopProps:\n    def __init__(self, delay: int = 1):\n        self.delay = delay",
    "of StackProps": """class ShopProps(cdk.StackProps):
    def __init__(self, delay=1, **kwargs):
        super().__init__(**kwargs)
        self.delay = delay""",
    "a dataclass": "@dataclass(frozen=True)\nclass ShopProps:\n    delay: int = 1",
    "a named tuple": "class ShopProps(NamedTuple):\n    delay: int = 1",
}
STACK = """
class Shop(cdk.Stack):
    def __init__(self, scope, id, PARAMETER, **kwargs):
        super().__init__(scope, id, **kwargs)
        props = props or ShopProps()
        sqs.Queue(self, "Orders", delivery_delay=cdk.Duration.seconds(props.delay))
"""
HEADER = """from dataclasses import dataclass
from typing import NamedTuple, Optional
import aws_cdk as cdk
from aws_cdk import aws_sqs as sqs
"""


@pytest.mark.parametrize("props", PROPS.values(), ids=PROPS)
@pytest.mark.parametrize(
    "parameter", ["props: ShopProps", "props: Optional[ShopProps] = None", "props", "*, props=None"]
)
def test_props_keep_their_defaults_and_take_inputs(
    build: Build, props: str, parameter: str
) -> None:
    source = HEADER + props + STACK.replace("PARAMETER", parameter)
    for inputs, delay in (({}, 1), ({"ShopProps.delay": 5}, 5), ({"delay": 6}, 6)):
        graph = build({"shop.py": source}, "shop.py", "Shop", inputs=inputs).graph
        assert only(graph, QUEUE).properties == {"DelaySeconds": delay}


WANTED = {
    "ec2.IVpc": ("ec2.SecurityGroup(self, 'It', vpc=it)", "AWS::EC2::SecurityGroup"),
    "ec2.Vpc": ("ec2.SecurityGroup(self, 'It', vpc=it)", "AWS::EC2::SecurityGroup"),
    "s3.IBucket": ("it.grant_read(iam.AccountRootPrincipal())", ""),
    "s3.Bucket": ("it.add_lifecycle_rule(expiration=cdk.Duration.days(1))", ""),
    "sns.ITopic": ("sns.Subscription(self, 'It', topic=it, endpoint='https://x.io',"
                   "protocol=sns.SubscriptionProtocol.HTTPS)", "AWS::SNS::Subscription"),
    "lambda_.IFunction": ("it.add_permission('It', principal=iam.AccountRootPrincipal())", ""),
    "lambda_.Function": ("it.add_environment('A', 'b')", ""),
    "lambda_.Runtime": ("sqs.Queue(self, it.name)", QUEUE),
    "dynamodb.Table": ("it.add_global_secondary_index(index_name='i', partition_key=it.schema()"
                       ".partition_key)", ""),
    "kms.IKey": ("sqs.Queue(self, 'It', encryption_master_key=it)", QUEUE),
    "iam.IRole": ("iam.Policy(self, 'It', roles=[it], statements=[iam.PolicyStatement("
                  "actions=['s3:*'], resources=['*'])])", "AWS::IAM::Policy"),
    "ecs.ICluster": ("ec2.SecurityGroup(self, 'It', vpc=it.vpc)", "AWS::EC2::SecurityGroup"),
    "rds.IDatabaseInstance": ("cdk.CfnOutput(self, 'It', value=it.db_instance_endpoint_address)",
                              ""),
    "route53.IHostedZone": ("route53.ARecord(self, 'It', zone=it, target=route53.RecordTarget."
                            "from_ip_addresses('1.2.3.4'))", "AWS::Route53::RecordSet"),
    "cdk.Duration": ("sqs.Queue(self, 'It', delivery_delay=it)", QUEUE),
    "cdk.RemovalPolicy": ("sqs.Queue(self, 'It', removal_policy=it)", QUEUE),
    "Other": ("sqs.Queue(self, it.stack_name)", QUEUE),
}  # fmt: skip


@pytest.mark.parametrize(("hint", "use", "type_"), [(k, *v) for k, v in WANTED.items()], ids=WANTED)
def test_interfaces_and_constructs_get_something_real(
    build: Build, hint: str, use: str, type_: str
) -> None:
    source = f"""
        import aws_cdk as cdk
        from aws_cdk import (
            aws_dynamodb as dynamodb, aws_ec2 as ec2, aws_ecs as ecs, aws_iam as iam,
            aws_kms as kms, aws_lambda as lambda_, aws_rds as rds, aws_route53 as route53,
            aws_s3 as s3, aws_sns as sns, aws_sqs as sqs,
        )

        class Other(cdk.Stack):
            def __init__(self, scope, id):
                super().__init__(scope, id)

        class Shop(cdk.Stack):
            def __init__(self, scope, id, *, it: {hint}):
                super().__init__(scope, id)
                {use}
        """
    built = build(source, "shop.py", "Shop")
    assert [guess.what for guess in built.guesses][-1] == "Shop.it"
    assert not type_ or built.graph.of_type(type_)


TWO = {
    **PROJECT,
    "app.py": """
        import aws_cdk as cdk
        from aws_cdk import aws_sqs as sqs
        from lib.net import Net
        from lib.web import Web

        app = cdk.App()
        net = Net(app, "net", env=cdk.Environment(region="eu-west-1"))
        Web(app, "web", net.queue, "prod", env=cdk.Environment(region="eu-west-1"))
        app.synth()
        """,
    "lib/net.py": """
        import aws_cdk as cdk
        from aws_cdk import aws_sqs as sqs

        class Net(cdk.Stack):
            def __init__(self, scope, id, **kwargs):
                super().__init__(scope, id, **kwargs)
                self.queue = sqs.Queue(self, "Jobs")
        """,
    "lib/web.py": """
        import aws_cdk as cdk
        from aws_cdk import aws_ssm as ssm

        class Web(cdk.Stack):
            def __init__(self, scope, id, queue, environment, **kwargs):
                super().__init__(scope, id, **kwargs)
                if environment not in ("dev", "prod"):
                    raise ValueError(f"no environment {environment}")
                size = self.node.try_get_context("size") or "small"
                ssm.StringParameter(self, "Url", string_value=queue.queue_url,
                                    description=f"{environment} {size}")
        """,
}
PARAMETER = "AWS::SSM::Parameter"


def test_what_nobody_can_guess_is_what_the_app_passes(build: Build) -> None:
    built = build(TWO, "lib/web.py", "Web")
    parameter = only(built.graph, PARAMETER)
    assert parameter.properties["Description"] == "prod large"
    assert "Fn::ImportValue" in parameter.properties["Value"]
    assert built.graph.depends_on == ("net",)
    assert (built.guesses, built.others) == ((), ())


def test_inputs_and_context_replace_what_the_project_says(build: Build) -> None:
    inputs, config = {"Web.environment": "dev"}, {"size": "huge"}
    graph = build(TWO, "lib/web.py", "Web", inputs=inputs, config=config).graph
    assert only(graph, PARAMETER).properties["Description"] == "dev huge"


def test_a_refusal_inside_the_app_is_not_papered_over(build: Build) -> None:
    with pytest.raises(BuildError, match="ValueError: no environment test"):
        build(TWO, "lib/web.py", "Web", inputs={"environment": "test"})


def test_an_app_that_breaks_before_the_class_leaves_it_to_made_up_values(build: Build) -> None:
    files = {**TWO, "app.py": "import os\nos.environ['NOT_SET']\n"}
    inputs = {"environment": "prod", "queue": None}
    with pytest.raises(BuildError, match="'NoneType' object has no attribute 'queue_url'"):
        build(files, "lib/web.py", "Web", inputs=inputs)
    with pytest.raises(BuildError, match="the environment variable NOT_SET is not set"):
        build(files, "lib/web.py", "Web", guess=False)


def test_a_class_of_the_program_itself_is_built(build: Build) -> None:
    source = """
        import aws_cdk as cdk
        from aws_cdk import aws_sqs as sqs

        class Shop(cdk.Stack):
            def __init__(self, scope, id, delay=1):
                super().__init__(scope, id)
                sqs.Queue(self, "Orders", delivery_delay=cdk.Duration.seconds(delay))

        app = cdk.App()
        Shop(app, "Shop")
        app.synth()
        """
    files = {**PROJECT, "app.py": source}
    graph = build(files, "app.py", "Shop", inputs={"delay": 4}).graph
    assert only(graph, QUEUE).properties == {"DelaySeconds": 4}
    with pytest.raises(BuildError, match="Shop takes no size"):
        build(files, "app.py", "Shop", inputs={"size": 4})


STAGES = """
    import aws_cdk as cdk
    from aws_cdk import aws_sqs as sqs

    class Inner(cdk.NestedStack):
        def __init__(self, scope, id):
            super().__init__(scope, id)
            sqs.Queue(self, "Inner")

    class Web(cdk.Stack):
        def __init__(self, scope, id, **kwargs):
            super().__init__(scope, id, **kwargs)
            sqs.Queue(self, "Outer")
            Inner(self, "Nested")

    class Production(cdk.Stage):
        def __init__(self, scope, id, **kwargs):
            super().__init__(scope, id, **kwargs)
            env = cdk.Environment(account="111122223333", region="eu-north-1")
            first, second = Web(self, "First", env=env), Web(self, "Second", env=env)
            second.add_dependency(first)
    """


def test_a_stage_gives_its_stacks_and_what_is_nested_in_them(build: Build) -> None:
    built = build(STAGES, "stages.py", "Production")
    assert [each.name for each in built.graphs] == [
        "Production-First",
        "Production-First/Nested",
        "Production-Second",
        "Production-Second/Nested",
    ]
    assert {(each.account, each.region) for each in built.graphs} == {
        ("111122223333", "eu-north-1")
    }
    assert built.graphs[2].depends_on == ("Production-First",)


def test_a_nested_stack_is_built_inside_of_a_stack(build: Build) -> None:
    graph = build(STAGES, "stages.py", "Inner").graph
    assert only(graph, QUEUE).name.endswith("Inner/Inner/Resource")


def test_aspects_tags_annotations_and_inline_code_are_seen(build: Build) -> None:
    source = """
        import aws_cdk as cdk
        import jsii
        from aws_cdk import aws_lambda as lambda_, aws_sqs as sqs

        @jsii.implements(cdk.IAspect)
        class Encrypted:
            def visit(self, node):
                if isinstance(node, sqs.CfnQueue):
                    node.sqs_managed_sse_enabled = True

        class Shop(cdk.Stack):
            def __init__(self, scope, id):
                super().__init__(scope, id)
                sqs.Queue(self, "Orders")
                code = lambda_.Code.from_inline("def handler(event, context): return 1")
                lambda_.Function(self, "Work", runtime=lambda_.Runtime.PYTHON_3_11, code=code,
                                 handler="index.handler")
                cdk.Aspects.of(self).add(Encrypted())
                cdk.Tags.of(self).add("team", "shop")
                cdk.Annotations.of(self).add_error("too small")
                cdk.Annotations.of(self).add_warning("too new")
        """
    graph = build(source, "shop.py", "Shop").graph
    queue = only(graph, QUEUE)
    assert queue.properties["SqsManagedSseEnabled"] is True
    assert queue.properties["Tags"] == [{"Key": "team", "Value": "shop"}]
    assert Message("error", "Shop", "too small") in graph.messages
    assert [each.level for each in graph.messages] == ["error", "warning"]
    assert "return 1" in only(graph, "AWS::Lambda::Function").properties["Code"]["ZipFile"]


def test_look_ups_get_an_account_and_a_region_and_are_told_as_guesses(build: Build) -> None:
    source = """
        import aws_cdk as cdk
        from aws_cdk import aws_ec2 as ec2

        class Shop(cdk.Stack):
            def __init__(self, scope, id, **kwargs):
                super().__init__(scope, id, **kwargs)
                vpc = ec2.Vpc.from_lookup(self, "Vpc", is_default=True)
                ec2.SecurityGroup(self, "Web", vpc=vpc)
        """
    built = build(source, "shop.py", "Shop")
    assert (built.graph.region, built.graph.account) == ("us-east-1", "123456789012")
    assert any(guess.what.startswith("context vpc-provider:") for guess in built.guesses)


def test_zones_are_those_of_the_region(build: Build) -> None:
    source = """
        import os
        import aws_cdk as cdk
        from aws_cdk import aws_ec2 as ec2

        app = cdk.App()
        env = cdk.Environment(account=os.environ["CDK_DEFAULT_ACCOUNT"], region="eu-west-1")
        ec2.Vpc(cdk.Stack(app, "Net", env=env), "Vpc", max_azs=2)
        app.synth()
        """
    graph = build(source).graph
    zones = {each.properties["AvailabilityZone"] for each in graph.of_type("AWS::EC2::Subnet")}
    assert zones == {"eu-west-1a", "eu-west-1b"}


def test_an_app_that_does_not_synthesise_itself_is_synthesised(build: Build) -> None:
    source = "import aws_cdk as cdk\nfrom aws_cdk import aws_sqs\napp = cdk.App()\n"
    graph = build(source + "aws_sqs.Queue(cdk.Stack(app, 'Shop'), 'Orders')\n").graph
    assert [each.type for each in graph.resources] == [QUEUE]


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("import aws_cdk\naws_cdk.App()\n", "declares no stack"),
        ("1 / 0\n", "ZeroDivisionError: division by zero\n  app.py:1, in <module>: 1 / 0"),
        ("raise SystemExit(3)\n", "SystemExit: 3"),
        ("import not_installed_here\n", "No module named 'not_installed_here'"),
        ("import socket\nsocket.create_connection(('192.0.2.7', 443))\n", "builds have no network"),
        ("while True: pass\n", "did not finish building within 1 seconds\n  app.py:1"),
        ("import aws_cdk\nwhile True: aws_cdk.App()\n", "did not finish building within 1 seconds"),
    ],
)
def test_what_cannot_be_built_is_told_with_its_place(build: Build, source: str, told: str) -> None:
    with pytest.raises(BuildError) as refused:
        build(source, seconds=1)
    assert told in refused.value.message


@pytest.mark.parametrize(
    ("source", "hint"),
    [
        ("from aws_cdk import core\n", "version 1 of the CDK"),
        ("import aws_cdk.core\n", "version 1 of the CDK"),
        ("import aws_cdk.aws_batch_alpha\n", "needs here: aws_cdk.aws_batch_alpha"),
        ("import not_installed_here.core\n", "needs here: not_installed_here"),
    ],
)
def test_what_to_install_is_said(build: Build, source: str, hint: str) -> None:
    with pytest.raises(BuildError) as refused:
        build(source)
    assert hint in (refused.value.hint or "")


def test_a_mistake_that_only_the_kernel_finds_names_the_users_line(build: Build) -> None:
    source = """
        import aws_cdk as cdk
        from aws_cdk import aws_sqs as sqs

        class Shop(cdk.Stack):
            def __init__(self, scope, id):
                super().__init__(scope, id)
                sqs.Queue(self, "Orders")
                sqs.Queue(self, "Orders")
        """
    with pytest.raises(BuildError, match="already a Construct with name 'Orders'") as refused:
        build(source, "shop.py", "Shop")
    assert 'shop.py:9, in __init__: sqs.Queue(self, "Orders")' in refused.value.message


def test_the_process_is_left_as_it_was(
    build: Build, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    temporary = tmp_path_factory.mktemp("temporary")
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    source = """
        import os
        import aws_cdk as cdk
        from aws_cdk import aws_ssm as ssm
        stack = cdk.Stack(cdk.App(), "Shop")
        secret = os.environ.get("AWS_SECRET_ACCESS_KEY", "none")
        ssm.StringParameter(stack, "It", string_value=secret)
        os.environ["LEFT"] = "behind"
        """
    before = (dict(os.environ), list(sys.path), Path.cwd(), set(sys.modules))
    assert only(build(source).graph, PARAMETER).properties["Value"] == "none"
    assert (dict(os.environ), list(sys.path), Path.cwd()) == before[:3]
    assert "app" not in set(sys.modules) - before[3]
    assert not list(temporary.glob("testguard-cdk-*"))


INSISTENT = """
    import os

    import aws_cdk as cdk
    from aws_cdk import aws_sqs as sqs

    app = cdk.App()
    stack = cdk.Stack(app, os.environ["ORDERS_STACK"])
    sqs.Queue(stack, "Queue", queue_name=os.environ["ORDERS_QUEUE"])
    app.synth()
    """


def test_environment_variables_are_made_up_and_named(build: Build) -> None:
    built = build(INSISTENT)
    assert only(built.graph, QUEUE).properties["QueueName"] == "orders-queue"
    assert {each.what: each.value for each in built.guesses} == {
        "environment ORDERS_STACK": "orders-stack",
        "environment ORDERS_QUEUE": "orders-queue",
    }


def test_without_guesses_the_missing_variable_is_told(build: Build) -> None:
    with pytest.raises(
        BuildError, match="the environment variable ORDERS_QUEUE is not set"
    ) as told:
        build(INSISTENT, guess=False, environment={"ORDERS_STACK": "It"})
    assert "ORDERS_QUEUE=VALUE" in told.value.hint


def test_a_list_that_may_be_left_out_is_empty_where_it_must_be_passed(build: Build) -> None:
    built = build(
        """
        from typing import List, Optional

        import aws_cdk as cdk
        from aws_cdk import aws_sqs as sqs


        class Queues(cdk.Stack):
            def __init__(self, scope, construct_id, names: Optional[List[str]]):
                super().__init__(scope, construct_id)
                for name in [*names, "last"]:
                    sqs.Queue(self, name)
        """,
        "lib/queues.py",
        "Queues",
    )
    assert len(built.graph.of_type(QUEUE)) == 1


def test_code_is_evaluated_where_the_class_is_defined(build: Build) -> None:
    built = build(
        """
        import enum

        import aws_cdk as cdk
        from aws_cdk import aws_sqs as sqs


        class Size(enum.Enum):
            SMALL = 1


        class Queues(cdk.Stack):
            def __init__(self, scope, construct_id, size, days=1):
                super().__init__(scope, construct_id)
                sqs.Queue(self, "It", queue_name=size.name, retention_period=cdk.Duration.days(days))
        """,
        "lib/queues.py",
        "Queues",
        inputs={"Queues.size": Code("Size.SMALL"), "Queues.days": Code("2")},
        alone=True,
    )
    assert only(built.graph, QUEUE).properties == {
        "QueueName": "SMALL",
        "MessageRetentionPeriod": 172800,
    }
