"""``[tool.testguard]`` as a frozen value."""

from __future__ import annotations

from testguard.config.keys import METRICS, ConfigKey, config_table
from testguard.config.loading import load_config
from testguard.config.render import toml_key, toml_string, toml_value
from testguard.config.shape import DEFAULT_BARS, Bar, Config, StackThresholds

__all__ = [
    "DEFAULT_BARS",
    "METRICS",
    "Bar",
    "Config",
    "ConfigKey",
    "StackThresholds",
    "config_table",
    "load_config",
    "toml_key",
    "toml_string",
    "toml_value",
]
