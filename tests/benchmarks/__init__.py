"""Speed and memory, side by side with peers in one run, reported as ratios: ``tox -e bench``."""
