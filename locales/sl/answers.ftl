name-LOOKING = Igram
name-AVAILABLE = Lahko igram
name-MAYBE = Mogoče
name-NOT_PLAYING = Ne igram
count-LOOKING = { $count ->
    [one] { $count } igra
    [two] { $count } igrata
    [few] { $count } igrajo
   *[other] { $count } igra
}
count-AVAILABLE = { $count ->
    [one] { $count } lahko igra
    [two] { $count } lahko igrata
    [few] { $count } lahko igrajo
   *[other] { $count } lahko igra
}
count-MAYBE = { $count } mogoče
count-NOT_PLAYING = { $count ->
    [one] { $count } ne igra
    [two] { $count } ne igrata
    [few] { $count } ne igrajo
   *[other] { $count } ne igra
}

no-session = Nocoj ni igre.
no-session-then = Tisti dan ni igre.
came-true = Dovolj vas je.

# Za "danes", za "pet., 27. nov."; kdaj: "danes", "v pet., 27. nov.".
today = danes
tomorrow = jutri
tonight = nocoj
title-today = Danes
title-tomorrow = Jutri
when-today = danes
when-tomorrow = jutri
when-tonight = nocoj
when-day = v { $day }

cardinal = { $number }
ordinal = { $number }.

named = { $name } ({ $beside })
beside-only-if = če nas je { $count }
beside-usual = kot običajno

in-passing = { $status ->
    [LOOKING] igram
    [AVAILABLE] lahko igram
    [MAYBE] mogoče
   *[other] ne igram
}{ $from ->
    [none] { "" }
   *[other] { " " }od { $from }
}{ $needed ->
    [0] { "" }
   *[other] , če nas je { $needed }
}
own = Tvoj odgovor: { $answer }.
own-usual = Tvoj odgovor: { $answer } (običajni odgovor, dan namesto tebe).
own-none = Tvoj odgovor: še nič.

given = Velja: { $status ->
    [LOOKING] { $when } igraš
    [AVAILABLE] { $when } lahko igraš
    [MAYBE] { $when } mogoče igraš
   *[other] { $when } ne igraš
}{ $from ->
    [none] { "" }
   *[other] { " " }od { $from }
}{ $needed ->
    [0] { "" }
   *[other] , če vas je { $needed }
}.
removed = Tvojega odgovora za { $day } ni več.
nothing-to-remove = Za { $day } ni bilo tvojega odgovora.

has-none = Za { $day } še ni tvojega odgovora.
ready = Dovolj nas je.
short = { $missing ->
    [one] Do igre manjka { $missing }.
    [two] Do igre manjkata { $missing }.
    [few] Do igre manjkajo { $missing }.
   *[other] Do igre jih manjka { $missing }.
}
is-looking = Velja: { $when } igraš{ $from ->
    [none] { "" }
   *[other] { " " }od { $from }
}.
is-in = Igraš{ $from ->
    [none] { "" }
   *[other] { " " }od { $from }
}, { $place } mesto od { $threshold }.
is-in-queue = Igraš{ $from ->
    [none] { "" }
   *[other] { " " }od { $from }
}, { $place } mesto v vrsti.
is-substitute = Polno je. Si { $place } rezerva{ $from ->
    [none] { "" }
   *[other] { " " }od { $from }
}.
is-in-if = Igraš{ $from ->
    [none] { "" }
   *[other] { " " }od { $from }
}, če nas je { $needed }.
is-available = Velja: { $when } lahko igraš{ $from ->
    [none] { "" }
   *[other] { " " }od { $from }
}.
is-maybe = Za { $day } velja: mogoče.
is-not-playing = Velja: { $when } ne igraš.
