"""The desk's own style, script and icon, under names that change with their bytes."""

from __future__ import annotations

import hashlib
from pathlib import Path

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response

FOLDER = Path(__file__).parent / "static"
_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}

# Read once: no path from a request ever touches the disk.
_FILES = {path.name: path.read_bytes() for path in FOLDER.iterdir() if path.suffix in _TYPES}
_HASHES = {name: hashlib.sha256(content).hexdigest()[:12] for name, content in _FILES.items()}

router = APIRouter()


def asset(name: str) -> str:
    """Return the address of a static file; KeyError when there is none."""
    return f"/static/{_HASHES[name]}/{name}"


@router.get("/static/{digest}/{name}")
def static(digest: str, name: str) -> Response:
    """Serve a file that never changes under its name."""
    if _HASHES.get(name) != digest:
        raise HTTPException(404)
    forever = {"Cache-Control": "public, max-age=31536000, immutable"}
    return Response(_FILES[name], media_type=_TYPES[Path(name).suffix], headers=forever)


@router.get("/favicon.ico")
def favicon() -> Response:
    """Serve the icon where browsers look for it on pages that name none, such as JSON."""
    return static(_HASHES["icon.svg"], "icon.svg")
