"""One operator on source per file; the file name is the operator's name."""
