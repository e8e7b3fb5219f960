# Nocoj, teden in koledar. Ena beseda za eno množico: igra (LOOKING), lahko igra (AVAILABLE), manjka.
tonight = Nocoj
tonight-on = Nocoj, { $date } { $today }
tonight-today = Nocoj, danes
today = Danes
tomorrow = Jutri
upcoming = Prihodnji dnevi
calendar = Koledar
calendar-open = Odpri koledar
calendar-close = Zapri koledar
loading-calendar = Nalagamo koledar

starts = { $time }
starts-elsewhere = { $time } (čas: { $place }), pri tebi { $yours }
in-minutes = čez { $minutes } min
in-hours = čez { $hours } h
in-hours-minutes = čez { $hours } h { $minutes } min
now = zdaj
ago-minutes = začeto pred { $minutes } min
ago-hours = začeto pred { $hours } h
not-up-to-date = Ni sveže. Naloženo ob { $time }

looking =
    { $count ->
        [one] { $count } igra
        [two] { $count } igrata
        [few] { $count } igrajo
       *[other] { $count } igra
    }
short =
    { $count ->
        [one] manjka { $count }
        [two] manjkata { $count }
        [few] manjkajo { $count }
       *[other] manjka { $count }
    }
could-play-more =
    { $count ->
        [one] še { $count } lahko igra
        [two] še { $count } lahko igrata
        [few] še { $count } lahko igrajo
       *[other] še { $count } lahko igra
    }
maybe = { $count } mogoče
ready = Dovolj nas je
no-session = Nocoj ni igre
ready-title = Dovolj nas je
open-room = Odpri načrtovalno sobo
room = Načrtovalna soba
seats = Igra: { $looking } od { $threshold }{ $late ->
    [0] { "" }
   *[other] , od tega { $late } pozneje
}, lahko igra: { $available }, mogoče: { $maybe }
seats-more = +{ $count }
title-count = { $looking }/{ $threshold } nocoj

question = Igraš nocoj?
your-answer = Tvoj odgovor za { $day }
answer-LOOKING = Igram
answer-AVAILABLE = Lahko igram
answer-MAYBE = Mogoče
answer-NOT_PLAYING = Ne
you-are-in = { $from ->
    [start] Igraš
   *[other] Igraš od { $from }
}, { $place }. po vrsti
you-are-in-unplaced = { $from ->
    [start] Igraš
   *[other] Igraš od { $from }
}{ $count ->
    [0] { "" }
   *[other] , če nas je { $count }
}
you-could-play = { $from ->
    [start] Lahko igraš
   *[other] Lahko igraš od { $from }
}
detail = { $count ->
    [0] ({ $from })
   *[other] { $from ->
        [start] (če nas je { $count })
       *[other] ({ $from }, če nas je { $count })
    }
}
detail-said = { $count ->
    [0] od { $from }
   *[other] { $from ->
        [start] če nas je { $count }
       *[other] od { $from }, če nas je { $count }
    }
}
more = Pozneje ali pod pogojem …
more-for = Pozneje ali pod pogojem …: { $day }
you-said-maybe = Tvoj odgovor: mogoče
you-do-not-play = Ne igraš
change = Spremeni
change-for = Spremeni svoj odgovor za { $day }
clear = Umakni
clear-for = Umakni svoj odgovor za { $day }
usual-mark = kot običajno
saved = Shranjeno za { $day }: { $answer }
queued = Tvoj odgovor za { $day } bo poslan, ko boš na spletu
cleared = Tvoj odgovor za { $day } je umaknjen
kept = Shranjeno: { $answer }. Poslano bo, ko bo odgovarjanje mogoče.

current-queue = Trenutna vrsta
queue-empty = Vrsta je prazna
are-looking = Igrajo
could-play = Lahko igrajo
you = ti
invite-link = Poveži svojega igralca, da vidiš, kdo.
invite-sign-in = Prijavi se in poveži svojega igralca, da vidiš, kdo.
looking-without-names = { $count ->
    [one] Igra { $count } igralec.
    [two] Igrata { $count } igralca.
    [few] Igrajo { $count } igralci.
   *[other] Igra { $count } igralcev.
}
first-names = Prva imena v vrsti

aggregate-only = Samo skupne številke. Za odgovore in obvestila poveži račun Discord s profilom igralca.
link-discord = Poveži Discord
link-discord-means = in izberi svojega igralca
promote = Skliči
link-to-promote = Za sklic poveži Discord.

upcoming-day = { $day }: { $summary }
upcoming-day-answered = { $day }: { $summary }, tvoj odgovor: { $answer }
availability-failed = Odgovorov ni bilo mogoče naložiti. { $reason }
try-again = Poskusi znova
day-summary = { $missing ->
    [0] igra: { $looking }, dovolj
   *[other] igra: { $looking }, manjka: { $missing }
}
day-summary-none = igra: { $looking }, ni igre
day-summary-past = igra: { $looking }

changes = Zadnje spremembe

in-voice-of = { $present } od { $looking } v glasovnem kanalu
in-voice = v glasovnem kanalu

not-sent = Tvoj odgovor za { $day } ni bil poslan: novejši že obstaja ali pa ni več mogoč.
