# Evenings in people's own calendars: what events say, and how a calendar is subscribed on the page.

## Names of calendars

own-calendar = { $community }: my evenings
community-calendar = { $community }: sessions

## Titles of events

title-open = { $community }: game night
title-ready = { $community }: session ready ✓
title-off = { $community }: no session
title-short = { $community }: not enough players any more
title-taken-back = { $community }: you are not in

## What an event says below its title

says-looking = Your answer: Looking
says-available = Your answer: Available
says-arrives = You come at { $time }.
says-only-if = { $count ->
    [one] Only if there is { $count } of us.
   *[other] Only if there are { $count } of us.
}
says-open = Not enough players yet.
says-ready = Enough players: the session is ready.
says-off = There is no session on this evening.
says-short = There were enough players, and are not any more.
says-taken-back = You have taken your answer back.
