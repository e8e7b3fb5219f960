# Tonight, the week and the calendar. One word for one set: looking (LOOKING), could play (AVAILABLE), short by n.
tonight = Tonight
tonight-on = Tonight, { $date } { $today }
tonight-today = Tonight, today
today = Today
tomorrow = Tomorrow
upcoming = Upcoming
calendar = Calendar
calendar-open = Open calendar
calendar-close = Close calendar
loading-calendar = Loading the calendar

# When it starts. $time and the others are written by the clock of the reader's locale.
starts = { $time }
starts-elsewhere = { $time } { $place } time, { $yours } yours
in-minutes = in { $minutes } min
in-hours = in { $hours } h
in-hours-minutes = in { $hours } h { $minutes } min
now = now
ago-minutes = started { $minutes } min ago
ago-hours = started { $hours } h ago
not-up-to-date = Not up to date. Loaded at { $time }

# How it stands.
looking = { $count } looking
short = { $count } short
could-play-more = { $count } more could play
maybe = { $count } maybe
ready = Session ready
no-session = No session tonight
ready-title = Ready
open-room = Open planning room
room = Planning room
seats = { $looking } of { $threshold } looking{ $late ->
    [0] { "" }
   *[other] , { $late } of them later
}, { $available } could play, { $maybe } maybe
seats-more = +{ $count }
title-count = { $looking }/{ $threshold } tonight

# The viewer's answer.
question = Playing tonight?
your-answer = Your answer for { $day }
answer-LOOKING = I’m in
answer-AVAILABLE = Available
answer-MAYBE = Maybe
answer-NOT_PLAYING = No
# $from is a time after the start, or "start"; $count how many have to be in, or 0.
you-are-in = { $from ->
    [start] You are in
   *[other] You are in from { $from }
}, { $place ->
    [1] first
    [2] second
    [3] third
    [4] fourth
    [5] fifth
    [6] sixth
    [7] seventh
    [8] eighth
    [9] ninth
    [10] tenth
    [11] eleventh
    [12] twelfth
   *[other] number { $place }
}
you-are-in-unplaced = { $from ->
    [start] You are in
   *[other] You are in from { $from }
}{ $count ->
    [0] { "" }
   *[other] { " " }if we are { $count }
}
you-could-play = { $from ->
    [start] You could play
   *[other] You could play from { $from }
}
detail = { $count ->
    [0] ({ $from })
   *[other] { $from ->
        [start] (if { $count })
       *[other] ({ $from }, if { $count })
    }
}
detail-said = { $count ->
    [0] from { $from }
   *[other] { $from ->
        [start] if we are { $count }
       *[other] from { $from } if we are { $count }
    }
}
more = Later, or only if…
more-for = Later, or only if…: { $day }
you-said-maybe = You said maybe
you-do-not-play = You are not playing
change = Change
change-for = Change your answer for { $day }
clear = Clear
clear-for = Clear your answer for { $day }
usual-mark = as usual
saved = Saved for { $day }: { $answer }
queued = Your answer for { $day } will be sent when you are online
cleared = Your answer for { $day } is cleared
kept = Kept: { $answer }. It is sent once you can answer.

# Who.
current-queue = Current queue
queue-empty = Queue is empty
are-looking = Looking
could-play = Could play
you = you
invite-link = Link your player to see who.
invite-sign-in = Sign in and link your player to see who.
looking-without-names = { $count ->
    [one] 1 player is looking.
   *[other] { $count } players are looking.
}
first-names = The first names of the queue

# For those who cannot answer yet; the two sentences are the product's own.
aggregate-only = Aggregate view only. Link your Discord account to a player profile to submit or subscribe.
link-discord = Link Discord
link-discord-means = and choose your player
promote = Promote
link-to-promote = Link Discord to promote.

# A day in words, for those who hear it.
upcoming-day = { $day }: { $summary }
upcoming-day-answered = { $day }: { $summary }, your answer: { $answer }
availability-failed = The answers could not be loaded. { $reason }
try-again = Try again
day-summary = { $missing ->
    [0] { $looking } looking, enough
   *[other] { $looking } looking, { $missing } short
}
day-summary-none = { $looking } looking, no session
day-summary-past = { $looking } looking

# The last changes of others, in one line.
changes = Last changes

# Once it has begun: who of those who said yes is in voice.
in-voice-of = { $present } of { $looking } in voice
in-voice = in voice

# An answer that waited for a network and came too late.
not-sent = Your answer for { $day } was not sent: there is a newer one, or it cannot be given any more.
