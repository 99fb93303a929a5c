"""``searchapp serve``: the page and the API on a production WSGI server."""

from __future__ import annotations

import errno
import gc
import json
import os
import secrets
import socket
from dataclasses import replace
from pathlib import Path

import click
from flask import Flask
from gunicorn.app.base import BaseApplication

from searchapp.cli.console import choose, counted
from searchapp.cli.opening import opened
from searchapp.cli.options import index_option, json_option, settings
from searchapp.config import Settings
from searchapp.errors import ConfigError, system_reason, system_reason_ar
from searchapp.search.collection import Collection
from searchapp.web.app import create_app
from searchapp.web.logs import logging_of
from searchapp.web.turns import AT_ONCE

_BACKLOG = 2048
"""Connections that may wait; gunicorn's own figure."""

_LONGEST_LINE = 8190
"""Bytes of a request line: the most that gunicorn takes; an Arabic letter in an address has six."""

_SPARE_THREADS = 4

_KEEP_ALIVE_S = 15
"""A reader goes on to the next page within it; an idle connection costs no thread."""


@click.command(
    epilog="""\b
Examples:
  searchapp serve --index /srv/bahith
  SEARCHAPP_LOG=json searchapp serve --host 0.0.0.0 --port 80 --workers 0
"""
)
@index_option
@click.option("--host", metavar="ADDRESS", help="Address to listen on. [default: 127.0.0.1]")
@click.option("--port", type=click.IntRange(0, 65_535), help="Port to listen on; 0 takes a free one. [default: 8000]")
@click.option("--workers", type=click.IntRange(0, 64), help="Worker processes; 0: one per core. [default: 2]")
@json_option
def serve(index: Path | None, host: str | None, port: int | None, workers: int | None, as_json: bool) -> None:
    """Serve the search page and the JSON API. A rebuilt index is picked up without a restart."""
    chosen = settings(index=index, host=host, port=port, workers=workers)
    articles = opened(chosen).service().info.articles
    listener = _listen(chosen)
    address, bound = listener.getsockname()[:2]
    url = f"http://{f'[{address}]' if ':' in address else address}:{bound}/"
    said = choose(
        f"باحث على {url} — {counted('articles', articles)}. للإيقاف: Ctrl-C",
        f"Bahith is at {url} — {articles:,} articles. Stop with Ctrl-C.",
    )
    click.echo(json.dumps({"url": url, "articles": articles, "pid": os.getpid()}) if as_json else said)
    # A fresh one: each worker opens the index for itself after the fork, so that no file position is shared.
    # One key for all workers, so that each goes on with the cursors of the others.
    sealed = chosen if chosen.secret else replace(chosen, secret=secrets.token_urlsafe(32))
    collection = Collection(
        chosen.index, words=chosen.words, aliases=chosen.aliases, deadline=chosen.deadline_ms / 1000
    )
    _Server(collection, listener, sealed).run()


def _listen(chosen: Settings) -> socket.socket:
    """Listen before anything is promised: a port in use is a clear message, 0 finds a free one, and who reads the
    address can connect at once.
    """
    family = socket.AF_INET6 if ":" in chosen.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((chosen.host, chosen.port))
    except (socket.gaierror, UnicodeError) as error:
        listener.close()
        raise _unknown_host(chosen.host) from error
    except OSError as error:
        listener.close()
        raise _refused(chosen, error) from error
    listener.listen(_BACKLOG)
    return listener


def _unknown_host(host: str) -> ConfigError:
    return ConfigError(
        f"Cannot listen on “{host}”: no address is known by this name.",
        f"تعذّر الاستماع على «{host}»: لا عنوان معروفًا بهذا الاسم.",
        hint="Give an address of this machine with --host, such as 127.0.0.1.",
        hint_ar="اختر عنوانًا من عناوين هذا الجهاز بالخيار ‎--host، مثل 127.0.0.1.",
    )


def _refused(chosen: Settings, error: OSError) -> ConfigError:
    flag = "--host" if error.errno == errno.EADDRNOTAVAIL else "--port"
    what_ar = "عنوانًا" if flag == "--host" else "منفذًا"
    return ConfigError(
        f"Cannot listen on {chosen.host}:{chosen.port}: {system_reason(error)}.",
        f"تعذّر الاستماع على {chosen.host}:{chosen.port}: {system_reason_ar(error)}.",
        hint=f"Choose another with {flag}.",
        hint_ar=f"اختر {what_ar} آخر بالخيار ‎{flag}.",
    )


class _Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """Gunicorn with our application, listening on a socket that is bound already."""

    def __init__(self, collection: Collection, listener: socket.socket, chosen: Settings) -> None:
        self._collection = collection
        self._listener = listener
        self._chosen = chosen
        super().__init__()

    def load_config(self) -> None:
        """Set what the product needs: threads for slow clients, quiet logs, no control files."""
        self.cfg.set("bind", f"fd://{self._listener.fileno()}")
        self.cfg.set("workers", self._chosen.workers or os.cpu_count() or 1)
        self.cfg.set("worker_class", "gthread")
        # A thread for each request that is worked on or waits, and some to say that no more can wait.
        self.cfg.set("threads", AT_ONCE + self._chosen.queue + _SPARE_THREADS)
        self.cfg.set("loglevel", "warning")
        self.cfg.set("logconfig_dict", logging_of(self._chosen.log))
        self.cfg.set("proc_name", "searchapp")
        self.cfg.set("post_worker_init", self._open_index)
        self.cfg.set("keepalive", _KEEP_ALIVE_S)
        self.cfg.set("limit_request_line", _LONGEST_LINE)

    def load(self) -> Flask:
        """Give gunicorn the application."""
        return create_app(self._collection.service, self._chosen)

    def _open_index(self, _worker: object) -> None:
        """Open the index before the first request has to wait for it.

        What is there then stays for good; left out of garbage collection, it is not gone through every few requests.
        """
        self._collection.service().prepare()
        gc.collect()
        gc.freeze()
