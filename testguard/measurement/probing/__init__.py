"""Probing: what tests do to inputs and validation paths, seen through probes in the user's modules.

A probe is a call that is put on a line that is there already, around an expression or before a
statement. It returns what it is given, so that modules behave and trace as they are written.
"""
