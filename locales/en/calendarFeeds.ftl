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
says-only-if = Only if there are { $count } of us.
says-open = Not enough players yet.
says-ready = Enough players: the session is ready.
says-off = There is no session on this evening.
says-short = There were enough players, and are not any more.
says-taken-back = You have taken your yes back.

## Subscribed on the page

add-to-calendar = Add to calendar
heading = Calendar
means = Your calendar can show the evenings you said yes to: ready ones marked, called-off ones cancelled.
make = Make my address
address = The address of your calendar
keep-it = Keep it to yourself: whoever has it sees your evenings.
open = Open in my calendar
google = Google Calendar
copy = Copy
copied = Copied
renew = New address
renew-question = Make a new address?
renew-means = The one you have stops working. Calendars that use it need the new one.
stop = Stop
stop-question = Stop your calendar?
stop-means = Its address stops working, and calendars that use it stop showing your evenings.
everybodys = For everybody: sessions that are ready, without names.
loading = The address of a calendar, of usual length
not-loaded = Your calendar could not be loaded. { $reason }
not-done = That did not work. { $reason }
try-again = Try again
