# Calls: asking those who have not answered, because the evening is short.

call-of-tonight = Tonight’s call
call-players = Call players

## How tonight stands

stands-short =
    { $looking } of { $threshold }. { $short ->
        [one] One short.
       *[other] { $short } short.
    }
stands-enough = { $looking } of { $threshold }. Enough to play.

## How a call goes

goes = { $headline }: { $counts }.
is-on = A call is on
full-at-once = Full within a minute
full-after =
    Full after { $minutes ->
        [one] 1 minute
       *[other] { $minutes } minutes
    }
over-start = The call ended with the start
over-everybody = The call is over, everybody was asked
over-most = The call is over, as many as it may ask were asked
stopped = The call was stopped
called-off = The call is over, there is no session tonight
held = No call starts by itself tonight, it is held.
goes-on-soon = Somebody dropped out, so it goes on in a minute.

count-nobody = nobody asked so far
count-asked = { $people } asked
count-yes = { $people } in
count-maybe = { $people } maybe
count-no = { $people } not tonight
count-silent = { $people } silent

next-wave = The next wave goes at { $time } if we are still short.
next-wave-now = The next wave is about to go.
starts-itself = A call starts at { $time } if we are short.
starts-itself-later = A call starts as soon as we are short.

## For promoters: whom it asked, and when

whom = Whom it asked, and when
wave = Wave { $number }, { $time }
answer-condition = In on a condition
answer-looking = In
answer-available = Could play
answer-maybe = Maybe
answer-not-playing = Not tonight
state-on-its-way = On its way
state-silent = Silent
state-spared = Spared, as enough are in
state-stopped = Stopped before it was sent
state-not-reached = Not reached

# Why people are left alone, most of it theirs to tell.
left-alone = Left alone: { $reasons }.
alone-not-agreed =
    { $people ->
        [one] 1 has not agreed
       *[other] { $people } have not agreed
    }
alone-over-limit =
    { $people ->
        [one] 1 was asked often enough
       *[other] { $people } were asked often enough
    }
alone-quiet-hours = { $people } in quiet hours
alone-told =
    { $people ->
        [one] 1 was asked by a campaign
       *[other] { $people } were asked by a campaign
    }
alone-no-channel =
    { $people ->
        [one] no channel leads to 1
       *[other] no channel leads to { $people }
    }

## The dialog

asked-first = Asked first
likeliest-first =
    The likeliest first. { $people ->
        [one] 1 can be asked in all.
       *[other] { $people } can be asked in all.
    }
nobody = Nobody
at-most = People at most
minutes-between = Minutes to wait
from-to = { $from } to { $to }
what-it-says = What it says
says-answers = With answers to press or to reply with, on the channel that each of them chose.
looking-up = Looking up who can be asked…
asks-now =
    { $people ->
        [one] 1 player is asked now.
       *[other] { $people } players are asked now.
    } The next wave goes at { $time } if we are still short.
enough = Enough are looking, so nobody is asked.
already-on = A call is on already, it asks until enough are looking.
nobody-left = Nobody who has not answered can be asked now.
not-a-number = Say how many people, and how many minutes.
not-now = Not now
try-again = Try again
call-people =
    { $people ->
        [0] Call
        [one] Call 1 player
       *[other] Call { $people } players
    }
working = Working…

## Stopping one

stop-call = Stop call
stop-question = Stop this call?
stop-means = Whatever has not been sent is not sent any more. Messages that are out stay where they are, and their answers count.
stop-keep = Keep it going
hold = Hold
hold-call = Hold tonight’s call
hold-question = Hold tonight’s call?
hold-means = No call starts by itself tonight. You can still call players by hand.
hold-keep = Let it start

## How likely a session is

chance-now = The chance of a session is { $now } %.
chance-rises = The chance of a session is { $now } %, and { $then } % if these are asked.
