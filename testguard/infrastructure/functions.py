"""The Lambda functions that a stack module declares."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from testguard.infrastructure.calls import Call, read_call, read_calls
from testguard.infrastructure.paths import read_path
from testguard.infrastructure.values import Values
from testguard.suite.module import Module
from testguard.syntax import Node, named

WORDS = ("lambda_", "aws_lambda", "PythonFunction")
_CDK = frozenset({
    "aws_cdk.aws_lambda.Function", "aws_cdk.aws_lambda.SingletonFunction",
    "aws_cdk.core.aws_lambda.Function",
})  # fmt: skip
_CDK_PYTHON = "PythonFunction"
_ASSETS = frozenset({"from_asset", "AssetCode"})
_INLINES = frozenset({"from_inline", "InlineCode"})
_ARCHIVES = ("pulumi.FileArchive", "pulumi.asset.FileArchive")
_BUNDLES = ("pulumi.AssetArchive", "pulumi.asset.AssetArchive")
_FILES = ("pulumi.FileAsset", "pulumi.asset.FileAsset")
_STRINGS = ("pulumi.StringAsset", "pulumi.asset.StringAsset")


class DeclaredFunction(Struct, frozen=True):
    """A function as declared: where its code is, and which function of it is called.

    ``entry`` is the file of the handler below ``folder``, which is as written or relative to the
    root; for ``inline`` code, the string that holds it, both are "".
    """

    call: Call
    framework: str
    function: str
    folder: str = ""
    entry: str = ""
    inline: Node | None = None

    @property
    def label(self) -> str:
        """The logical name, where it is a plain string, else the class that is called."""
        position = 0 if self.framework == "pulumi" else 1
        given = self.call.positional[position : position + 1]
        text = given[0].text().strip("\"'") if given and given[0].kind() == "string" else ""
        return text or self.call.name.rpartition(".")[2]


def declared_functions(module: Module, values: Values) -> Iterator[DeclaredFunction]:
    """The functions whose code can be told from ``module``, in document order."""
    if not any(word in module.text for word in WORDS):
        return
    for call in read_calls(module):
        found = _read(call, values)
        if found is not None:
            yield found


def _read(call: Call, values: Values) -> DeclaredFunction | None:
    if call.name in _CDK:
        return _with_code(call, values, "cdk", call.argument("code"))
    if call.name.startswith("aws_cdk.") and call.name.endswith(f".{_CDK_PYTHON}"):
        folder = read_path(values, call.argument("entry"))
        index = values.text(call.keywords.get("index")) or "index.py"
        function = values.text(call.keywords.get("handler")) or "handler"
        return DeclaredFunction(call, "cdk", function, folder, index) if folder else None
    if call.name.startswith("pulumi_aws.") and call.name.endswith(".lambda_.Function"):
        return _with_code(call, values, "pulumi", call.argument("code"))
    return None


def _with_code(
    call: Call, values: Values, framework: str, code: Node | None
) -> DeclaredFunction | None:
    handler = values.text(call.argument("handler"))
    source = values.of(code)
    if handler is None or "." not in handler or source is None or source.kind() != "call":
        return None
    file, _, function = handler.rpartition(".")
    entry = f"{file.replace('.', '/')}.py"
    given = read_call(values.module, source)
    kind = given.name.rpartition(".")[2]
    if framework == "cdk":
        if kind in _INLINES and given.positional:
            return _inline(call, framework, function, values.of(given.positional[0]))
        folder = read_path(values, given.argument("path", 0)) if kind in _ASSETS else None
    elif given.name in _BUNDLES and given.positional:
        return _bundled(call, values, function, entry, given.positional[0])
    else:
        folder = read_path(values, given.argument("path", 0)) if given.name in _ARCHIVES else None
    return DeclaredFunction(call, framework, function, folder, entry) if folder else None


def _inline(
    call: Call, framework: str, function: str, source: Node | None
) -> DeclaredFunction | None:
    if source is None or source.kind() != "string":
        return None
    return DeclaredFunction(call, framework, function, inline=source)


def _bundled(
    call: Call, values: Values, function: str, entry: str, contents: Node
) -> DeclaredFunction | None:
    """A function whose archive lists its files: a folder as ``.``, files or strings by name."""
    listing = values.of(contents)
    pairs = named(listing) if listing is not None and listing.kind() == "dictionary" else []
    for pair in pairs:
        key, asset = values.text(pair.field("key")), values.of(pair.field("value"))
        if key is None or asset is None or asset.kind() != "call":
            continue
        given = read_call(values.module, asset)
        first = given.positional[0] if given.positional else None
        if given.name in _STRINGS and key == entry:
            return _inline(call, "pulumi", function, values.of(first))
        path = read_path(values, first)
        if path is not None and given.name in _FILES and key == entry:
            folder, _, name = path.rpartition("/")
            return DeclaredFunction(call, "pulumi", function, folder or ".", name)
        if path is not None and given.name in _ARCHIVES and key.strip("./") == "":
            return DeclaredFunction(call, "pulumi", function, path, entry)
    return None
