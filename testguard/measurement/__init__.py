"""Measurement: recorded evidence, and how much of each stack module it shows exercised."""
