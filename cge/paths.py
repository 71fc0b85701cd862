"""Where shipped files lie: the checkout first, then the copy inside an installed wheel."""

from __future__ import annotations

from pathlib import Path

from cge.errors import UsageError

_PACKAGE = Path(__file__).resolve().parent


def there(path: Path) -> bool:
    """Whether a path leads to something; a text that cannot be a path leads nowhere."""
    try:
        return path.exists()
    except (OSError, ValueError):  # too long, or with a null byte
        return False


def shipped(folder: str) -> Path:
    """Return a shipped folder (``data``, ``scenarios`` or ``examples``).

    Raises
    ------
    UsageError
        If neither the checkout nor the installation holds it.
    """
    for root in (_PACKAGE.parent, _PACKAGE / "_shipped"):
        if (root / folder).is_dir():
            return root / folder
    msg = f"the folder {folder!r} is missing from this installation; reinstall the package"
    raise UsageError(msg)
