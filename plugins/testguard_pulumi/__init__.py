"""pulumi."""
