"""Serve the press world by hand: python -m tests.newsroom [--port 8900]."""

from __future__ import annotations

import argparse
import threading

from tests.newsroom import misbehaviour
from tests.newsroom.server import serve
from tests.newsroom.world import World


def main() -> None:
    """Serve until interrupted, and print every address."""
    parser = argparse.ArgumentParser(description="Serve a small invented press world on 127.0.0.1.")
    parser.add_argument("--port", type=int, default=8900, help="port to listen on (default: 8900)")
    with serve(World(), parser.parse_args().port) as newsroom:
        for outlet in newsroom.world.outlets.values():
            print(f"{outlet.name:20} {newsroom.url(outlet.host)}  {outlet.door}: {outlet.door_path}")
        print(f"{'misbehaviours':20} {newsroom.url(misbehaviour.HOST, misbehaviour.FEED_PATH)}")
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            print("closed")


if __name__ == "__main__":
    main()
