"""Watching: run tests on save, each time in a fork of a process that has everything imported."""
