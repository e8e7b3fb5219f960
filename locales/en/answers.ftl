# What is said of answers where there is no page: chats, messages, Discord. $status is the answer's word;
# $from a time of day, or "none"; $needed how many have to be in, or 0.
name-LOOKING = Looking
name-AVAILABLE = Available
name-MAYBE = Maybe
name-NOT_PLAYING = Not playing
count-LOOKING = { $count } looking
count-AVAILABLE = { $count } available
count-MAYBE = { $count } maybe
count-NOT_PLAYING = { $count } not playing

no-session = No session tonight.
no-session-then = There is no session on that day.
came-true = Enough others are in.

# Days: as a name ("for tomorrow"), as a title, and as when something is ("you play tomorrow").
today = today
tomorrow = tomorrow
tonight = tonight
title-today = Today
title-tomorrow = Tomorrow
when-today = today
when-tomorrow = tomorrow
when-tonight = tonight
when-day = { $day }

# A number in words, as far as a sentence says it so.
cardinal = { $number ->
    [0] no
    [1] one
    [2] two
    [3] three
    [4] four
    [5] five
    [6] six
    [7] seven
    [8] eight
    [9] nine
    [10] ten
    [11] eleven
    [12] twelve
   *[other] { $number }
}
ordinal = { $number ->
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
    [21] 21st
    [22] 22nd
    [23] 23rd
    [31] 31st
    [32] 32nd
    [33] 33rd
    [41] 41st
    [42] 42nd
    [43] 43rd
    [51] 51st
    [52] 52nd
    [53] 53rd
    [61] 61st
    [62] 62nd
    [63] 63rd
    [71] 71st
    [72] 72nd
    [73] 73rd
    [81] 81st
    [82] 82nd
    [83] 83rd
    [91] 91st
    [92] 92nd
    [93] 93rd
    [101] 101st
    [102] 102nd
    [103] 103rd
   *[other] { $number }th
}

# A name with what its answer says beside the status: "Fenrir (21:30)", "Bramble (if 6, as usual)".
named = { $name } ({ $beside })
beside-only-if = if { $count }
beside-usual = as usual

# An answer inside of a sentence.
in-passing = { $status ->
    [LOOKING] looking
    [AVAILABLE] available
    [MAYBE] maybe
   *[other] not playing
}{ $from ->
    [none] { "" }
   *[other] { " " }from { $from }
}{ $needed ->
    [0] { "" }
   *[other] { " " }if { $needed } are in
}
own = You: { $answer }.
own-usual = You: { $answer } (answered for you, as usual).
own-none = You: no answer yet.

# What is said to whoever gave an answer, or took one back.
given = { $status ->
    [LOOKING] Looking
    [AVAILABLE] Available
    [MAYBE] Maybe
   *[other] Not playing
} { $when }{ $from ->
    [none] { "" }
   *[other] { " " }from { $from }
}{ $needed ->
    [0] { "" }
   *[other] { " " }if { $needed } are in
}.
removed = Your answer for { $day } is gone.
nothing-to-remove = You had no answer for { $day }.

# What holds.
has-none = You have no answer for { $day }.
ready = The session is ready.
short = { $missing } short of a session.
is-looking = You are looking { $when }{ $from ->
    [none] { "" }
   *[other] { " " }from { $from }
}.
is-in = You are in{ $from ->
    [none] { "" }
   *[other] { " " }from { $from }
}, { $place } of { $threshold }.
is-in-queue = You are in{ $from ->
    [none] { "" }
   *[other] { " " }from { $from }
}, { $place } in the queue.
is-substitute = We are full. You are { $place } substitute{ $from ->
    [none] { "" }
   *[other] { " " }from { $from }
}.
is-in-if = You are in{ $from ->
    [none] { "" }
   *[other] { " " }from { $from }
} if we are { $needed }.
is-available = You are available { $when }{ $from ->
    [none] { "" }
   *[other] { " " }from { $from }
}.
is-maybe = You said maybe for { $day }.
is-not-playing = You are not playing { $when }.
