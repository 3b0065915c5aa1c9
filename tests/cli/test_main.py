from __future__ import annotations

import os
import signal
import subprocess
import sys
from importlib import import_module
from typing import Any

import click
import pytest

from testguard.cli.main import COMMANDS, commands

BLOCKS = """\
import sys, threading
print("loading", file=sys.stderr, flush=True)
threading.Event().wait()
"""
CRASHES = """\
from testguard.plugin import hookimpl, reporter

@reporter("crashing")
def crashing(report, style):
    raise ZeroDivisionError("one\\ntwo")

@hookimpl
def testguard_reporters():
    return [crashing]
"""


def test_help_names_every_command_and_exit_code(repository: Any) -> None:
    done = repository().run("--help")
    assert done.code == 0
    assert [name for name in COMMANDS if f"\n  {name} " not in done.out] == []
    assert "2  wrong usage or configuration" in done.out


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_says_of_itself_what_the_list_says(name: str) -> None:
    command = getattr(import_module(f"testguard.cli.{name}"), name)
    assert isinstance(command, click.Command)
    assert (command.help or "").partition("\n\n")[0].replace("\n", " ") == COMMANDS[name]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_documented_and_every_command_has_an_example(
    name: str, repository: Any
) -> None:
    command = getattr(import_module(f"testguard.cli.{name}"), name)
    done = repository().run(name, "--help")
    assert done.code == 0
    options = [param for param in command.params if isinstance(param, click.Option)]
    assert [option.name for option in options if not option.help] == []
    assert [option.opts[-1] for option in options if option.opts[-1] not in done.out] == []
    assert f"  testguard {name}" in done.out.partition("Examples:")[2]


def test_help_loads_no_command() -> None:
    program = (
        "import sys; from testguard.cli.main import run; run(['--help']);"
        "print(*(name for name in sys.modules if name.startswith('testguard')), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert set(done.stderr.split()) == {
        "testguard", "testguard.cli", "testguard.cli.main", "testguard.cli.terminal",
        "testguard.errors",
    }  # fmt: skip


def test_the_version_is_told(repository: Any) -> None:
    done = repository().run("--version")
    assert (done.code, done.out.split()[0]) == (0, "testguard")


def test_no_command_at_all_is_wrong_usage(repository: Any) -> None:
    done = repository().run()
    assert done.code == 2
    assert "Commands:" in done.err


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["chek"], "Did you mean 'check'?"),
        (["zzzz"], "No such command 'zzzz'."),
        (["check", "--nope"], "--nope"),
        (["check", "--color", "pink"], "pink"),
        (["check", "-q", "-v"], "exclude each other"),
        (["rule"], "CODE"),
        (["check", "-j", "x"], "'x'"),
    ],
)
def test_wrong_usage_is_exit_code_2(args: list[str], said: str, repository: Any) -> None:
    done = repository().run(*args)
    assert (done.code, done.out) == (2, "")
    assert said in done.err


def test_what_the_user_can_mend_is_one_message_and_exit_code_2(repository: Any) -> None:
    done = repository({"testguard.toml": "selct = []\n"}).process("check")
    assert (done.code, done.out) == (2, "")
    assert done.err.splitlines() == [
        "error: testguard.toml:1: unknown key 'selct'",
        "  hint: did you mean 'select'?",
    ]


def test_a_crash_is_one_line_what_to_do_and_exit_code_3(repository: Any) -> None:
    made = repository()
    made.install_plugin(CRASHES)
    done = made.process("check", "--output-format", "crashing")
    assert (done.code, done.out) == (3, "")
    first, second = done.err.splitlines()
    assert first == "testguard itself failed: ZeroDivisionError: one two"
    assert "report it" in second


def test_a_crash_shows_its_traceback_when_asked(repository: Any) -> None:
    made = repository()
    made.install_plugin(CRASHES)
    done = made.process("check", "--output-format", "crashing", "-v")
    assert done.code == 3
    assert "Traceback" in done.err
    assert "local_plugin.py" in done.err


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for one process")
def test_ctrl_c_exits_with_130_and_leaves_files_alone(repository: Any) -> None:
    made = repository({"out.json": "before"})
    made.install_plugin(BLOCKS)
    with subprocess.Popen(
        made.command("check", "--output-format", "json:out.json"),
        cwd=made.root,
        env=made.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        assert process.stderr.readline() == "loading\n"
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (130, "", "\ninterrupted\n")
    assert (made.root / "out.json").read_text(encoding="utf-8") == "before"
    assert [path.name for path in made.root.glob(".out*")] == []


@pytest.mark.parametrize(
    ("args", "code"), [(["check"], 1), (["--help"], 0), (["rules"], 0), (["check", "-h"], 0)]
)
def test_a_reader_that_went_away_changes_no_exit_code(
    args: list[str], code: int, repository: Any
) -> None:
    made = repository()
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        made.command(*args),
        cwd=made.root,
        env=made.environment(),
        stdout=writer,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (code, "")


def test_commands_are_in_the_group() -> None:
    with click.Context(commands) as context:
        assert [name for name in COMMANDS if commands.get_command(context, name) is None] == []
        assert commands.get_command(context, "main") is None
