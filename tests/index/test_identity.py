"""Ids: one article, one id, however its address is spelled."""

from __future__ import annotations

import pytest

from index.identity import article_id, canonical_url, cluster_id, content_hash

SAME = [
    "https://qala.kz/news/1",
    "http://qala.kz/news/1",
    "https://www.qala.kz/news/1",
    "https://QALA.kz:443/news/1",
    "https://qala.kz/news/1/",
    "https://qala.kz//news/./1",
    "https://qala.kz/old/../news/1",
    "https://qala.kz/amp/news/1",
    "https://qala.kz/news/1/amp/",
    "https://amp.qala.kz/news/1",
    "https://qala.kz/news/1?amp=1",
    "https://qala.kz/news/1?utm_source=rss&utm_medium=feed",
    "https://qala.kz/news/1?yclid=7&fbclid=x&from=rss#comments",
    "https://qala.kz./news/1",
    "  https://qala.kz/news/%31 ",
]
DIFFERENT = [
    "https://qala.kz/news/2",
    "https://kaz.qala.kz/news/1",
    "https://qala.kz/News/1",
    "https://qala.kz:8080/news/1",
    "https://qala.kz/news/1?p=2",
    "https://qala.kz/?p=123",
    "https://qala.kz/news/1?from=astana",
]


@pytest.mark.parametrize("url", SAME)
def test_spellings_of_one_address_share_an_id(url: str) -> None:
    assert article_id(url) == article_id(SAME[0])


def test_different_addresses_have_different_ids() -> None:
    assert len({article_id(url) for url in [SAME[0], *DIFFERENT]}) == len(DIFFERENT) + 1


def test_query_order_and_kazakh_letters_do_not_matter() -> None:
    assert canonical_url("https://қала.kz/Жаңалық?b=2&a=1") == canonical_url(
        "https://xn--80aa6a83a.kz/%D0%96%D0%B0%D2%A3%D0%B0%D0%BB%D1%8B%D2%9B?a=1&b=2"
    )


@pytest.mark.parametrize(
    "url",
    ["", "javascript:alert(1)", "file:///etc/passwd", "ftp://qala.kz/x", "//qala.kz/x", "https://", "mailto:a@b.kz"],
)
def test_what_is_not_a_web_address_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="not a web address"):
        article_id(url)


def test_hashes_see_what_a_reader_reads() -> None:
    assert content_hash("Тақырып", "Мәтін, бір.") == content_hash("ТАҚЫРЫП", "Мәтін  бір")
    assert content_hash("Тақырып", "Мәтін, бір.") != content_hash("Тақырып", "Мәтін, екі.")
    assert cluster_id("Бір мәтін.") == cluster_id("бір — мәтін")
