name-LOOKING = Bin dabei
name-AVAILABLE = Könnte spielen
name-MAYBE = Vielleicht
name-NOT_PLAYING = Nicht dabei
count-LOOKING = { $count } dabei
count-AVAILABLE = { $count ->
    [one] { $count } könnte spielen
   *[other] { $count } könnten spielen
}
count-MAYBE = { $count } vielleicht
count-NOT_PLAYING = { $count } nicht dabei

no-session = Heute Abend ist keine Runde.
no-session-then = An dem Tag ist keine Runde.
came-true = Es sind genug dabei.

today = heute
tomorrow = morgen
tonight = heute Abend
title-today = Heute
title-tomorrow = Morgen
when-today = heute
when-tomorrow = morgen
when-tonight = heute Abend
when-day = am { $day }

cardinal = { $number }
ordinal = { $number }

named = { $name } ({ $beside })
beside-only-if = nur ab { $count }
beside-usual = wie üblich

in-passing = { $status ->
    [LOOKING] bin dabei
    [AVAILABLE] könnte spielen
    [MAYBE] vielleicht
   *[other] nicht dabei
}{ $from ->
    [none] { "" }
   *[other] { " " }ab { $from }
}{ $needed ->
    [0] { "" }
   *[other] , wenn wir { $needed } sind
}
own = Deine Antwort: { $answer }.
own-usual = Deine Antwort: { $answer } (deine übliche, für dich gegeben).
own-none = Deine Antwort: noch keine.

given = { $status ->
    [LOOKING] Du bist { $when } dabei
    [AVAILABLE] Du könntest { $when } spielen
    [MAYBE] Du bist { $when } vielleicht dabei
   *[other] Du bist { $when } nicht dabei
}{ $from ->
    [none] { "" }
   *[other] { " " }ab { $from }
}{ $needed ->
    [0] { "" }
   *[other] , wenn ihr { $needed } seid
}.
removed = Deine Antwort für { $day } ist weg.
nothing-to-remove = Für { $day } war keine Antwort von dir da.

has-none = Für { $day } ist keine Antwort von dir da.
ready = Die Runde steht.
short = { $missing ->
    [one] Für eine Runde fehlt noch { $missing }.
   *[other] Für eine Runde fehlen noch { $missing }.
}
is-looking = Du bist { $when } dabei{ $from ->
    [none] { "" }
   *[other] { " " }ab { $from }
}.
is-in = Du bist dabei{ $from ->
    [none] { "" }
   *[other] { " " }ab { $from }
}, Platz { $place } von { $threshold }.
is-in-queue = Du bist dabei{ $from ->
    [none] { "" }
   *[other] { " " }ab { $from }
}, Platz { $place } in der Warteschlange.
is-substitute = Wir sind voll. Du bist Ersatz Nummer { $place }{ $from ->
    [none] { "" }
   *[other] { " " }ab { $from }
}.
is-in-if = Du bist dabei{ $from ->
    [none] { "" }
   *[other] { " " }ab { $from }
}, wenn wir { $needed } sind.
is-available = Du könntest { $when } spielen{ $from ->
    [none] { "" }
   *[other] { " " }ab { $from }
}.
is-maybe = Für { $day } gilt: vielleicht.
is-not-playing = Du bist { $when } nicht dabei.
