"""One operator on the resource graph per file; the file name is the operator's name."""
