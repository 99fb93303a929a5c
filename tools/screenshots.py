"""Take the pictures of the README: ``python -m tools.screenshots [FOLDER]`` (``make screenshots``).

Builds the sample corpus, serves it on a free port of this machine, and photographs pages of it in Debian's Chromium
through Playwright, as WebP of at most ``LARGEST`` bytes each.
"""

from __future__ import annotations

import base64
import logging
import shutil
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from searchapp.config import Settings
from searchapp.search.collection import Collection
from searchapp.web.app import create_app

ROOT: Final = Path(__file__).parents[1]
FOLDER: Final = ROOT / "docs" / "images"
LARGEST: Final = 100_000
QUALITIES: Final = (82, 70, 55)
"""Of WebP, tried one after the other until the picture is small enough."""

BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS: Final = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
                    "--disable-sync", "--no-first-run")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: its name, the address, the theme, the size of the window, and whether an article is opened first."""

    name: str
    path: str
    theme: Literal["light", "dark"]
    size: tuple[int, int] = (1280, 860)
    article: bool = False


SHOTS: Final = (
    Shot("home-ar-light", "/", "light"),
    Shot("results-ar-light", "/search?q=المناخ&from=2022-10&to=2025", "light"),
    Shot("results-en-dark", "/en/search?q=المناخ&place=-باكو", "dark"),
    Shot("compare-ar-dark", "/compare?q=مصر&q=الصين", "dark"),
    Shot("entity-en-light", "/en/entity/organisation%3Aالامم%20المتحده", "light"),
    Shot("article-ar-dark-phone", "/search?q=المناخ", "dark", (390, 780), article=True),
)


def take(folder: Path, shots: tuple[Shot, ...] = SHOTS) -> list[Path]:
    """Take pictures into a folder. Raises SystemExit where there is no Chromium or a picture stays too large."""
    folder.mkdir(parents=True, exist_ok=True)
    with _site() as site, _browser() as browser:
        return [_taken(browser, site, shot, folder) for shot in shots]


@contextmanager
def _site() -> Iterator[str]:
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    with tempfile.TemporaryDirectory() as index:
        collection = Collection.build([ROOT / "corpus"], index=index, workers=1)
        server = make_server("127.0.0.1", 0, create_app(collection.service, Settings()), threaded=True)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
            server.server_close()
            collection.service().close()


@contextmanager
def _browser() -> Iterator[Browser]:
    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if path is None:
        raise SystemExit("No Chromium is installed: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


def _taken(browser: Browser, site: str, shot: Shot, folder: Path) -> Path:
    width, height = shot.size
    context = browser.new_context(
        base_url=site,
        viewport={"width": width, "height": height},
        color_scheme=shot.theme,
        is_mobile=width < 600,
        device_scale_factor=2 if width < 600 else 1,
    )
    page = context.new_page()
    page.goto(shot.path, wait_until="networkidle")
    if shot.article:
        page.locator(".hit:has(.snip mark) .hit-title a").first.click()
        page.locator(".hitbar [rel=next]").click()
    page.evaluate("document.fonts.ready")
    file = folder / f"{shot.name}.webp"
    file.write_bytes(_small_enough(page, shot.name))
    context.close()
    return file


def _small_enough(page: Page, name: str) -> bytes:
    session = page.context.new_cdp_session(page)
    for quality in QUALITIES:
        answer = session.send("Page.captureScreenshot", {"format": "webp", "quality": quality})
        picture = base64.b64decode(answer["data"])
        if len(picture) <= LARGEST:
            return picture
    raise SystemExit(f"The picture {name} is larger than {LARGEST:,} bytes at any quality.")


if __name__ == "__main__":
    for made in take(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER):
        print(f"{made.stat().st_size:>8,}  {made}")
