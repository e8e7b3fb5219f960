"""A whole evening with a campaign, on a set clock, message by message (the promote document)."""

from __future__ import annotations

from typing import Any

import pytest

from muster.database import Database
from tests.support.scenes.campaigns import CampaignEvening, at

STARTS = f"<t:{int(at(21, 0).timestamp())}:t>"
REMINDER = f"Tonight's session starts at {STARTS}."
START = f"It is {STARTS}: tonight's session starts now."
MISSING = f"Tonight's session started at {STARTS} and you are not in voice yet."
ON_SERVER = "You are on the server but not in voice. Join the others there."


@pytest.fixture
def evening(sql: Any, database: Database) -> CampaignEvening:
    return CampaignEvening(sql, database)


async def test_an_evening_from_ten_past_eight_to_five_past_nine(evening: CampaignEvening) -> None:
    people = await evening.add_people(8)
    promoter, in_voice, on_server, missing, withdraws, opts_out, quiet, unlinks = people
    (available,) = await evening.add_people(1, "AVAILABLE")
    (maybe,) = await evening.add_people(1, "MAYBE")
    (not_playing,) = await evening.add_people(1, "NOT_PLAYING")
    (never_agreed,) = await evening.add_people(1)
    await evening.sql.execute(
        "UPDATE subscription_preferences SET allow_promotions = false WHERE user_id = $1",
        never_agreed,
    )

    # 20:15: two clicks.
    evening.now = at(20, 15)
    created = await evening.promote(promoter, include_available=True)
    assert created.recipient_count == 9  # eight who look, one who is available
    assert created.channels_summary == {"discord": 9, "telegram": 0, "signal": 0, "push": 0}
    assert await evening.tick() == at(20, 44, 58)
    assert (await evening.campaign(promoter)).status == "scheduled"

    # Until the reminder two think better of it, and somebody comes too late to be in the snapshot.
    evening.now = at(20, 30)
    await evening.answer(withdraws, "NOT_PLAYING")
    await evening.sql.execute(
        "UPDATE subscription_preferences SET allow_promotions = false WHERE user_id = $1", opts_out
    )
    (late,) = await evening.add_people(1)

    # The reminder's rows are written a little ahead; nothing leaves before its time.
    assert await evening.tick(at(20, 44, 59)) == at(20, 59, 58)
    assert evening.discord.sent == []
    await evening.tick(at(20, 45))
    for person in (promoter, in_voice, on_server, missing, quiet, unlinks, available):
        assert evening.heard(person) == [REMINDER]
    for person in (withdraws, opts_out, late, maybe, not_playing, never_agreed):
        assert evening.heard(person) == []
    assert await evening.logs(withdraws) == [("send_reminder_2045", "skipped", "withdrew")]
    assert await evening.logs(opts_out) == [("send_reminder_2045", "skipped", "opted_out")]
    shown = await evening.campaign(promoter)
    assert shown.status == "running"
    assert (shown.jobs[0].status, shown.jobs[0].sent_at) == ("sent", at(20, 45))
    assert shown.jobs[0].counts.delivered == 7
    assert shown.jobs[0].counts.skipped == {"withdrew": 1, "opted_out": 1}

    # Before the start: one is back, one's quiet hours begin, one unlinks, one clears their answer.
    evening.now = at(20, 55)
    await evening.answer(withdraws, "LOOKING")
    await evening.answer(available, None)
    await evening.sql.execute(
        """
        UPDATE subscription_preferences
           SET quiet_hours_start = '21:00', quiet_hours_end = '08:00' WHERE user_id = $1
        """,
        quiet,
    )
    await evening.sql.execute("DELETE FROM user_player_links WHERE user_id = $1", unlinks)

    assert await evening.tick(at(20, 59, 59)) == at(21, 0, 30)
    await evening.tick(at(21, 0))
    for person in (promoter, in_voice, on_server, missing):
        assert evening.heard(person) == [REMINDER, START]
    assert evening.heard(withdraws) == [START]
    assert evening.heard(quiet) == evening.heard(unlinks) == evening.heard(available) == [REMINDER]
    assert (await evening.logs(quiet))[-1] == ("send_start_2100", "skipped", "quiet_hours")
    assert (await evening.logs(unlinks))[-1] == ("send_start_2100", "skipped", "unlinked")
    assert (await evening.logs(available))[-1] == ("send_start_2100", "skipped", "withdrew")
    assert (await evening.campaign(promoter)).status == "sent"

    # The voice check: who is there is left alone, who is missing hears it once.
    evening.now = at(21, 0, 20)
    await evening.voice(promoter, in_voice)
    await evening.server(f"^1Player{on_server}^7", "^3stranger")
    await evening.tick(at(21, 0, 30))
    assert evening.heard(on_server) == [REMINDER, START, ON_SERVER]
    assert evening.heard(missing) == [REMINDER, START, MISSING]
    assert evening.heard(withdraws) == [START, MISSING]
    assert evening.heard(promoter) == evening.heard(in_voice) == [REMINDER, START]
    assert (await evening.logs(quiet))[-1] == ("voice_check_2100", "skipped", "quiet_hours")
    # Expected: who heard and still means to come, so not who unlinked, withdrew or opted out.
    assert evening.announced() == [f"Session of {STARTS}: 2 of 6 who were asked are in voice."]

    shown = await evening.campaign(promoter)
    assert (shown.status, shown.voice_expected, shown.voice_present) == ("followup_sent", 6, 2)
    assert [job.status for job in shown.jobs] == ["sent", "sent", "sent"]
    assert [job.attempts for job in shown.jobs] == [1, 1, 1]

    # Whatever comes later says nothing more.
    before = len(evening.discord.sent)
    for minute in (1, 5, 29, 31):
        await evening.tick(at(21, minute))
    assert len(evening.discord.sent) == before


async def test_every_message_says_the_time_links_the_page_and_tells_how_to_stop(
    evening: CampaignEvening,
) -> None:
    (promoter, *_) = await evening.add_people(2)
    await evening.promote(promoter)
    await evening.voice(seen_at=at(21, 0))
    for instant in (at(20, 45), at(21, 0), at(21, 0, 30)):
        await evening.tick(instant)
    personal = [each for each in evening.discord.sent if each.address.startswith("user:")]
    assert len(personal) == 6
    for message in personal:
        lines = message.text.splitlines()
        assert len(lines) == 3
        assert lines[1].startswith("http://127.0.0.1:8000/#/availability?n=")
        assert lines[2].startswith("Turn messages off: http://127.0.0.1:8000/#/notifications?n=")
        assert "minutes" not in message.text


async def test_rows_that_are_written_ahead_still_follow_the_present(
    evening: CampaignEvening,
) -> None:
    """Two seconds before its time a job is expanded; what people do after that counts as well."""
    promoter, stays, withdraws = await evening.add_people(3)
    created = await evening.promote(promoter)
    await evening.tick(at(20, 44, 58))
    assert (await evening.campaign(promoter)).jobs[0].counts.pending == 3
    await evening.answer(withdraws, "NOT_PLAYING")
    await evening.tick(at(20, 45))
    assert evening.heard(stays) == [REMINDER]
    assert await evening.logs(withdraws) == [("send_reminder_2045", "skipped", "withdrew")]

    await evening.tick(at(20, 59, 58))
    await evening.cancel(created.campaign_id, promoter)
    await evening.tick(at(21, 0))
    assert evening.heard(stays) == [REMINDER]
    assert (await evening.logs(stays))[-1] == ("send_start_2100", "skipped", "cancelled")


async def test_created_a_minute_before_the_start_everybody_hears_it_and_who_is_missing_again(
    evening: CampaignEvening,
) -> None:
    promoter, other = await evening.add_people(2)
    evening.now = at(20, 59)
    created = await evening.promote(promoter)
    for instant in (created.schedule.reminder_at, at(21, 0)):
        await evening.tick(instant)
    await evening.voice(promoter, seen_at=at(21, 0))
    await evening.tick(at(21, 0, 30))
    assert [job for job, status, _ in await evening.logs(other) if status == "sent"] == [
        "send_start_2100",
        "voice_check_2100",
    ]
