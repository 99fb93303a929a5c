"""Articles and queries that try to run as scripts, in a real browser: nothing runs, the policy has nothing to stop."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from itertools import product
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser
from werkzeug.serving import WSGIRequestHandler, make_server

from searchapp.config import Settings
from searchapp.search.collection import Collection
from searchapp.web.app import create_app

pytestmark = pytest.mark.browser

SHAPES = (
    "<script>{run}</script>", "<ScRiPt>{run}</sCrIpT>", "<img src=x onerror={run}>", "<svg/onload={run}>",
    "\"><script>{run}</script>", "'><img src=x onerror='{run}'>", "<iframe srcdoc='<script>{run}</script>'>",
    "<a href=javascript:{run}>x</a>", "<body onload={run}>", "<details open ontoggle={run}>x</details>",
    "<input autofocus onfocus={run}>", "</title><script>{run}</script>", "</textarea><script>{run}</script>",
    "<math><mi//xlink:href='data:x,<script>{run}</script>'>", "\" onmouseover=\"{run}", "' autofocus onfocus='{run}",
    "<!--><script>{run}</script>-->", "<style>@import 'javascript:{run}'</style>", "<base href='//evil.example/'>",
    "<meta http-equiv=refresh content='0;url=javascript:{run}'>", "{{{{7*7}}}}{{% {run} %}}", "${{{run}}}",
    "<object data='javascript:{run}'>", "<embed src='javascript:{run}'>", "<form action='javascript:{run}'><button>x",
)  # fmt: skip
RUNS = ("ran()", "window.ran&&ran()", "ran`1`", "ran(document.domain)", "setTimeout(ran)", "eval('ran()')",
        "top.ran()", "self['ran']()", "parent.ran()", "ran(1);//", "ran()//--", "[1].map(ran)")  # fmt: skip
PAYLOADS = [shape.format(run=run) for shape, run in product(SHAPES, RUNS)]


STRANGE = """
() => [
  ...document.querySelectorAll('main :is(script, style, iframe, object, embed, base, meta)'),
  ...[...document.querySelectorAll('a[href]')].filter(a => !/^(https?:|[/#])/.test(a.getAttribute('href'))),
  ...[...document.querySelectorAll('*')].filter(e => [...e.attributes].some(a => /^on|^style$/.test(a.name))),
].map(element => element.outerHTML.slice(0, 200))
"""
"""What the templates never write."""


class QuietHandler(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


@pytest.fixture(scope="module")
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Every payload as title, text, source, author and address of an article."""
    folder = tmp_path_factory.mktemp("hostile")
    with (folder / "a.jsonl").open("w", encoding="utf-8") as file:
        for number, payload in enumerate(PAYLOADS):
            record = {
                "id": f"{number}{payload[:40]}", "title": f"كلمة {payload}", "body": f"كلمة في القاهرة {payload} كلمة.",
                "source": payload, "author": payload, "url": f"javascript:{payload}", "section": payload,
                "published": f"2022-{1 + number % 12:02}-01",
            }  # fmt: skip
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
    collection = Collection.build([folder / "a.jsonl"], index=folder / "ix")
    server = make_server("127.0.0.1", 0, create_app(collection.service, Settings()), True, request_handler=QuietHandler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
    collection.service().close()


def pages() -> Iterator[str]:
    for lang, page in product(("", "/en"), (1, 2, 3)):
        yield f"{lang}/search?q=كلمة&size=100&page={page}&similar=show&facet_size=100"
    yield from ("/", "/names", "/facet/source?q=كلمة", "/facet/author?q=كلمة", "/search?size=100")
    for number, payload in enumerate(PAYLOADS[:: len(RUNS)]):
        asked = quote(payload, safe="")
        yield f"/search?q={asked}&source={asked}"
        yield f"/compare?q={asked}&q=كلمة"
        yield f"/analyze?text={asked}"
        yield f"/search?{asked}={asked}&from={asked}"
        yield f"/none/{asked}"
        yield "/article/" + quote(f"{number * len(RUNS)}{payload[:40]}", safe="") + f"?q={asked}"


def test_nothing_runs(browser: Browser, hostile_site: str) -> None:
    assert len(PAYLOADS) >= 300
    context = browser.new_context(base_url=hostile_site)
    context.add_init_script(
        "window.ran = () => console.error('RAN');"
        "addEventListener('securitypolicyviolation', e => console.error('CSP ' + e.violatedDirective + e.blockedURI));"
    )
    faults: list[str] = []
    context.on("console", lambda said: faults.append(said.text) if "RAN" in said.text or "CSP" in said.text else None)
    context.on("dialog", lambda dialog: faults.append(dialog.message))
    page = context.new_page()
    for address in pages():
        page.goto(address)
        assert page.evaluate(STRANGE) == [], address
    context.close()
    assert faults == []
