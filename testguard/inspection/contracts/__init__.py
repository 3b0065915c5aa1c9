"""Contracts: what stack classes and programs take and refuse, read from syntax."""
