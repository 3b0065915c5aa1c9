"""Discovery: a folder becomes a `Project`, from syntax and configuration files alone."""
