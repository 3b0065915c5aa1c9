from __future__ import annotations

from pathlib import Path

import pytest
from coverage import Coverage

from testguard.measurement.scope import measures


@pytest.fixture
def stack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "src" / "pkg" / "infra" / "stack.py"
    file.parent.mkdir(parents=True)
    file.touch()
    return file


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"source": ["src"]},
        {"source": ["tests", "src/pkg"]},
        {"source": ["pkg"]},
        {"source": ["pkg.infra.stack"]},
        {"source_pkgs": ["pkg.infra"]},
        {"include": ["src/*"]},
        {"include": ["*/infra/*"]},
        {"omit": ["tests/*"]},
    ],
)
def test_a_file_inside_is_measured(stack: Path, options: dict[str, list[str]]) -> None:
    assert measures(Coverage(data_file=None, config_file=False, **options), stack)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "options",
    [
        {"source": ["tests"]},
        {"source": ["infrastructure"]},
        {"source": ["kg.infra"]},
        {"source": ["src/pkg"], "omit": ["*/stack.py"]},
        {"omit": ["src/pkg/*"]},
        {"include": ["lib/*"]},
    ],
)
def test_a_file_outside_is_not(stack: Path, options: dict[str, list[str]]) -> None:
    assert not measures(Coverage(data_file=None, config_file=False, **options), stack)  # type: ignore[arg-type]
