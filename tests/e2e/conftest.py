from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from searchapp.config import Settings
from searchapp.search.collection import Collection
from searchapp.web.app import create_app

CORPUS = Path(__file__).parents[2] / "corpus"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


class QuietHandler(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


@contextmanager
def serving(app: WSGIApplication) -> Iterator[str]:
    """The address at which an application answers on a free port."""
    server = make_server("127.0.0.1", 0, app, True, request_handler=QuietHandler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WSGIApplication]:
    """The real application over the sample corpus."""
    collection = Collection.build([CORPUS], index=tmp_path_factory.mktemp("index"))
    yield create_app(collection.service, Settings())
    collection.service().close()


@pytest.fixture(scope="session")
def site(app: WSGIApplication) -> Iterator[str]:
    with serving(app) as address:
        yield address


SLOW_BYTES = 700
SLOW_PAUSE = 0.05


@pytest.fixture(scope="session")
def slow_site(app: WSGIApplication) -> Iterator[str]:
    """The same over a thin line: a page arrives in pieces, and is painted as it arrives."""

    def in_pieces(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        answer = app(environ, start_response)
        return answer if environ["PATH_INFO"].startswith("/static") else slowly(b"".join(answer))

    def slowly(body: bytes) -> Iterator[bytes]:
        for start in range(0, len(body), SLOW_BYTES):
            yield body[start : start + SLOW_BYTES]
            time.sleep(SLOW_PAUSE)

    with serving(in_pieces) as address:
        yield address


ABORTED = "net::ERR_ABORTED"
"""A request that Chromium gave up itself, because the page was left before it ended."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("no Chromium is installed: the journeys in a browser were left out")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(params=[True, False], ids=["scripts", "no-scripts"])
def context(browser: Browser, site: str, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    made = browser.new_context(
        base_url=site, java_script_enabled=request.param, viewport={"width": 1280, "height": 900}, color_scheme="light"
    )
    made.set_default_timeout(15_000)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    opened = context.new_page()
    faults: list[str] = []
    opened.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    opened.on("requestfailed", lambda request: faults.append(request.url) if request.failure != ABORTED else None)
    yield opened
    opened.close()
    assert faults == []


@pytest.fixture
def scripted(browser: Browser, site: str) -> Iterator[Page]:
    """A page with scripts, for what can only be measured by running one."""
    context = browser.new_context(base_url=site, viewport={"width": 1280, "height": 900}, color_scheme="light")
    yield context.new_page()
    context.close()
