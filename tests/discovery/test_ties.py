from __future__ import annotations

import pytest

from testguard.config import load_config
from testguard.discovery.ties import Ties, is_configuration, read_ties
from testguard.pipeline.loading import load

FILES = {
    "lib/__init__.py": "",
    "lib/base.py": "import pulumi\n\nclass Base(pulumi.ComponentResource):\n    pass\n",
    "lib/store.py": "from lib.base import Base\n\nclass Store(Base):\n    ASSETS = 'assets/site'\n",
    "lib/queue.py": "import pulumi\n\nclass Queue(pulumi.ComponentResource):\n    pass\n",
    "lib/exports.py": "from lib.queue import Queue\n",
    "handlers/failover.py": "def handler(event, context):\n    return {}\n",
    "lib/function.py": "CODE = './handlers'\n",
    "tests/conftest.py": "",
    "tests/unit/conftest.py": "from lib import function\n",
    "tests/test_store.py": "from lib.store import Store\n\ndef test_a():\n    assert Store\n",
    "tests/test_queue.py": "from lib.exports import Queue\n\ndef test_a():\n    assert Queue\n",
    "tests/test_base.py": "def test_a():\n    assert 1 + 1 == 2\n",
    "tests/test_data.py": "def test_a():\n    assert open(f'{x}/data/sizes.json')\n",
    "tests/unit/test_deep.py": "def test_a():\n    assert 1 + 1 == 2\n",
}
STORE, QUEUE, BASE, DATA = (f"tests/test_{name}.py" for name in ("store", "queue", "base", "data"))
DEEP = "tests/unit/test_deep.py"
ALL = {STORE, QUEUE, BASE, DATA, DEEP}


@pytest.fixture(scope="module")
def ties(tmp_path_factory: pytest.TempPathFactory) -> Ties:
    root = tmp_path_factory.mktemp("ties")
    for name, text in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    config = load_config(root, None, start=root)
    return read_ties(config, load(config).frameworks)


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ("tests/test_store.py", {STORE}),
        ("lib/store.py", {STORE}),
        ("lib/queue.py", {QUEUE}),
        ("lib/exports.py", {QUEUE}),
        ("lib/base.py", {STORE, BASE}),  # by import, and by its name
        ("lib/__init__.py", {STORE, QUEUE, BASE, DEEP}),
        ("handlers/failover.py", {DEEP}),
        ("tests/unit/conftest.py", {DEEP}),
        ("tests/conftest.py", ALL),
        ("assets/site/index.html", {STORE}),
        ("assets/other/index.html", set()),
        ("data/sizes.json", {DATA}),
        ("README.md", set()),
        ("lib/nobody.py", set()),
        ("pytest.ini", ALL),
        ("cdk.json", ALL),
        ("Pulumi.dev.yaml", ALL),
    ],
)
def test_a_file_affects_what_uses_it(ties: Ties, changed: str, expected: set[str]) -> None:
    assert ties.affected([changed]) == expected


def test_several_files_affect_what_each_does(ties: Ties) -> None:
    assert ties.affected(["lib/store.py", "lib/queue.py"]) == {STORE, QUEUE}
    assert ties.affected([]) == frozenset()


@pytest.mark.parametrize(
    "path", ["a/pyproject.toml", "testguard.toml", "Pulumi.yaml", "x/cdk.json"]
)
def test_configuration_is_known_by_its_name(path: str) -> None:
    assert is_configuration(path)
    assert not is_configuration(f"{path}.txt")
