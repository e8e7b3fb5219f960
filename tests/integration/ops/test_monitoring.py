"""The alert rules and the dashboard of `ops/monitoring`, against what a running Muster says."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from bot.discord.gateway.health import DiscordHealth
from bot.duties.heartbeat import heartbeat
from bot.services.channel_health import ChannelHealth
from muster.clock import utc_now
from muster.database import Database
from tests.support.fakes.chats import fake_chats
from tests.support.running.bot import add_reachable_people, queue, running_bot, settles
from tests.support.running.patience import PATIENCE
from tests.support.running.websites import running_website
from tests.support.scenes.community import settings_for

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "ops" / "monitoring"
RULES = FOLDER / "alerts.yml"
DASHBOARD = FOLDER / "dashboard.json"
DOCUMENT = ROOT / "docs" / "operations" / "monitoring.md"
PROMTOOL = shutil.which("promtool") or shutil.which(ROOT / ".tools" / "bin" / "promtool")

# Prometheus itself says `up`, and adds `job` and `instance` to whatever it reads.
OF_PROMETHEUS = {"up": {"job", "instance"}}
_METRIC = re.compile(r"\b(?:muster|process)_[a-z0-9_]+\b|\bup\b(?=[{ )]|$)")
_MATCHER = re.compile(r"(\w+)\s*(?:=~|!~|!=|=)\s*\"")
_GROUPED = re.compile(r"\b(?:by|without|on|ignoring)\s*\(([^)]*)\)")

Vocabulary = dict[str, set[str]]
"""Names of samples, and the labels that each has."""


def rules() -> list[dict[str, Any]]:
    document = yaml.safe_load(RULES.read_text(encoding="utf-8"))
    return [rule for group in document["groups"] for rule in group["rules"]]


def panels() -> list[dict[str, Any]]:
    return json.loads(DASHBOARD.read_text(encoding="utf-8"))["panels"]


def expressions() -> Iterator[tuple[str, str]]:
    """(where it stands, the expression) of every rule and every query."""
    for rule in rules():
        yield rule["alert"], rule["expr"]
    for panel in panels():
        for target in panel["targets"]:
            yield panel["title"], target["expr"]


def unknown_words(expression: str, vocabulary: Vocabulary) -> set[str]:
    """Metrics and labels of an expression that nothing has which `vocabulary` tells of."""
    names = set(_METRIC.findall(expression))
    labels = set(_MATCHER.findall(expression))
    for grouped in _GROUPED.findall(expression):
        labels |= {label.strip() for label in grouped.split(",")}
    known = {"job", "instance"}.union(*(vocabulary.get(name, set()) for name in names))
    return {name for name in names if name not in vocabulary} | (labels - known)


def vocabulary_of(scraped: str) -> Vocabulary:
    found: Vocabulary = {name: set(labels) for name, labels in OF_PROMETHEUS.items()}
    for family in text_string_to_metric_families(scraped):
        for sample in family.samples:
            found.setdefault(sample.name, set()).update(sample.labels)
    return found


async def scrape_a_running_muster(database_url: str, folder: Path) -> Vocabulary:
    """What `/metrics` says while a bot delivers, and while something of it does not work."""
    settings = settings_for(database_url)
    with fake_chats() as chats:
        async with (
            running_website(settings) as website,
            running_bot(database_url, chats, folder),
        ):
            people = await add_reachable_people(website.sql, chats, 1)
            await queue(website.sql, people, "telegram")
            await settles(website.sql, {("telegram", "sent", ""): 1}, "telegram")
            client = await website.client()
            await client.get("/api/community")
            scraped = (await client.get("/metrics")).text
    assert "muster_bot_up 1.0" in scraped
    assert 'muster_notices_due{day="today"} 1.0' in scraped
    database = Database(database_url, application_name="test")
    await database.open()
    discord, channels = DiscordHealth("connected"), ChannelHealth()
    discord.report("tonight", "no_access")
    channels.problems["signal"] = "captcha_required"
    channels.unheard["telegram"] = "conflict"
    await heartbeat(database, utc_now(), ["signal"], discord, channels, folder)(utc_now())
    await database.close()
    async with running_website(settings) as website:
        scraped_later = (await (await website.client()).get("/metrics")).text
    vocabulary = vocabulary_of(scraped)
    for name, labels in vocabulary_of(scraped_later).items():
        vocabulary.setdefault(name, set()).update(labels)
    return vocabulary


async def test_rules_dashboard_and_document_name_what_a_running_muster_says(
    database_url: str, tmp_path: Path
) -> None:
    vocabulary = await scrape_a_running_muster(database_url, tmp_path)
    unknown = {
        where: words
        for where, expression in expressions()
        if (words := unknown_words(expression, vocabulary))
    }
    assert not unknown
    ours = {
        re.sub(r"_(bucket|sum|count)$", "", name)
        for name in vocabulary
        if name.startswith("muster_") and not name.endswith("_created")
    }
    documented = re.findall(r"^\| `(muster_\w+)` \|", DOCUMENT.read_text("utf-8"), re.MULTILINE)
    assert set(documented) == ours
    used = {name for _, expression in expressions() for name in _METRIC.findall(expression)}
    assert ours <= {re.sub(r"_(bucket|sum|count)$", "", name) for name in used}, "never looked at"


def test_a_word_that_nothing_says_is_found() -> None:
    vocabulary: Vocabulary = {"muster_bot_up": set(), "up": {"job", "instance"}}
    assert not unknown_words('max(muster_bot_up) == 0 or absent(up{job="muster"})', vocabulary)
    assert unknown_words("max(muster_bot_upp)", vocabulary) == {"muster_bot_upp"}
    assert unknown_words('muster_bot_up{chanel="x"}', vocabulary) == {"chanel"}
    assert unknown_words("sum by (state, le) (muster_bot_up)", vocabulary) == {"state", "le"}


def test_every_alert_says_what_it_means_and_is_explained() -> None:
    names = [rule["alert"] for rule in rules()]
    assert len(set(names)) == len(names)
    document = DOCUMENT.read_text(encoding="utf-8")
    for rule in rules():
        assert rule["annotations"].keys() == {"summary", "description"}
        assert rule["labels"]["severity"] in ("critical", "warning")
        assert f"`{rule['alert']}`" in document
    tested = (FOLDER / "alerts_test.yml").read_text(encoding="utf-8")
    for name in names:
        assert tested.count(f"alertname: {name}\n"), f"{name} is never seen to fire"


def test_the_dashboard_can_be_imported_as_it_is() -> None:
    document = json.loads(DASHBOARD.read_text(encoding="utf-8"))
    (variable,) = document["templating"]["list"]
    assert (variable["type"], variable["query"]) == ("datasource", "prometheus")
    ids = [panel["id"] for panel in document["panels"]]
    assert len(set(ids)) == len(ids)
    taken: set[tuple[int, int]] = set()
    for panel in document["panels"]:
        assert panel["datasource"]["uid"] == f"${{{variable['name']}}}"
        place = panel["gridPos"]
        assert place["x"] + place["w"] <= 24
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert not cells & taken, f"{panel['title']} lies on another panel"
        taken |= cells


def promtool(*arguments: str, folder: Path = FOLDER) -> subprocess.CompletedProcess[str]:
    assert PROMTOOL is not None
    return subprocess.run(
        [PROMTOOL, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )


def why_no_promtool() -> str:
    """Why `make promtool` could not have it, as far as it was tried."""
    log = ROOT / ".tools" / "promtool.log"
    said = log.read_text(errors="replace").strip().splitlines() if log.exists() else []
    tried = f"`make promtool` said: {said[-1]}" if said else "`make promtool` was not run"
    return f"promtool, of Debian's package prometheus, is not here; {tried}"


needs_promtool = pytest.mark.skipif(PROMTOOL is None, reason=why_no_promtool())


@needs_promtool
def test_the_rules_fire_when_they_should() -> None:
    done = promtool("test", "rules", "alerts_test.yml")
    assert done.returncode == 0, done.stdout + done.stderr


@needs_promtool
def test_prometheus_understands_rules_and_queries(tmp_path: Path) -> None:
    checked = promtool("check", "rules", "alerts.yml")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    queries = [
        {"record": f"query:{number}", "expr": target["expr"].replace("$__rate_interval", "5m")}
        for number, target in enumerate(target for panel in panels() for target in panel["targets"])
    ]
    file = tmp_path / "queries.yml"
    file.write_text(yaml.safe_dump({"groups": [{"name": "dashboard", "rules": queries}]}))
    checked = promtool("check", "rules", str(file), folder=tmp_path)
    assert checked.returncode == 0, checked.stdout + checked.stderr
