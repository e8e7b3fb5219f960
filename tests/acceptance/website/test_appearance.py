"""A community's name, crest and accent, as the page gets them."""

from __future__ import annotations

from pathlib import Path

import pytest

from muster.settings import SettingsError
from tests.support.running.websites import RunningWebsite, running_website
from tests.support.scenes.community import settings_for
from website.backend.app import create_app

CREST = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h8v8z"/></svg>'


async def test_a_community_looks_as_its_settings_say(
    database_url: str, page: Path, tmp_path: Path
) -> None:
    crest = tmp_path / "ours.svg"
    crest.write_bytes(CREST)
    settings = settings_for(
        database_url,
        community_name="  Night   Shift ",
        community_crest=crest,
        community_accent="#C0392B",
    )
    (page / "manifest.webmanifest").write_text('{"name": "Muster", "id": "/"}')
    async with running_website(settings, page=page) as website:
        client = await website.client()
        manifest = await client.get("/manifest.webmanifest")
        assert manifest.headers["content-type"] == "application/manifest+json"
        names = {"name": "Night Shift", "short_name": "Night Shift"}
        assert manifest.json() == {"id": "/", **names}
        community = (await client.get("/api/community")).json()
        assert community["name"] == "Night Shift"
        assert community["accent"] == "#c0392b"
        image = await client.get(community["crest"])
        assert image.content == CREST
        assert image.headers["content-type"] == "image/svg+xml; charset=utf-8"
        assert image.headers["cache-control"] == "public, max-age=31536000, immutable"
        # Both policies count: the site's own, and that of a drawing.
        policies = image.headers.get_list("content-security-policy")
        assert any("sandbox" in policy for policy in policies)
        assert any("script-src 'self'" in policy for policy in policies)
        styles = await client.get("/appearance.css")
        assert styles.headers["content-type"].startswith("text/css")
        assert "--accent: oklch(0.5433 0.174 29.7)" in styles.text
        assert styles.headers["cache-control"] == "no-cache"
        known = {"If-None-Match": styles.headers["etag"]}
        assert (await client.get("/appearance.css", headers=known)).status_code == 304


async def test_without_settings_the_page_keeps_its_own_look(website: RunningWebsite) -> None:
    client = await website.client()
    community = (await client.get("/api/community")).json()
    assert (community["name"], community["crest"], community["accent"]) == ("Muster", None, None)
    styles = await client.get("/appearance.css")
    assert styles.status_code == 200
    assert "--accent" not in styles.text


def test_a_bad_crest_stops_the_start_with_one_line(database_url: str, tmp_path: Path) -> None:
    settings = settings_for(database_url, community_crest=tmp_path / "none.png")
    with pytest.raises(SettingsError, match=r"^COMMUNITY_CREST: read .*No such file.*accepted"):
        create_app(settings)
