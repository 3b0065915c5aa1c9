"""Where inputs of a stack go: which of them reach what a resource is called or how large it is."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from msgspec import Struct

from testguard.infrastructure.calls import Call
from testguard.infrastructure.strings import value_of
from testguard.model.contract import Input, InputKind
from testguard.patterns import regex
from testguard.suite.module import Module, name_of
from testguard.syntax import Node, dotted, find

SENSITIVE = regex(
    r"name|\w+_name|(?:\w+_)?identifier|(?:\w+_)?identifier_prefix|bucket|name_prefix"
    r"|(?:\w+_)?cidr(?:_block|_mask)?|(?:\w+_)?count|(?:\w+_)?size|(?:\w+_)?capacity|nat_gateways"
    r"|max_azs|allocated_storage|instance_class|instance_type|node_type|backup_retention_period"
)
_NO_NAMES = frozenset({
    "domain_name", "metric_name", "user_name", "key_name", "record_name", "display_name",
})  # fmt: skip
_OWN_BUCKET = regex(r"Bucket(?:V2)?")  # others are told the bucket that they belong to
_CHECKED = frozenset({("aws_cdk.aws_s3.Bucket", "bucket_name")})  # the construct refuses bad ones
_KEYED = frozenset({InputKind.CONFIG, InputKind.CONTEXT, InputKind.ENVIRONMENT})
_RESOURCES = ("pulumi_", "aws_cdk.aws_")
_NO_RESOURCES = ("Args", "Provider", ".get", "Property", "get_")
_CHECKS = regex(
    r"(?:^|\.)_*(?:is_)?(?:\w*_)?(?:valid\w*|check\w*|verify|assert\w*|sanit\w*|ensure\w*|normali[sz]e\w*"
    r"|slug\w*|clean\w*|parse\w*|ip_network|ip_address)$|^re\.|IPv[46]Network$"
)


class Reach(Struct, frozen=True):
    """An input that reaches an argument of a resource, unchecked as far as this module tells."""

    input: Input
    argument: str
    resource: str
    line: int


def reaches(
    module: Module, calls: Iterable[Call], inputs: Iterable[Input], strangers: Collection[str] = ()
) -> Iterator[Reach]:
    """The inputs of ``module`` that reach a name, an identifier, a range, a count or a size.

    Resources that the classes ``strangers`` declare are none of these inputs' business.
    """
    own = [call for call in calls if _is_resource(call) and _class_of(call) not in strangers]
    sinks = [sink for call in own for sink in _sinks(call)]
    for each in inputs:
        if each.module != module.path or not _is_plain(module, each):
            continue
        carriers = _carriers(module, each)
        if _is_checked(module, carriers):
            continue
        found = next((sink for sink in sinks if _carries(sink[1], carriers)), None)
        if found is not None:
            argument, node, resource = found
            yield Reach(each, argument, resource, node.range().start.line + 1)


def _is_resource(call: Call) -> bool:
    name = call.name
    last = name.rpartition(".")[2]
    return name.startswith(_RESOURCES) and last[:1].isupper() and not last.endswith(_NO_RESOURCES)


def _class_of(call: Call) -> str:
    around = (each for each in call.node.ancestors() if each.kind() == "class_definition")
    return next((name_of(each) for each in around), "")


def _sinks(call: Call) -> Iterator[tuple[str, Node, str]]:
    kind = call.name.rpartition(".")[2]
    if call.name.startswith("pulumi_"):
        yield from (("name", node, kind) for node in call.positional[:1])
    for keyword, value in call.keywords.items():
        if not SENSITIVE.fullmatch(keyword) or keyword in _NO_NAMES:
            continue
        elsewhere = keyword == "bucket" and not _OWN_BUCKET.fullmatch(kind)
        if not elsewhere and (call.name, keyword) not in _CHECKED:
            yield keyword, value, kind


def _bare(each: Input) -> str:
    return each.name.rpartition(".")[2]


def _carriers(module: Module, each: Input) -> frozenset[str]:
    """The last parts of the names that hold the input: ``suffix``, ``environment_suffix``."""
    names = set() if each.kind in _KEYED else {_bare(each)}
    for _ in range(2):
        for node in find(module.root, "assignment"):
            left, right = dotted(node.field("left")), node.field("right")
            if left and right is not None and _holds(right, each, names):
                names.add(left.rpartition(".")[2])
    return frozenset(names)


def _holds(node: Node, each: Input, names: set[str]) -> bool:
    """Whether a value is the input itself, or the input or its default."""
    kind = node.kind()
    if kind in ("identifier", "attribute"):
        return dotted(node).rpartition(".")[2] in names
    if kind in ("boolean_operator", "parenthesized_expression", "conditional_expression"):
        return any(_holds(child, each, names) for child in node.named_children())
    if kind == "call" and each.kind in _KEYED:
        return any(value_of(text) == _bare(each) for text in find(node, "string"))
    return False


def _carries(node: Node, carriers: frozenset[str]) -> bool:
    """Whether a value is made from the input: as it is, or filled into a string."""
    if node.kind() in ("call", "lambda", "list", "dictionary"):
        return False
    if node.kind() in ("identifier", "attribute"):
        return dotted(node).rpartition(".")[2] in carriers
    if node.kind() in ("binary_operator", "interpolation"):
        return any(_carries(side, carriers) for side in node.named_children())
    return any(_carries(each, carriers) for each in find(node, "interpolation"))


def _is_plain(module: Module, each: Input) -> bool:
    """Whether an input may be any text or number: no flag, no collection, no output, no choice."""
    if each.default in ("True", "False", "{}", "[]", "()", "None") and each.kind in _KEYED:
        return False
    if each.default in ("True", "False", "{}", "[]", "()"):
        return False
    annotation = _annotation(module, _bare(each))
    if annotation is None:
        return each.kind in _KEYED or (each.default or "")[:1] in ("'", '"') or _is_number(each)
    bare = re.sub(r"Optional|Union|None|typing|[\[\]|., '\"]", "", annotation)
    return bare in ("str", "int", "strint", "intstr")


def _is_number(each: Input) -> bool:
    return (each.default or "").isdecimal()


def _annotation(module: Module, name: str) -> str | None:
    """The annotation of a parameter or field of that name."""
    for node in module.root.find_all(
        {"rule": {"any": [{"kind": "typed_parameter"}, {"kind": "typed_default_parameter"},
                          {"kind": "assignment"}]}}
    ):  # fmt: skip
        type_ = node.field("type")
        head = node.field("name") or node.field("left") or node.child(0)
        if type_ is not None and head is not None and dotted(head).rpartition(".")[2] == name:
            return type_.text()
    return None


def _is_checked(module: Module, carriers: frozenset[str]) -> bool:
    """Whether the module compares, looks up, matches or cleans what holds the input."""
    for node in find(module.root, "identifier"):
        if node.text() in carriers and _under_check(node):
            return True
    return False


def _under_check(node: Node) -> bool:
    inside = node
    for above in node.ancestors():
        kind = above.kind()
        if kind in ("comparison_operator", "match_statement"):
            return _is_comparison(above)
        if kind == "subscript" and above.field("value") != inside:
            return True
        if kind == "call":
            function = above.field("function")
            if function is not None and _CHECKS.search(function.text()):
                return True
        if kind in ("block", "module", "class_definition", "keyword_argument"):
            return False
        inside = above
    return False


def _is_comparison(node: Node) -> bool:
    """Whether a comparison tells good values from bad ones; being None is neither."""
    return node.kind() != "comparison_operator" or not node.text().endswith("None")
