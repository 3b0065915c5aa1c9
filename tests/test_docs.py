"""Every example in the docs runs, and every generated part is what it is made from.

``UPDATE_DOCS=1 pytest tests/test_docs.py`` writes the generated parts anew.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from testguard.cli.rule import as_markdown
from testguard.cli.rules import known_rules
from testguard.config import config_table, load_config
from testguard.plugin import Rule
from testguard.testing import check_examples, check_source

REPOSITORY = Path(__file__).parents[1]
README = REPOSITORY / "README.md"
TABLE = re.compile(r"(<!-- configuration table.*?-->\n).*?(<!-- end of the table -->)", re.DOTALL)
RULES_INTRODUCTION = """\
Every rule has a stable code and a severity that `[tool.testguard.severity]` may change. Each finding
has a confidence; only certain ones fail a run unless `fail-on` says otherwise. Suppress one on its
line with `# testguard: ignore[CODE] reason`.

This page is made from the rules' own documentation, and its examples are run by the tests."""
HOLLOW = REPOSITORY / "examples" / "pulumi-aurora-global" / "hollow"


def blocks(language: str, page: Path = README) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)


def keep(page: Path, expected: str) -> None:
    if os.environ.get("UPDATE_DOCS"):
        page.write_text(expected, encoding="utf-8")
    assert page.read_text(encoding="utf-8") == expected


def run_testguard(*arguments: str, folder: Path = REPOSITORY) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "testguard", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_configuration_table_is_made_from_the_keys() -> None:
    rows = ["| key | type | default | meaning |", "|---|---|---|---|"]
    for entry in config_table():
        default = f"`{entry.default}`" if entry.default else ""
        rows.append(f"| `{entry.key}` | {entry.type} | {default} | {entry.meaning} |")
    text = README.read_text(encoding="utf-8")
    table = "\n".join(rows).replace("\\", "\\\\")
    keep(README, TABLE.sub(rf"\g<1>\n{table}\n\n\g<2>", text))


def test_the_page_of_rules_is_made_from_the_rules(tmp_path: Path) -> None:
    infos, _ = known_rules(load_config(tmp_path, None, start=tmp_path))
    own = [info for info in infos if info.origin == "testguard"]
    page = "\n\n".join(
        ["# Rules", RULES_INTRODUCTION, *(as_markdown(info).strip() for info in own)]
    )
    keep(REPOSITORY / "docs" / "rules.md", f"{page}\n")


@pytest.mark.parametrize("text", blocks("toml"))
def test_configurations_in_the_readme_load(text: str, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(text, encoding="utf-8")
    config = load_config(tmp_path, None, start=tmp_path)
    assert config.file == "pyproject.toml"


def test_the_rule_in_the_readme_works() -> None:
    [source] = [text for text in blocks("python") if "@rule" in text]
    namespace: dict[str, object] = {}
    exec(compile(source, "README.md", "exec"), namespace)
    rule = namespace["printing_test"]
    assert isinstance(rule, Rule)
    check_examples(rule)
    [offence] = check_source(rule, "def test_x():\n    print(1)\n")
    assert offence.span.line == 2


def test_the_ast_grep_rule_in_the_readme_works(tmp_path: Path) -> None:
    [text] = [block for block in blocks("yaml") if block.startswith("id:")]
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "own.yml").write_text(text, encoding="utf-8")
    (tmp_path / "testguard.toml").write_text('rules = ["rules/*.yml"]\n', encoding="utf-8")
    (tmp_path / "test_x.py").write_text(
        "import time\n\ndef test_x():\n    time.sleep(3)\n    assert f()\n", encoding="utf-8"
    )
    done = run_testguard("check", "--output-format", "json", folder=tmp_path)
    assert '"ORG001"' in done.stdout, done.stdout + done.stderr


def test_the_suppression_in_the_readme_is_honoured(tmp_path: Path) -> None:
    [text] = [block for block in blocks("python") if "ignore[" in block]
    source = f"from aws_cdk import App\napp = App()\n\n{text}"
    (tmp_path / "test_x.py").write_text(source, encoding="utf-8")
    done = run_testguard("check", folder=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 suppressed" in done.stdout


def test_commands_in_the_readme_exist() -> None:
    named = sorted(set(re.findall(r"`testguard (\w+)", README.read_text(encoding="utf-8"))))
    statuses = {command: run_testguard(command, "--help").returncode for command in named}
    assert statuses == dict.fromkeys(named, 0)
    assert "check" in named


def test_the_demonstration_fails_for_the_reasons_the_readme_gives(tmp_path: Path) -> None:
    folder = tmp_path / "hollow"
    shutil.copytree(HOLLOW, folder, ignore=shutil.ignore_patterns(".testguard", "__pycache__"))
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--testguard", "-p", "no:randomly"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode not in (0, 5), done.stdout + done.stderr
    for word in (
        "TG101",
        "TG401",
        "TG405",
        "TestTapStackArgs",
        "TestTapStackLiveIntegration",
        "22",
    ):
        assert word in done.stdout
