"""Inspection: the engine that runs rules over suites and gives findings."""
