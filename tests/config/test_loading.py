from __future__ import annotations

import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testguard.config import Bar, Config, StackThresholds, load_config
from testguard.errors import ConfigError, ExitCode
from testguard.model.finding import Confidence, Severity


def load(folder: Path, text: str, name: str = "testguard.toml") -> Config:
    (folder / name).write_text(text, encoding="utf-8")
    return load_config(start=folder)


def refusal(folder: Path, text: str) -> str:
    with pytest.raises(ConfigError) as caught:
        load(folder, text)
    assert caught.value.exit_code == ExitCode.USAGE
    return str(caught.value)


def test_every_key_is_read(tmp_path: Path) -> None:
    config = load(
        tmp_path,
        """
stacks = ["lib/**/*.py"]
tests = ["tests"]
exclude = ["vendor/", "!vendor/ours/"]
select = ["TG1", "TG209"]
ignore = ["empty-test"]
fail-on = ["certain", "likely"]
assertion-helpers = ["verify_*"]
rules = ["rules/*.yml"]
baseline = "known.json"
[per-path-ignores]
"tests/legacy/**" = ["TG101"]
[severity]
TG104 = "warning"
TG105 = "off"
[thresholds]
lines = 90.50
branches = 80
tests-at-least = 3
uncovered-lines-at-most = 200
[[stack]]
modules = ["lib/legacy/*.py"]
thresholds = { lines = 60 }
""",
    )
    assert config == Config(
        root=tmp_path.resolve(),
        file="testguard.toml",
        stacks=("lib/**/*.py",),
        tests=("tests",),
        exclude=("vendor/", "!vendor/ours/"),
        select=("TG1", "TG209"),
        ignore=("empty-test", "TG105"),
        per_path_ignores=(("tests/legacy/**", ("TG101",)),),
        severities=(("TG104", Severity.WARNING),),
        fail_on=(Confidence.CERTAIN, Confidence.LIKELY),
        assertion_helpers=("verify_*",),
        rules=("rules/*.yml",),
        baseline="known.json",
        thresholds=(
            Bar("lines", "90.50", "testguard.toml:17"),
            Bar("branches", "80", "testguard.toml:18"),
            Bar("tests-at-least", "3", "testguard.toml:19"),
            Bar("uncovered-lines-at-most", "200", "testguard.toml:20"),
        ),
        stack=(
            StackThresholds(
                ("lib/legacy/*.py",),
                (Bar("lines", "60", "testguard.toml:23"),),
                "testguard.toml:21",
            ),
        ),
        origins=config.origins,
    )


def test_pyproject_keeps_the_same_keys_in_its_table(tmp_path: Path) -> None:
    text = '[project]\nname = "x"\n\n[tool.testguard.thresholds]\nlines = 70\n'
    config = load(tmp_path, text, "pyproject.toml")
    assert config.file == "pyproject.toml"
    assert config.thresholds == (Bar("lines", "70", "pyproject.toml:5"),)


def test_an_empty_table_is_a_configuration_of_defaults(tmp_path: Path) -> None:
    config = load(tmp_path, "[tool.testguard]\n", "pyproject.toml")
    assert config == Config(tmp_path.resolve(), "pyproject.toml")


@pytest.mark.parametrize(
    ("text", "origins"),
    [
        ('select = [\n  "TG1",\n  "TG2",\n]\n', {"select": 1, "select[1]": 3, "ignore": 0}),
        ('severity = { TG1 = "info" }\n', {"severity.TG1": 1, "severity": 1}),
        ('[per-path-ignores]\n"a/b.c" = ["TG1"]\n', {'per-path-ignores."a/b.c"': 2}),
        ("[thresholds]\nlines = 1\n", {"thresholds.lines": 2, "thresholds.branches": 1}),
    ],
)
def test_the_place_of_every_setting_is_known(
    tmp_path: Path, text: str, origins: dict[str, int]
) -> None:
    config = load(tmp_path, text)
    expected = {key: f"testguard.toml:{line}" if line else "" for key, line in origins.items()}
    assert {key: config.origin(key) for key in origins} == expected


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("\nselct = []", ["testguard.toml:2:", "'selct'", "did you mean 'select'?"]),
        ("fail_on = []", [":1:", "'fail_on'", "'fail-on'"]),
        ("zzz = 1", ["known are:", "thresholds"]),
        ("[thresholds]\nline = 90", [":2:", "'thresholds.line'", "'lines'"]),
        ("[thresholds]\nmutants = 90", [":2:", "'thresholds.mutants'"]),
        ("[[stack]]\nmodule = ['a']", [":2:", "'stack[0].module'", "'modules'"]),
        ("[[stack]]\nthresholds = {lines = 1}", [":1:", "stack[0]", "modules ="]),
        ("[[stack]]\nmodules = ['a']", [":1:", "no threshold"]),
        ("stack = {}", [":1:", "stack must be a list of tables, not a table"]),
        ("stack = [1]", ["stack[0] must be a table, not 1"]),
        ("tests = 'tests'", ["tests must be a list of strings", "write ['tests']"]),
        ("tests = ['a', 1]", ["tests[1] must be a string, not 1"]),
        ("tests = [\n'a',\n'']", [":3:", "tests[1]", "names something"]),
        ("tests = ['../other']", ["leads out of the project"]),
        ("tests = ['[z-a]']", ["is not a pattern"]),
        ("tests = ['!a']", ["is not a pattern"]),
        ("exclude = ['a', '!']", ["is not a pattern"]),
        ("stacks = ['#a']", ["is not a pattern"]),
        ("[per-path-ignores]\n'[' = ['TG1']", [":2:", "'['", "is not a pattern"]),
        ("[per-path-ignores]\na = 'TG1'", [":2:", "per-path-ignores.a must be a list"]),
        ("select = ['tg 1']", ["'tg 1' is no rule", "TG104"]),
        ("severity = 'error'", ["severity must be a table, not 'error'"]),
        ("severity = {TG1 = 'eror'}", ["one of error, warning, info, off", "'error'?"]),
        ("severity = {TG1 = 3}", ["one of error, warning, info, off, not 3"]),
        ("fail-on = ['sure']", ["one of certain, likely, possible, not 'sure'"]),
        ("fail-on = []", ["at least one confidence"]),
        ("baseline = false", ["baseline must be a string, not false"]),
        ("[thresholds]\nlines = 100.01", [":2:", "number from 0 to 100, not 100.01"]),
        ("[thresholds]\nlines = -1", ["number from 0 to 100, not -1"]),
        ("[thresholds]\nlines = nan", ["number from 0 to 100"]),
        ("[thresholds]\nlines = inf", ["number from 0 to 100"]),
        ("[thresholds]\nlines = true", ["number from 0 to 100, not true"]),
        ("[thresholds]\nlines = '90'", ["not '90'", "without quotes"]),
        ("[thresholds]\nlines = 1e-40", ["ten decimal places"]),
        ("[thresholds]\nlines = 1e-999999999999999999999", ["number from 0 to 100"]),
        ("[thresholds]\ntests-at-least = 1.5", ["whole number of at least 0, not 1.5"]),
        ("[thresholds]\ntests-at-least = -1", ["whole number of at least 0"]),
        (f"[thresholds]\nlines = 0x{'f' * 9000}", ["not so large a number"]),
        ("a = [", ["testguard.toml", "not valid TOML"]),
        ("a = 1\nb = = 2", ["testguard.toml:2:5: not valid TOML: Invalid value"]),
        (f"a = {'9' * 5000}", ["not valid TOML"]),
        (f"a = {'[' * 100_000}", ["nested too deeply"]),
    ],
)
def test_what_is_no_configuration_is_refused_by_place_and_name(
    tmp_path: Path, text: str, said: list[str]
) -> None:
    message = refusal(tmp_path, text)
    assert [part for part in said if part not in message] == [], message


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("90", "90"),
        ("90.0", "90.0"),
        ("99.999", "99.999"),
        ("0x5A", "90"),
        ("1e2", "100"),
        ("9_0.5", "90.5"),
        ("-0.0", "0.0"),
        ("0", "0"),
        ("100", "100"),
    ],
)
def test_a_threshold_keeps_the_digits_it_was_written_with(
    tmp_path: Path, written: str, value: str
) -> None:
    config = load(tmp_path, f"[thresholds]\nlines = {written}\n")
    assert [bar.value for bar in config.thresholds] == [value]


def test_a_metric_of_a_plugin_may_have_a_threshold(tmp_path: Path) -> None:
    (tmp_path / "testguard.toml").write_text("[thresholds]\ncost = 50\n", encoding="utf-8")
    config = load_config(start=tmp_path, metrics=("lines", "cost"))
    assert config.thresholds == (Bar("cost", "50", "testguard.toml:2"),)
    with pytest.raises(ConfigError, match=r"'thresholds\.cost'"):
        load_config(start=tmp_path)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_byte_order_mark_and_windows_line_ends_are_read(tmp_path: Path, newline: str) -> None:
    text = "\ufeff# first\n[thresholds]\nlines = 1\n".replace("\n", newline)
    (tmp_path / "testguard.toml").write_bytes(text.encode())
    assert load_config(start=tmp_path).thresholds == (Bar("lines", "1", "testguard.toml:3"),)


def test_a_file_that_is_not_utf_8_is_named_with_the_line(tmp_path: Path) -> None:
    (tmp_path / "testguard.toml").write_bytes(b"# one\n# caf\xe9\n")
    with pytest.raises(ConfigError, match=re.escape("testguard.toml:2: is not UTF-8")):
        load_config(start=tmp_path)


near_misses = st.sampled_from([
    "[thresholds]", "[[stack]]", "[tool.testguard]", "[tool]", "[stack.thresholds]", "lines = 9e1",
    "lines = 101", "modules = ['a']", "modules = ['!']", "select = ['TG1']", "select = 1",
    "tests = []", "tests = [[]]", "severity = {a = 'off'}", "[severity]", "TG1 = 'info'",
    "[per-path-ignores]", "'**' = ['x']", "'' = []", "baseline = ''", "fail-on = ['likely']",
    "stack = []", "thresholds = 3", "x = 1979-05-27", "lines = -0.0", "'\\' = 3", '"\\u0000" = 3',
])  # fmt: skip


def outcome(name: str, data: bytes) -> str:
    """What loading says, or "" for a configuration."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / ".git").touch()
        (Path(folder) / name).write_bytes(data)
        try:
            config = load_config(start=Path(folder))
        except ConfigError as error:
            return str(error)
        return "" if config.root == Path(folder).resolve() else "another root"


@given(st.text() | st.lists(near_misses, max_size=6).map("\n".join), st.booleans())
def test_any_text_is_a_configuration_or_refused(text: str, pyproject: bool) -> None:
    name = "pyproject.toml" if pyproject else "testguard.toml"
    said = outcome(name, text.encode("utf-8", "surrogatepass"))
    assert not said or said.startswith(name)


@given(st.binary())
def test_any_bytes_are_a_configuration_or_refused(data: bytes) -> None:
    said = outcome("testguard.toml", data)
    assert not said or said.startswith("testguard.toml")
