"""What a test file is made of: modules, imports, cases, groups, assertions, helpers.

Rules read suites through this room; nothing here decides whether a test is good.
"""
