from __future__ import annotations

from pathlib import Path

import pytest

from testguard.config import load_config
from testguard.errors import ConfigError
from testguard.inspection import linters
from testguard.inspection.linters import delegated, linter_rules
from testguard.model.finding import Finding

HANDLER = """\
import logging

logger = logging.getLogger()


def handler(event, context):
    logger.info(f"got {event}")
    raise Exception("no")
"""


def found(folder: Path, text: str = "", handler: str = HANDLER) -> tuple[Finding, ...]:
    (folder / "handler.py").write_text(handler, encoding="utf-8")
    settings = text or '[linters]\nruff = ["G004", "TRY002"]\n'
    (folder / "testguard.toml").write_text(settings, encoding="utf-8")
    return delegated(load_config(start=folder), ["handler.py"])


def test_findings_of_ruff_carry_its_codes(tmp_path: Path) -> None:
    assert [(each.code, each.path, each.span.line) for each in found(tmp_path)] == [
        ("G004", "handler.py", 7),
        ("TRY002", "handler.py", 8),
    ]


def test_equal_lines_have_fingerprints_of_their_own(tmp_path: Path) -> None:
    twice = HANDLER.replace("    raise", '    logger.info(f"got {event}")\n    raise')
    prints = [each.fingerprint for each in found(tmp_path, handler=twice)]
    assert len(set(prints)) == len(prints) == 3


@pytest.mark.parametrize(
    "text",
    [
        'select = ["TG1"]\n[linters]\nruff = ["G004"]\n',
        'ignore = ["G004"]\n[linters]\nruff = ["G004"]\n',
        "[thresholds]\nlines = 1\n",
    ],
)
def test_rules_that_are_not_selected_are_not_asked(tmp_path: Path, text: str) -> None:
    assert found(tmp_path, text) == ()


def test_noqa_is_honoured(tmp_path: Path) -> None:
    quiet = HANDLER.replace('{event}")', '{event}")  # noqa: G004')
    assert [each.code for each in found(tmp_path, handler=quiet)] == ["TRY002"]


def test_what_does_not_parse_is_told(tmp_path: Path) -> None:
    assert [each.code for each in found(tmp_path, handler="def (:\n")][:1] == ["invalid-syntax"]


def test_rules_that_ruff_does_not_know_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"^testguard\.toml:2: ruff refuses to run"):
        found(tmp_path, '[linters]\nruff = ["NOPE1"]\n')


def test_a_linter_that_is_not_installed_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(linters, "find_spec", lambda _: None)
    monkeypatch.setattr(linters, "which", lambda _: None)
    with pytest.raises(ConfigError, match="configured and not installed") as raised:
        found(tmp_path)
    assert raised.value.hint == "pip install ruff"


def test_its_rules_have_metadata(tmp_path: Path) -> None:
    found(tmp_path)
    [first, _] = linter_rules(load_config(start=tmp_path))
    assert (first.code, first.name, first.origin) == ("G004", "ruff-g004", "ruff")
