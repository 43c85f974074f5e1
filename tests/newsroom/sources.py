"""The press world as tilshi is told of it: its source file, and the settings to crawl it with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from index.model import DoorType
from index.options import FetchOptions, Options, WorkerOptions
from tests.newsroom import misbehaviour
from tests.newsroom.server import Newsroom


def write_sources(folder: Path, newsroom: Newsroom, *, misbehaviours: bool = True) -> Path:
    """Write newsroom.yaml, in the format of crawler/sources.py, into `folder` (made if missing); return its path."""
    listing = [_outlet(newsroom, key) for key in newsroom.world.outlets]
    if misbehaviours:
        listing.append(_source("trouble", misbehaviour.HOST, newsroom, (DoorType.FEED, misbehaviour.FEED_PATH)))
        for door in misbehaviour.BROKEN_DOORS.values():
            listing.append(_source(door.source_id, door.host, newsroom, (door.type, door.path)))
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "newsroom.yaml"
    path.write_text(yaml.safe_dump({"sources": listing}, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path


def options(newsroom: Newsroom, data: Path, *, misbehaviours: bool = True, timeout_seconds: float = 3.0) -> Options:
    """Return settings that reach the world's hosts on this machine, without pauses and with short time-outs.

    The world's source file is written into `data`/sources on the way.
    """
    sources = data / "sources"
    write_sources(sources, newsroom, misbehaviours=misbehaviours)
    return Options(
        data=data,
        sources=sources,
        fetch=FetchOptions(delay_seconds=0.0, timeout_seconds=timeout_seconds, hosts={"*.localhost": "127.0.0.1"}),
        workers=WorkerOptions(cpu_seconds=5),
    )


def _outlet(newsroom: Newsroom, key: str) -> dict[str, Any]:
    outlet = newsroom.world.outlets[key]
    door: dict[str, Any] = {"type": str(outlet.door), "url": newsroom.url(outlet.host, outlet.door_path)}
    if outlet.article_pattern:
        door["article_pattern"] = outlet.article_pattern
    return {
        "id": outlet.id,
        "name": outlet.name,
        "url": newsroom.url(outlet.host),
        "languages": list(outlet.languages),
        "country": outlet.country,
        "kind": outlet.kind,
        "timezone": outlet.timezone,
        "doors": [door],
    }


def _source(key: str, host: str, newsroom: Newsroom, *doors: tuple[DoorType, str]) -> dict[str, Any]:
    return {
        "id": key,
        "name": key,
        "url": newsroom.url(host),
        "languages": ["ru"],
        "country": "KZ",
        "kind": "media",
        "doors": [{"type": str(kind), "url": newsroom.url(host, path)} for kind, path in doors],
    }
