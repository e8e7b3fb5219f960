"""Asking: what Enter, a dash, `keep`, numbers and names mean, and what follows from the answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from muster.health.rules import Finding, Verdict
from ops.setup.asked import BY_NAME, QUESTIONS
from ops.setup.checks import tidy_zone
from ops.setup.env_write import SetupError
from ops.setup.extras import LINKS, ask_for_extras
from ops.setup.known import Choice, Known
from ops.setup.questions import NO, YES, Question, chosen, refusal
from ops.setup.run import until_done
from ops.setup.settle import settle, wanted
from ops.setup.walk import ask_all, confirmed, one_of

CHANNELS = [Choice("111", "#tonight"), Choice("222", "#games"), Choice("333", "#Games")]
NAME = "COMMUNITY_NAME"


class Script:
    """A screen whose reader types what a test wants."""

    def __init__(self, *lines: str) -> None:
        self._lines = list(lines)
        self.asked: list[tuple[str, str]] = []
        self.found: list[Finding] = []
        self.told: list[str] = []

    def heading(self, text: str) -> None:
        self.told.append(text)

    def line(self, text: str = "") -> None:
        self.told.append(text)

    def hint(self, text: str) -> None:
        self.told.append(text)

    def finding(self, found: Finding) -> None:
        self.found.append(found)

    def ask(self, label: str, note: str = "", *, secret: bool = False) -> str:
        self.asked.append((label, note))
        return self._lines.pop(0)

    def paste(self, label: str) -> str:
        self.asked.append((label, ""))
        return self._lines.pop(0)


def ask(question: Question, screen: Script, **present: str) -> str:
    known = Known(present)
    ask_all((question,), known, screen)
    assert screen._lines == []
    return known.answers[question.name]


def refusing(*bad: str) -> Question:
    """A question whose service refuses these answers, the first time each."""
    left = list(bad)

    async def check(_known: Known, text: str) -> Finding:
        if text in left:
            left.remove(text)
            return Finding.fail("", "refused")
        return Finding.ok("", "well")

    return Question(NAME, "", "Name", without="nothing works", check=check)


def offering(*rounds: list[Choice] | Finding, several: bool = False) -> Question:
    left = list(rounds)

    async def offers(_known: Known) -> list[Choice] | Finding:
        return left.pop(0) if len(left) > 1 else left[0]

    return Question(
        NAME, "", "Name", without="x", offers=offers, nothing_offered="none yet", several=several
    )


def test_enter_keeps_what_is_set_and_leaves_out_what_is_not() -> None:
    assert ask(refusing(), Script(""), COMMUNITY_NAME="Before") == "Before"
    screen = Script("")
    assert ask(refusing(), screen) == ""
    assert screen.told[-1] == "left out: nothing works"
    assert ask(refusing(), Script("-"), COMMUNITY_NAME="Before") == ""


def test_enter_takes_the_usual_answer_of_what_cannot_be_left_out() -> None:
    question = Question(NAME, "", "Name", usual=lambda known: "Muster")
    assert ask(question, Script("")) == ask(question, Script("-")) == "Muster"


def test_after_a_refusal_enter_looks_again() -> None:
    screen = Script("a", "")
    assert ask(refusing("a"), screen) == "a"
    assert [each.state for each in screen.found] == [Verdict.FAIL, Verdict.OK]
    assert screen.asked[1][1].startswith("Enter: check again")


def test_after_a_refusal_it_is_kept_changed_or_left_out() -> None:
    assert ask(refusing("a"), Script("a", "keep")) == "a"
    assert ask(refusing("a"), Script("a", "b")) == "b"
    assert ask(refusing("a"), Script("a", "-")) == ""
    # Before one it is a name like any other.
    assert ask(refusing(), Script("keep")) == "keep"


def test_what_cannot_be_a_value_is_no_answer_however_often_it_is_kept() -> None:
    screen = Script("x" * 41, "Night Shift")
    assert ask(refusing(), screen) == "Night Shift"
    assert screen.found[0].text.startswith("accepted: a name of 1 to 40 characters")


def test_what_is_offered_may_be_chosen_and_one_alone_is_taken_by_enter() -> None:
    assert ask(offering(CHANNELS), Script("2")) == "222"
    assert ask(offering(CHANNELS), Script("tonight")) == "111"
    assert ask(offering(CHANNELS[:1]), Script("")) == "111"
    assert ask(offering(CHANNELS), Script("")) == ""
    assert ask(offering(CHANNELS, several=True), Script("1, 3")) == "111,333"
    assert ask(offering(CHANNELS, several=True), Script("all")) == "111,222,333"


def test_what_is_usual_is_taken_without_asking_where_its_check_passes() -> None:
    async def check(_known: Known, text: str) -> Finding:
        return Finding.ok("", "free") if text != "8000" else Finding.fail("", "in use")

    def port(usual: str) -> Question:
        return Question(
            "MUSTER_PORT", "", "Port", usual=lambda _known: usual, check=check, quiet=True
        )

    assert ask(port("8001"), Script()) == "8001"
    assert ask(port("8001"), Script(), MUSTER_PORT="8002") == "8002"
    screen = Script("8003")
    assert ask(port("8000"), screen) == "8003"
    assert screen.found[0].text == "in use"
    # Where nothing is usual it is asked for, also where something is set.
    assert ask(port(""), Script("8004")) == "8004"
    assert ask(port(""), Script("8005"), MUSTER_PORT="8004") == "8005"


def test_what_most_can_do_without_is_asked_for_alone_where_it_is_wanted() -> None:
    name = Question(NAME, "", "Name", without="x", extra="a name")
    event = Question(
        "AVAILABILITY_DISCORD_SCHEDULED_EVENT", "", "Event", yes_no=True, extra="an event"
    )
    questions = (name, event)
    known = Known({NAME: "Before"})
    screen = Script("")
    assert ask_for_extras(questions, known, screen) == {"a name"}, "what is set is looked at"
    assert screen.asked[0][1] == "numbers, or Enter: 1, as before"
    screen = Script("4", "a name", "2,3")
    wanted = ask_for_extras(questions, known, screen)
    assert wanted == {"an event", LINKS}
    assert [each.text for each in screen.found] == ["accepted: numbers from 1 to 3, or none"] * 2
    # To choose it says yes; what was not chosen stays as it is.
    ask_all(questions, known, Script(), wanted)
    assert known.answers == {NAME: "Before", event.name: YES}
    ask_all(questions, known, Script("n"), wanted)
    assert known.answers[event.name] == NO
    assert ask_for_extras(questions, Known({}), Script("none")) == set()
    # What would stop every start is asked for all the same.
    ask_all((name,), broken := Known({NAME: "x" * 41}), Script("Night Shift"))
    assert broken.answers == {NAME: "Night Shift"}


def test_what_is_pasted_in_one_piece_is_asked_for_only_where_it_does_not_fit() -> None:
    known = Known({"MUSTER_PORT": "81"})
    lines = f"{NAME}='Night Shift'\nMUSTER_PORT=99999\nNO_SETTING=1\nDISCORD_BOT_TOKEN=a b\n"
    questions = (refusing("Night Shift"), Question("MUSTER_PORT", "", "Port", without="x"))
    screen = Script("p", lines, "")
    assert ask_for_extras(questions, known, screen) == set()
    assert [each.state for each in screen.found] == [
        *(Verdict.FAIL, Verdict.FAIL, Verdict.WARN, Verdict.OK),
    ]
    assert screen.found[-1].text == f"taken: {NAME}"
    assert not [each for each in screen.found if "a b" in each.text]
    screen = Script("Day Shift", "")
    ask_all(questions, known, screen)
    assert known.answers == {NAME: "Day Shift", "MUSTER_PORT": "81"}
    fits = Known({NAME: "Night Shift"}, pasted={NAME})
    ask_all((refusing(),), fits, Script())
    assert fits.answers == {NAME: "Night Shift"}


def test_where_nothing_is_offered_enter_looks_again() -> None:
    screen = Script("", "", "")
    assert ask(offering([], [], CHANNELS[:1]), screen) == "111"
    assert [each.text for each in screen.found] == ["none yet"]
    away = Finding.fail("", "cannot be reached")
    screen = Script("", "-")
    assert ask(offering(away, away), screen) == ""
    assert screen.found == [away, away]


def test_a_name_that_several_have_is_none_of_them() -> None:
    question = offering(CHANNELS)
    assert chosen(question, "games", CHANNELS) == "games"
    assert chosen(question, "4", CHANNELS) == "4"
    assert chosen(question, " 222 ", CHANNELS) == "222"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Y", YES),
        ("yes", YES),
        ("on", YES),
        ("1", YES),
        ("n", NO),
        ("FALSE", NO),
        ("maybe", "maybe"),
    ],
)
def test_yes_and_no(text: str, meant: str) -> None:
    question = BY_NAME["AVAILABILITY_DISCORD_SCHEDULED_EVENT"]
    assert chosen(question, text, []) == meant
    assert (refusal(question.name, meant) is None) == (meant in (YES, NO))


@pytest.mark.parametrize(
    ("name", "text", "meant"),
    [
        ("FRONTEND_ORIGIN", "muster.example.org/", "https://muster.example.org"),
        ("FRONTEND_ORIGIN", "http://muster.example.org", "http://muster.example.org"),
        ("FRONTEND_ORIGIN", "localhost:8000", "http://localhost:8000"),
        ("FRONTEND_ORIGIN", "[::1]:8000", "http://[::1]:8000"),
        ("FRONTEND_ORIGIN", "[::1", "[::1"),
        ("FRONTEND_ORIGIN", "a]b", "a]b"),
        ("AVAILABILITY_PROMOTION_TIMEZONE", "ljubljana", "Europe/Ljubljana"),
        ("AVAILABILITY_PROMOTION_TIMEZONE", "europe/vienna", "Europe/Vienna"),
        ("AVAILABILITY_PROMOTION_TIMEZONE", "new york", "America/New_York"),
        ("AVAILABILITY_PROMOTION_TIMEZONE", "nowhere", "nowhere"),
    ],
)
def test_an_answer_is_taken_as_it_is_meant(name: str, text: str, meant: str) -> None:
    assert chosen(BY_NAME[name], text, []) == meant


def test_no_zone_is_guessed_from_nothing() -> None:
    assert tidy_zone("") == ""


@pytest.mark.parametrize("text", ["a\nb", "a\x1b[A", "\0", "\udcff", "x" * 2001])
def test_what_is_no_line_of_text_is_refused_unseen(text: str) -> None:
    sentence = refusal("DISCORD_BOT_TOKEN", text, secret=True)
    assert sentence is not None
    assert text not in sentence


def test_every_question_is_of_a_setting_and_asked_after_what_it_needs() -> None:
    seen: set[str] = set()
    for question in QUESTIONS:
        assert refusal(question.name, "\0") is not None
        assert set(question.needs) <= seen
        seen.add(question.name)
        assert question.without or question.yes_no or question.usual(Known({}))
    extras = [each.extra for each in QUESTIONS if each.extra]
    assert len(set(extras)) <= 10  # with `LINKS` as many as one still reads


def settled(answers: dict[str, str], folder: Path, **present: str) -> dict[str, str]:
    known = Known(present, dict(answers))
    settle(known, folder)
    for made in ("CONTACT_DATA_ENCRYPTION_KEY", "MUSTER_VAPID_PRIVATE_KEY"):
        known.answers.pop(made, None)
    return {name: text for name, text in known.answers.items() if text}


def test_half_of_what_belongs_together_is_left_out(tmp_path: Path) -> None:
    assert settled({"DISCORD_CLIENT_ID": "5", "DISCORD_CLIENT_SECRET": ""}, tmp_path) == {}
    event = {"AVAILABILITY_DISCORD_SCHEDULED_EVENT": "true", "DISCORD_GUILD_ID": ""}
    assert settled(event, tmp_path) == {}
    both = {"DISCORD_CLIENT_ID": "5", "DISCORD_CLIENT_SECRET": "x"}
    assert settled(both | {"MUSTER_SANDBOX": "true"}, tmp_path) == both
    origin = {"FRONTEND_ORIGIN": "https://muster.example.org"}
    assert settled(origin | {"MUSTER_SANDBOX": "true"}, tmp_path) == origin
    trying_out = {"FRONTEND_ORIGIN": "http://127.0.0.1:8000", "MUSTER_SANDBOX": "true"}
    assert settled(trying_out, tmp_path) == trying_out
    name = {"TELEGRAM_BOT_TOKEN": "", "TELEGRAM_BOT_USERNAME": "old_bot"}
    assert settled(name, tmp_path) == {}


def test_telegrams_links_lead_to_the_bot_whose_token_it_is(tmp_path: Path) -> None:
    def told(own: str, token: str, **present: str) -> tuple[str, list[str]]:
        known = Known(present, {"TELEGRAM_BOT_TOKEN": token}, telegram_username=own)
        said = [each for each in settle(known, tmp_path) if each.startswith("TELEGRAM")]
        return known.get("TELEGRAM_BOT_USERNAME"), said

    before = {"TELEGRAM_BOT_TOKEN": "1:old", "TELEGRAM_BOT_USERNAME": "@Old_bot"}
    assert told("new_bot", "2:new") == ("new_bot", [])
    assert told("old_bot", "1:new", **before) == ("old_bot", [])
    name, (sentence,) = told("new_bot", "2:new", **before)
    assert name == "new_bot"
    assert sentence.endswith(": links led to @Old_bot, and the token is of @new_bot.")
    # Telegram could not be asked: a bot's number stays with it, whatever its token.
    assert told("", "1:new", **before) == ("@Old_bot", [])
    assert told("", "2:new", **before) == (
        "",
        ["TELEGRAM_BOT_USERNAME is taken out: @Old_bot may be another bot than the token's."],
    )


def test_keys_are_made_once(tmp_path: Path) -> None:
    known = Known({})
    assert len(settle(known, tmp_path)) == 2
    again = Known({}, dict(known.answers))
    assert settle(again, tmp_path) == []
    assert again.answers == known.answers
    own = {"DATABASE_URL": "postgresql://h/m"}
    assert len(settled(own, tmp_path)["SESSION_SECRET"]) >= 48
    (tmp_path / "data").mkdir()
    (tmp_path / "data/session_secret").write_text("x" * 48)
    assert settled(own, tmp_path) == own, "who is signed in stays so"


def test_defaults_are_written_only_where_they_stood() -> None:
    known = Known({}, {"MUSTER_PORT": "8000", "COMMUNITY_NAME": "Muster", "DISCORD_GUILD_ID": ""})
    assert wanted(known, {}) == {}
    assert wanted(known, {"MUSTER_PORT": "81"}) == {"MUSTER_PORT": "8000"}


def test_a_disk_that_is_full_may_be_emptied_meanwhile() -> None:
    left = [SetupError("full"), SetupError("full")]

    def work() -> None:
        if left:
            raise left.pop()

    screen = Script("", "y")
    until_done(work, screen)
    assert [each.text for each in screen.found] == ["full", "full"]
    left.append(SetupError("full"))
    with pytest.raises(SetupError):
        until_done(work, Script("n"))


def test_words_and_yes_or_no_are_asked_until_they_are_known() -> None:
    screen = Script("x", "NGINX")
    assert one_of(screen, "Which", ("caddy", "nginx", "none"), "caddy") == "nginx"
    assert screen.found[0].text == "accepted: caddy, nginx or none"
    screen = Script("x", "")
    assert confirmed(screen, "Really?", default=False) is False
    assert screen.found[0].text == "accepted: yes or no"
