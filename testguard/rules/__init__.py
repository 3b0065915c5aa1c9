"""First-party rules, one per file; the file name is the rule's name."""
