"""Memory of the last run, so that one that sees exactly the same need not be judged anew."""
