"""Static files gzipped on the wire without a build step (ui.md: pages under 100 KB)."""

from __future__ import annotations

import gzip
import hashlib
import os
from pathlib import Path
from typing import Any

from django.conf import settings
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import StaticFile

_TEXT = (".css", ".js", ".mjs", ".svg", ".json", ".txt", ".map")
_WORTH = 1_000  # bytes; below this a packet is a packet


class GzippedWhiteNoise(WhiteNoiseMiddleware):
    """Keeps a gzipped copy of each text file beside the data, made once for each content.

    WhiteNoise itself only finds copies that a build step left beside the file; the demo and the
    tests have none, and installed packages may lie in a folder nobody can write to.
    """

    def get_static_file(self, path: str, url: str, stat_cache: Any = None) -> StaticFile:
        """As WhiteNoise does, with our copy as the alternative for browsers that take gzip."""
        found: StaticFile = super().get_static_file(path, url, stat_cache)
        if not path.endswith(_TEXT):
            return found
        copy = _copy_of(Path(path))
        if copy is None:
            return found
        _, plain, headers = found.alternatives[-1]
        kept = [(name, value) for name, value in headers if name != "Content-Length"]
        return StaticFile(plain, kept, encodings={"gzip": str(copy)})


def _copy_of(path: Path) -> Path | None:
    """The gzipped copy; None for small files and where no copy can be written."""
    about = path.stat()
    if about.st_size < _WORTH:
        return None
    # Size and time are in the name, so that another release finds no copy of the old one.
    name = f"{path}:{about.st_size}:{about.st_mtime_ns}".encode()
    copy = Path(settings.GZIP_FOLDER) / f"{hashlib.sha256(name).hexdigest()[:24]}.gz"
    if copy.exists():
        return copy
    try:
        copy.parent.mkdir(parents=True, exist_ok=True)
        fresh = copy.with_suffix(f".{os.getpid()}")
        fresh.write_bytes(gzip.compress(path.read_bytes(), 9, mtime=0))
        fresh.replace(copy)
    except OSError:
        return None
    return copy
