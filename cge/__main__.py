"""``python -m cge``: the command line where no script is on the path."""

from __future__ import annotations

from cge.cli.main import main

if __name__ == "__main__":
    main()
