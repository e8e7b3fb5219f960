"""The words of a card."""

from __future__ import annotations

from dataclasses import dataclass

from muster.cards.rules import Card
from muster.words import Sayable, Sentence, words

say = words("share")


@dataclass(frozen=True, slots=True)
class CardWords:
    """What a card says.

    Attributes:
        title: for whoever shows links by their words: the community and the headline.
        description: what is missing, and the question that follows from it.
        headline: the largest line of the picture.
        aside: the smallest; None where there is nothing more to say.
        badge: in a frame of its own; None where nothing stands there.
    """

    title: Sentence
    description: Sentence
    headline: Sentence
    aside: Sentence | None
    badge: Sentence | None


def card_words(card: Card, community: str) -> CardWords:
    """What the card of a day says, without a language yet."""
    headline = _headline(card)
    return CardWords(
        title=say("title", community=community, headline=headline),
        description=_description(card),
        headline=headline,
        aside=_aside(card),
        badge=_badge(card),
    )


def _headline(card: Card) -> Sentence:
    if card.day is None:
        return say("headline-community")
    when: Sayable = "tonight" if card.tonight else "day"
    time = f"{card.start:%H:%M}"
    match card.kind:
        case "no_session":
            return say("headline-no-session", when=when, day=card.day)
        case "short" | "ready":
            if card.looking > card.threshold:
                return say(
                    "headline-more", when=when, day=card.day, time=time, looking=card.looking
                )
            return say(
                "headline-seats",
                when=when,
                day=card.day,
                time=time,
                looking=card.looking,
                needed=card.threshold,
            )
        case "played":
            return say("headline-played", day=card.day)
        case "not_played":
            return say("headline-not-played", day=card.day)
        case _:
            return say("headline-over", day=card.day, looking=card.looking, needed=card.threshold)


def _description(card: Card) -> Sentence:
    match card.kind:
        case "short":
            return say("description-short", missing=card.missing)
        case "ready":
            return say("description-ready")
        case "played" | "not_played" if card.came is not None:
            return say("came", count=card.came)
        case _:
            return say("description-community")


def _aside(card: Card) -> Sentence | None:
    if card.kind in ("played", "not_played") and card.came is not None:
        return say("came", count=card.came)
    if card.available and card.maybe:
        return say("could-play-and-maybe", available=card.available, maybe=card.maybe)
    if card.available:
        return say("could-play", count=card.available)
    if card.maybe:
        return say("maybe", count=card.maybe)
    return None


def _badge(card: Card) -> Sentence | None:
    if card.kind == "ready":
        return say("ready")
    if card.kind == "short":
        return say("short", missing=card.missing)
    return None
