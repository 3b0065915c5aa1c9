"""Findings that are kept from run to run, for as long as nothing they rest on has changed."""
