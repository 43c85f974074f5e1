"""The entry point: finds the verb, and turns every mendable error into one sentence and an exit code.

Exit codes: 0 done, 1 the work failed, 2 usage or configuration, 3 another process holds the data, 5 storage full.
"""

from __future__ import annotations

import errno
import importlib
import importlib.util
import logging
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("index", "classifiers", "crawler", "spiders", "review", "tilshi")
VERBS = {
    "demo": "tilshi.demo",
    "run": "tilshi.run",
    "crawl": "tilshi.crawl",
    "review": "tilshi.review",
    "status": "tilshi.status",
    "sources": "tilshi.sources",
    "index": "tilshi.index",
    "search": "tilshi.search",
    "extract": "tilshi.extract",
    "language": "tilshi.language",
    "analyze": "tilshi.analyze",
    "classify": "tilshi.classify",
    "import": "tilshi.import_",
    "train": "tilshi.train",
    "evaluate": "tilshi.evaluate",
    "doctor": "tilshi.doctor",
    "elasticsearch": "tilshi.elasticsearch",
}

# The checkout comes first: a foreign package named `index` elsewhere on the path must not stand in for ours.
sys.path[:] = [str(ROOT), *(entry for entry in sys.path if entry != str(ROOT))]

import click  # noqa: E402 - after the path is in order

from index.errors import TilshiError  # noqa: E402


class Verbs(click.Group):
    """Imports a verb only when it is asked for: `tilshi language` need not load Scrapy."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in VERBS:
            return None
        command: click.Command = importlib.import_module(VERBS[cmd_name]).command
        return command


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="tilshi", message="%(package)s %(version)s")
def cli() -> None:
    """Watch Russian, Kazakh and English media for attacks on journalists, and put them before a human the same day."""


def main() -> None:
    """Run the command line and exit with its code."""
    logging.raiseExceptions = False  # a full disk is told in one sentence, not once more for each line of a log
    sys.exit(_run(sys.argv[1:]))


def _run(arguments: list[str]) -> int:
    try:
        _check_rooms()
        result = cli.main(arguments, prog_name="tilshi", standalone_mode=False)
        return result if isinstance(result, int) else 0
    except click.ClickException as error:
        error.show()
        return 2
    except (click.Abort, KeyboardInterrupt):
        _say("stopped")
        return 130
    except TilshiError as error:
        _say(str(error))
        return error.exit_code
    except BrokenPipeError:  # the reader of our output left, as `head` does
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115, PTH123 - the interpreter flushes it at exit
        return 0
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        _say(
            f"the disk is full ({error.filename or 'while writing'}); free some space and start again, nothing is lost"
        )
        return 5


def _check_rooms() -> None:
    """Refuse to run when a room comes from elsewhere: names as generic as `index` may belong to somebody else."""
    for room in ROOMS:
        spec = importlib.util.find_spec(room)
        found = Path(spec.origin).resolve().parent.parent if spec and spec.origin else None
        if found != ROOT:
            raise TilshiError(
                f"the package `{room}` comes from {found or 'nowhere'}, not from {ROOT}; "
                "install tilshi into a virtualenv of its own (make install)"
            )


def _say(sentence: str) -> None:
    click.echo(f"tilshi: {sentence}", err=True)
