"""The page in a language nobody speaks (`tests/support/pseudo.py`), a third longer than English.

It is never built: the words of the English page are altered on their way to the browser. Whatever
is seen with plain letters stands in no catalogue, unless it is data.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any, cast

from playwright.async_api import BrowserContext, Response, Route

from tests.support.pseudo import strange

WORDS = "**/assets/words/en-*/*.js"
_MODULE = re.compile(r"export default (\{.*\});\s*", re.DOTALL)
_LONGER_BY = 0.35

SEEN = """() => {
  const found = [];
  const names = ["aria-label", "title", "placeholder", "alt", "aria-description", "aria-valuetext",
                 "aria-roledescription"];
  const shown = (element) => element.checkVisibility({ visibilityProperty: true });
  for (const element of document.body.querySelectorAll("*")) {
    if (element.closest("script, style, noscript, [lang]:not(html)") || !shown(element)) continue;
    for (const name of names)
      if (element.hasAttribute(name)) found.push(element.getAttribute(name));
    for (const node of element.childNodes)
      if (node.nodeType === Node.TEXT_NODE) found.push(node.textContent);
  }
  return [document.title, ...found].map((text) => text.trim()).filter((text) => text !== "");
}"""
"""All that somebody reads or hears on a page; names of languages, which say so, are left out."""

# What `Intl` writes of dates and hours in English, and names that are the same everywhere.
_DATES = re.compile(
    r"\b((Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Mon|Tue|Wed|Thu|Fri|Sat|Sun|January|February"
    r"|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun"
    r"|Jul|Aug|Sept?|Oct|Nov|Dec|[MTWFS])\b"
)
_NAMES = re.compile(r"\b(Muster|Discord|Telegram|Signal|JSON|CSV)\b")
_REACT_ARIA = frozenset({"Dismiss"})
"""What React Aria says itself, by catalogues of its own (`components/InLanguage.tsx`)."""
_PLAIN = re.compile(r"[A-Za-z]{2,}")


def pseudo_module(source: str) -> str:
    """A file of words (`scripts/words.mjs`) with all of its messages pseudo."""
    found = _MODULE.fullmatch(source)
    assert found is not None, source[:200]
    catalogue: dict[str, dict[str, Any]] = json.loads(found[1])
    altered = {
        subject: {key: _message(pattern) for key, pattern in messages.items()}
        for subject, messages in catalogue.items()
    }
    return f"export default {json.dumps(altered)};"


def _message(pattern: Any) -> list[Any]:
    inner = _altered(pattern)
    longer = f" {'ẋ' * round(_length(pattern) * _LONGER_BY)}"
    return ["⟦", *(inner if isinstance(inner, list) else [inner]), longer, "⟧"]


def _altered(pattern: Any) -> Any:
    if isinstance(pattern, str):
        return strange(pattern)
    parts: list[Any] = []
    for part in cast(list[Any], pattern):
        if isinstance(part, str):
            parts.append(strange(part))
        elif len(part) == 3:
            name, variants, otherwise = part
            parts.append([name, {key: _altered(each) for key, each in variants.items()}, otherwise])
        else:
            parts.append(part)
    return parts


def _length(pattern: Any) -> int:
    """About how many letters a message has."""
    if isinstance(pattern, str):
        return len(pattern)
    total = 0
    for part in cast(list[Any], pattern):
        if isinstance(part, str):
            total += len(part)
        elif len(part) == 3:
            total += max(map(_length, part[1].values()))
    return total


async def speak_pseudo(context: BrowserContext) -> None:
    """Let the pages of a browser profile, which reads English, be pseudo from now on."""

    async def alter(route: Route) -> None:
        answer = await route.fetch()
        headers = {"Content-Type": "text/javascript", "Cache-Control": "no-store"}
        await route.fulfill(body=pseudo_module(await answer.text()), headers=headers)

    await context.route(WORDS, alter)


async def strings_of(response: Response) -> set[str]:
    """The names and sentences of an answer of the API: they are data to the page."""
    if "json" not in response.headers.get("content-type", "") or response.status == 304:
        return set()
    return set(_strings(await response.json()))


_PEOPLE = frozenset(
    {"name", "names", "username", "display_name", "canonical_name", "aliases", "others"}
)
"""What of an answer is always a name, however it is written."""


def _strings(value: Any, *, name: bool = False) -> Iterable[str]:
    if isinstance(value, str):
        # What is a word of programs ("played", "no-session") must be said in words of the page.
        if name or not re.fullmatch(r"[a-z][a-z_-]*", value):
            yield value
    elif isinstance(value, dict):
        for key, each in cast(dict[str, Any], value).items():
            yield from _strings(each, name=key in _PEOPLE)
    elif isinstance(value, list):
        for each in cast(list[Any], value):
            yield from _strings(each, name=name)


def escaped_from(seen: Iterable[str], data: set[str]) -> list[str]:
    """What of all that is seen stands in no catalogue and is no data, nor initials of that."""
    data = data | {"".join(word[0] for word in each.split()[:2]).upper() for each in data}
    known = sorted((each for each in data if len(each) > 1), key=len, reverse=True)
    patterns = [re.compile(rf"(?<![A-Za-z]){re.escape(each)}(?![A-Za-z])") for each in known]
    found: list[str] = []
    for text in seen:
        rest = "" if text in _REACT_ARIA else _NAMES.sub("", text)
        for each, pattern in zip(known, patterns, strict=True):
            if each in rest:
                rest = pattern.sub("", rest)
        if _PLAIN.search(_DATES.sub("", rest)):
            found.append(text)
    return found
