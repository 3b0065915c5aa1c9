"""testguard makes hollow infrastructure tests impossible to miss and easy to replace.

This module imports nothing: pytest loads it before coverage starts.
"""
