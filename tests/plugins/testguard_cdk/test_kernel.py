from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from testguard.errors import BuildError
from tests.plugins.testguard_cdk.conftest import Build

SHOP = """
    import aws_cdk as cdk
    from aws_cdk import aws_sqs as sqs

    class Shop(cdk.Stack):
        def __init__(self, scope, id):
            super().__init__(scope, id)
            sqs.Queue(self, "Orders")
    """


def test_the_kernel_stays_in_step_whenever_the_time_is_up(build: Build) -> None:
    for tenths in range(1, 11):
        with pytest.raises(BuildError, match="did not finish building within"):
            build("import aws_cdk\nwhile True: aws_cdk.App()\n", seconds=0.2 + tenths / 37)
    built = build(SHOP, "shop.py", "Shop")
    assert [each.type for each in built.graph.resources] == ["AWS::SQS::Queue"]


def test_a_build_after_the_kernels_death_has_another(tmp_path: Path) -> None:
    tmp_path.joinpath("shop.py").write_text(dedent(SHOP))
    program = f"""
        import os, signal
        from pathlib import Path
        from testguard.model.project import StackModule
        from testguard.plugin import Recipe
        from testguard_cdk.framework import RunnableCdk

        stack = StackModule("shop.py", "cdk", ("Shop",))
        recipe = Recipe(Path({str(tmp_path)!r}), stack, "Shop")
        first = RunnableCdk().build(recipe)
        from jsii._runtime import kernel
        node = kernel.provider._process._process
        os.kill(node.pid, signal.SIGKILL)
        node.wait()
        print(RunnableCdk().build(recipe) == first)
        """
    command = [sys.executable, "-c", dedent(program)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert (ran.stdout, ran.returncode) == ("True\n", 0), ran.stderr
