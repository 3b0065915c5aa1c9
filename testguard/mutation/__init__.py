"""Proof: break one thing after another, and see whether a test notices."""
