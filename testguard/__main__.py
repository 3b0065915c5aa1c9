"""``python -m testguard`` and the ``testguard`` command."""

from __future__ import annotations

from testguard.cli.main import main

if __name__ == "__main__":
    main()
