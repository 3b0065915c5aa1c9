from __future__ import annotations

from collections.abc import Callable

import pytest

from testguard.model.resource import ASSET, Built, Graph, Resource, is_secret

Build = Callable[..., Built]


def named(graph: Graph, name: str) -> Resource:
    [found] = [each for each in graph.resources if each.name == name]
    return found


def test_a_child_inherits_the_provider_of_its_component(build: Build) -> None:
    graph = build(
        """
        import pulumi, pulumi_aws as aws

        class Part(pulumi.ComponentResource):
            def __init__(self, name, opts):
                super().__init__("a:b:Part", name, None, opts)
                aws.s3.Bucket(name + "-inner", opts=pulumi.ResourceOptions(parent=self))

        there = aws.Provider("there", region="ap-south-1")
        Part("listed", pulumi.ResourceOptions(providers=[there]))
        Part("single", pulumi.ResourceOptions(provider=there))
        aws.s3.Bucket("here")
        """
    ).graph
    provider = named(graph, "there").id
    inner = [named(graph, "listed-inner"), named(graph, "single-inner")]
    assert {(each.provider, each.region) for each in inner} == {(provider, "ap-south-1")}
    here = named(graph, "here")
    assert (here.provider, here.region, graph.region) == ("", "us-east-1", "us-east-1")
    assert inner[0].urn.split("::")[2] == "a:b:Part$aws:s3/bucket:Bucket"


@pytest.mark.parametrize(
    ("more", "region"),
    [
        ({"config": {"aws:region": "eu-north-1"}}, "eu-north-1"),
        ({"environment": {"AWS_REGION": "sa-east-1"}}, "sa-east-1"),
        ({}, "us-east-1"),
    ],
)
def test_the_region_of_default_providers(
    build: Build, more: dict[str, dict[str, str]], region: str
) -> None:
    graph = build("import pulumi_aws as aws\naws.sns.Topic('t')\n", **more).graph
    assert graph.resources[0].outputs["arn"].split(":")[3] == region == graph.region


def test_a_resource_may_name_its_own_region(build: Build) -> None:
    graph = build("import pulumi_aws as aws\naws.sqs.Queue('q', region='eu-west-3')\n").graph
    [queue] = graph.resources
    assert queue.region == "eu-west-3"
    assert queue.outputs["url"].startswith("https://sqs.eu-west-3.amazonaws.com/123456789012/q-")


def test_options_that_plain_mocks_never_see_are_kept(build: Build) -> None:
    graph = build(
        """
        import pulumi, pulumi_aws as aws
        first = aws.sns.Topic("first")
        aws.sns.Topic("second", opts=pulumi.ResourceOptions(
            depends_on=[first], protect=True, ignore_changes=["displayName"],
            aliases=[pulumi.Alias(name="formerly")], delete_before_replace=True,
        ))
        """
    ).graph
    second = named(graph, "second")
    assert second.depends_on == (named(graph, "first").id,)
    assert second.references == {}
    assert second.options == {
        "protect": True,
        "ignore_changes": ["displayName"],
        "delete_before_replace": True,
        "aliases": ["formerly"],
    }


def test_a_dependency_on_a_component_is_one_on_its_children(build: Build) -> None:
    graph = build(
        """
        import pulumi, pulumi_aws as aws

        class Part(pulumi.ComponentResource):
            def __init__(self, name):
                super().__init__("a:b:Part", name)
                aws.s3.Bucket("inner", opts=pulumi.ResourceOptions(parent=self))

        aws.sns.Topic("after", opts=pulumi.ResourceOptions(depends_on=[Part("part")]))
        """
    ).graph
    assert named(graph, "inner").id in named(graph, "after").depends_on


def test_old_and_new_transforms_change_what_is_registered(build: Build) -> None:
    graph = build(
        """
        import pulumi, pulumi_aws as aws

        def tag(key):
            def change(args):
                tags = {**(args.props.get("tags") or {}), key: "yes"}
                kind = (pulumi.ResourceTransformResult if isinstance(
                    args, pulumi.ResourceTransformArgs) else pulumi.ResourceTransformationResult)
                return kind(props={**args.props, "tags": tags}, opts=args.opts)
            return change

        class Part(pulumi.ComponentResource):
            def __init__(self, name):
                super().__init__("a:b:Part", name, None, pulumi.ResourceOptions(
                    transforms=[tag("parent")], transformations=[tag("old")]))
                aws.s3.Bucket("inner", opts=pulumi.ResourceOptions(
                    parent=self, transforms=[tag("own")]))

        pulumi.runtime.register_resource_transform(
            lambda args: tag("stack")(args) if args.type_.startswith("aws:") else None)
        Part("part")
        """
    ).graph
    assert set(named(graph, "inner").properties["tags"]) == {"old", "own", "parent", "stack"}


def test_equal_names_of_different_parents_get_ids_of_their_own(build: Build) -> None:
    graph = build(
        """
        import pulumi, pulumi_aws as aws

        class Part(pulumi.ComponentResource):
            def __init__(self, kind):
                super().__init__(kind, "part")
                aws.s3.Bucket("data", opts=pulumi.ResourceOptions(parent=self))

        Part("a:b:One"), Part("a:b:Two")
        """
    ).graph
    ids = [each.id for each in graph.resources]
    assert len(set(ids)) == 4
    assert all(each.parent in ids for each in graph.of_type("aws:s3/bucket:Bucket"))


def test_existing_resources_are_looked_up_by_their_id(build: Build) -> None:
    graph = build(
        """
        import pulumi, pulumi_aws as aws
        vpc = aws.ec2.Vpc.get("legacy", "vpc-0abc")
        aws.ec2.Subnet("subnet", vpc_id=vpc.id, cidr_block=vpc.cidr_block)
        """
    ).graph
    legacy, subnet = graph.resources
    assert (legacy.read, legacy.outputs["id"]) == (True, "vpc-0abc")
    assert subnet.properties == {"vpcId": "vpc-0abc", "cidrBlock": "10.0.0.0/16"}


def test_stack_references_give_what_is_known_and_make_up_the_rest(build: Build) -> None:
    built = build(
        """
        import pulumi
        network = pulumi.StackReference("acme/network/prod")
        pulumi.export("vpc", network.get_output("vpc_id"))
        pulumi.export("subnets", network.require_output("subnet_ids"))
        pulumi.export("part", network.require_output("cluster")["name"])
        """,
        others={"network/prod": {"vpc_id": "vpc-1"}},
    )
    exports = built.graph.exports
    assert exports["vpc"] == "vpc-1"
    assert [each[:7] for each in exports["subnets"]] == ["subnet-"] * 3
    assert isinstance(exports["part"], str)
    assert [guess.what for guess in built.guesses] == [
        "output 'subnet_ids' of the stack acme/network/prod",
        "output 'cluster' of the stack acme/network/prod",
    ]


def test_dynamic_resources_have_the_outputs_they_ask_for(build: Build) -> None:
    graph = build(
        """
        import pulumi
        from pulumi.dynamic import CreateResult, Resource, ResourceProvider

        class Provider(ResourceProvider):
            def create(self, props):
                raise RuntimeError("would call a service")

        class Label(Resource):
            url: pulumi.Output[str]
            number: pulumi.Output[int]

            def __init__(self, name):
                super().__init__(Provider(), name, {"title": "hi", "url": None, "number": None,
                                                    "plain": None})

        label = Label("label")
        pulumi.export("all", [label.url, label.number, label.plain, label.title])
        """
    ).graph
    [label] = graph.resources
    url, number, plain, title = graph.exports["all"]
    assert url.startswith("https://")
    assert isinstance(number, int)
    assert plain
    assert title == "hi"
    assert label.properties == {"title": "hi"}


def test_assets_stay_what_they_are(build: Build) -> None:
    graph = build(
        {
            "__main__.py": """
                import pulumi, pulumi_aws as aws
                aws.s3.BucketObjectv2("page", bucket="b", source=pulumi.FileAsset("index.html"))
                """,
            "index.html": "hello",
        }
    ).graph
    assert graph.resources[0].properties["source"] == {
        ASSET: {"kind": "asset", "path": "index.html"}
    }


def test_additional_secret_outputs_are_secret(build: Build) -> None:
    graph = build(
        """
        import pulumi, pulumi_aws as aws
        aws.iam.AccessKey("key", user="u",
                          opts=pulumi.ResourceOptions(additional_secret_outputs=["secret"]))
        """
    ).graph
    assert is_secret(graph.resources[0].outputs["secret"])


def test_what_the_program_reads_of_outputs_is_known(build: Build) -> None:
    built = build(
        """
        import pulumi_aws as aws
        zones = aws.get_availability_zones()
        bucket = aws.s3.Bucket("logs", bucket="my-logs")
        aws.sns.Topic("t", name=bucket.bucket, display_name=bucket.arn,
                      tags={"zone": zones.names[0], "id": bucket.id})
        """
    )
    token = "aws:s3/bucket:Bucket"
    read = {(each.source, each.name, each.property): each for each in built.reads}
    assert read.keys() == {
        (token, "logs", "bucket"),
        (token, "logs", "arn"),
        (token, "logs", "id"),
        ("aws:index/getAvailabilityZones:getAvailabilityZones", "", "names"),
    }
    assert read[token, "logs", "arn"].value == "arn:aws:s3:::my-logs"
