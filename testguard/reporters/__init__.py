"""Report formats, one per file; the file name is the format."""
