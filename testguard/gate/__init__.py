"""The one judge: findings and measurements against thresholds, baseline and diff."""
