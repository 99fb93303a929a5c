"""RSS and Atom feeds."""

from __future__ import annotations

import gzip
from datetime import date
from pathlib import Path

import pytest

from searchapp.ingest import Event, Finding, ReadOptions, load_mapping, read_paths
from searchapp.model import Article, Published

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
     xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/">
<channel><title>نشرة المرفأ</title><link>https://example.org/</link><language>ar-LB</language>
<image><title>شعار</title></image>
<item><title>ترميم &quot;منارة&quot; قديمة</title><link>https://example.org/1</link>
 <guid isPermaLink="false">p-1</guid><pubDate>Tue, 04 Jan 2022 23:30:00 +0200</pubDate>
 <dc:creator>ليلى منصور</dc:creator><category>ثقافة</category><category>بحر</category>
 <media:title>عنوان صورة</media:title>
 <description>ملخص قصير.</description>
 <content:encoded><![CDATA[<p>بدأ الترميم&nbsp;أمس.</p><figure><img src="x"><figcaption>المنارة</figcaption></figure>
 <script>alert(1)</script><p>ويستمر <b>عا</b>مين<br>كاملين.</p>]]></content:encoded></item>
<item><title>سفينة جديدة</title><description>وصلت السفينة&nbsp;صباحا.
وغادرت مساء.</description><guid>https://example.org/2</guid><author>desk@example.org (سامر حداد)</author></item>
<item><title>خبر بلا نص</title></item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ar"><title>نشرة الجبل</title>
<link rel="self" href="https://example.org/feed"/><link href="https://example.org/"/>
<entry><id>urn:1</id><title type="html">ثلج &amp;amp; مطر</title><link rel="alternate" href="/a/1"/>
<updated>2022-11-07T09:00:00Z</updated><published>2022-11-06T23:00:00Z</published>
<author><name>هدى سالم</name></author><category term="طقس"/>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>تساقط <em>الثلج</em> ليلا.</p>
<p>ثم توقف.</p></div></content>
</entry>
<entry xml:lang="en"><id>urn:2</id><title>a &lt; b</title><updated>2022-11-07T09:00:00Z</updated>
<source><title>وكالة أخرى</title></source><summary>Plain &lt;text&gt; here.</summary></entry></feed>"""


def read(folder: Path, text: str | bytes, name: str = "a.rss") -> list[Event]:
    (folder / name).write_bytes(text.encode() if isinstance(text, str) else text)
    return list(read_paths([folder / name]))


def articles(events: list[Event]) -> list[Article]:
    return [event for event in events if isinstance(event, Article)]


def reasons(events: list[Event]) -> list[tuple[str, int | None]]:
    return [(event.reason, event.line) for event in events if isinstance(event, Finding)]


def test_rss_gives_texts_and_what_the_channel_says(tmp_path: Path) -> None:
    events = read(tmp_path, RSS)
    first, second = articles(events)
    assert (first.id, first.title, first.url) == ("p-1", 'ترميم "منارة" قديمة', "https://example.org/1")
    assert first.body == "بدأ الترميم أمس.\nويستمر عامين\nكاملين."
    assert (first.source, first.author, first.section, first.lang) == ("نشرة المرفأ", "ليلى منصور", "ثقافة", "ar")
    assert (first.captions, first.published) == (("المنارة",), Published(date(2022, 1, 4), "day", "given"))
    assert second.body == "وصلت السفينة صباحا.\nوغادرت مساء."
    assert (second.url, second.author, second.published) == ("https://example.org/2", "سامر حداد", None)
    assert reasons(events) == [("no-text", 15)]


def test_atom_gives_texts_of_all_its_kinds(tmp_path: Path) -> None:
    first, second = articles(read(tmp_path, ATOM, "a.atom"))
    assert (first.id, first.title, first.url) == ("urn:1", "ثلج & مطر", "https://example.org/a/1")
    assert first.body == "تساقط الثلج ليلا.\nثم توقف."
    assert (first.source, first.author, first.section) == ("نشرة الجبل", "هدى سالم", "طقس")
    assert first.published == Published(date(2022, 11, 6), "day", "given")
    assert (second.title, second.body, second.lang) == ("a < b", "Plain <text> here.", "en")
    assert second.source == "وكالة أخرى"


def test_rss_of_1999_in_xml_of_its_own(tmp_path: Path) -> None:
    text = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
    xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>نشرة</title></channel>
    <item><title>خبر</title><link>https://example.org/9</link><dc:date>2003-05-01</dc:date>
    <description>نص الخبر.</description></item></rdf:RDF>"""
    (article,) = articles(read(tmp_path, text, "a.xml"))
    assert (article.source, article.url, article.body) == ("نشرة", "https://example.org/9", "نص الخبر.")
    assert article.published == Published(date(2003, 5, 1), "day", "given")


def test_declared_encoding_and_packed_feeds(tmp_path: Path) -> None:
    text = RSS.replace("UTF-8", "windows-1256")
    for name, data in (("a.xml", text.encode("cp1256")), ("b.rss.gz", gzip.compress(RSS.encode()))):
        first = articles(read(tmp_path, data, name))[0]
        assert (first.id, first.source) == ("p-1", "نشرة المرفأ")
    short = '<?xml version="1.0" encoding="iso-8859-6"?><rss><channel><item><title>بيت</title><description>باب'
    (tmp_path / "a.xml").unlink()
    events = read(tmp_path, (short + "</description></item></channel></rss>").encode("iso8859_6"), "c.xml")
    assert [(article.title, article.body) for article in articles(events)] == [("بيت", "باب")]
    assert reasons(events) == [("encoding", None)]


def test_what_comes_before_broken_xml_is_kept(tmp_path: Path) -> None:
    events = read(tmp_path, RSS.replace("<title>سفينة", "<title>بر & سفينة"))
    assert [article.id for article in articles(events)] == ["p-1"]
    assert reasons(events) == [("bad-xml", 13)]
    assert reasons(read(tmp_path, RSS[:-20]))[-1][0] == "bad-xml"


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE rss [<!ENTITY a "نص"><!ENTITY b "&a;&a;">]><rss><channel><item/></channel></rss>',
        '<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss><channel><item/></channel></rss>',
        '<!DOCTYPE rss [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x"> %p;]><rss><channel></channel></rss>',
        "<rss>" + "<x>" * 1000,
        "<html><body>صفحة</body></html>",
        "ليس هذا XML",
    ],
)
def test_xml_that_is_no_feed_or_means_harm_is_refused(tmp_path: Path, text: str) -> None:
    assert [reason for reason, _ in reasons(read(tmp_path, text))] == ["bad-xml"]


def test_defaults_of_a_mapping_hold_for_feeds(tmp_path: Path) -> None:
    (tmp_path / "names.toml").write_text('[fields]\ntitle = "hed"\n[defaults]\nsection = "بحر"\n', encoding="utf-8")
    (tmp_path / "a.rss").write_text(RSS, encoding="utf-8")
    options = ReadOptions(load_mapping(tmp_path / "names.toml"))
    found = articles(list(read_paths([tmp_path / "a.rss"], options)))
    assert [article.section for article in found] == ["ثقافة", "بحر"]
