from __future__ import annotations

import importlib.util
import sys
from datetime import date, timedelta
from pathlib import Path
from types import ModuleType

import pytest
from flask import Flask
from flask.testing import FlaskClient

from searchapp.config import Settings
from searchapp.model import Published, StoredArticle
from searchapp.web.app import create_app


def _load(name: str) -> ModuleType:
    """Load a module that stands beside this file (tests are no package)."""
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


fake = _load("fake_search")


def sample_articles() -> list[StoredArticle]:
    dubai, baku = fake.entity("place", "دبي"), fake.entity("place", "باكو")
    jaber, un = fake.entity("person", "سلطان الجابر"), fake.entity("organisation", "الأمم المتحدة")
    body = (
        "بعد يومين من التمديد أقرّت قمة المناخ السابعة والعشرون (COP27) صندوقًا طالبت به الجزر الصغيرة.\n\n"
        "وكانت القمة قد بدأت في شرم الشيخ، وقيل إن المناخ لا ينتظر.\n\n"
        "انخفضت الحرارة إلى -5 درجات، وهي قمة أخرى."
    )
    articles = [
        fake.stored(
            "env/2022 417", "قمة المناخ تقرّ صندوقًا للخسائر", body, published=fake.on(2022, 11, 20),
            entities=[jaber, un], url="https://example.org/env/417",
        ),
        fake.stored(
            "js-url", "عنوان خبيث <script>alert(1)</script> عن المناخ", "متن قصير عن قمة <b>المناخ</b>.",
            "نشرة السياسة", fake.on(2023, 11, 30, approximate=True), [dubai, jaber], "javascript:alert(1)",
        ),
        fake.stored("undated", "مقالة بلا تاريخ عن المناخ", "لا تاريخ هنا، وفيها المناخ.", "نشرة العلوم"),
        fake.stored(
            "month", "شهر بلا يوم", "خبر عن المناخ في باكو.", "نشرة العلوم",
            Published(date(2024, 11, 1), "month", "dateline", False), [baku],
        ),
    ]  # fmt: skip
    first = date(2019, 1, 5)
    articles.extend(
        fake.stored(
            f"serial-{number}", f"خبر رقم {number} عن المناخ", f"متن الخبر {number} عن المناخ والبحر.",
            "نشرة الاقتصاد" if number % 3 else "نشرة البيئة",
            Published(first + timedelta(days=45 * number), "day", "given"), [dubai] if number % 2 else [un],
        )
        for number in range(45)
    )  # fmt: skip
    return articles


@pytest.fixture
def service() -> object:
    return fake.FakeService(sample_articles())


@pytest.fixture
def app(service: object) -> Flask:
    return create_app(lambda: service, Settings())  # type: ignore[arg-type, return-value]  # loaded by path


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
