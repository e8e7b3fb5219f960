# Heute Abend, die Woche und der Kalender. Ein Wort für eine Menge: dabei (LOOKING), könnte spielen (AVAILABLE), es fehlen.
tonight = Heute Abend
tonight-on = Heute Abend, { $date } { $today }
tonight-today = Heute Abend, heute
today = Heute
tomorrow = Morgen
upcoming = Die nächsten Tage
calendar = Kalender
calendar-open = Kalender öffnen
calendar-close = Kalender schließen
loading-calendar = Der Kalender wird geladen

starts = { $time }
starts-elsewhere = { $time } (Zeit: { $place }), bei dir { $yours }
in-minutes = in { $minutes } Min.
in-hours = in { $hours } Std.
in-hours-minutes = in { $hours } Std. { $minutes } Min.
now = jetzt
ago-minutes = seit { $minutes } Min.
ago-hours = seit { $hours } Std.
not-up-to-date = Nicht aktuell. Geladen um { $time }

looking = { $count } dabei
short =
    { $count ->
        [one] { $count } fehlt
       *[other] { $count } fehlen
    }
could-play-more =
    { $count ->
        [one] noch { $count } könnte spielen
       *[other] noch { $count } könnten spielen
    }
maybe = { $count } vielleicht
ready = Runde steht
no-session = Heute Abend keine Runde
ready-title = Runde steht
open-room = Planungsraum öffnen
room = Planungsraum
seats = { $looking } von { $threshold } dabei{ $late ->
    [0] { "" }
   *[other] , davon { $late } später
}, könnten spielen: { $available }, vielleicht: { $maybe }
seats-more = +{ $count }
title-count = { $looking }/{ $threshold } heute Abend

question = Spielst du heute Abend?
your-answer = Deine Antwort für { $day }
answer-LOOKING = Bin dabei
answer-AVAILABLE = Könnte spielen
answer-MAYBE = Vielleicht
answer-NOT_PLAYING = Nein
you-are-in = { $from ->
    [start] Du bist dabei
   *[other] Du bist ab { $from } dabei
}, Platz { $place }
you-are-in-unplaced = { $from ->
    [start] Du bist dabei
   *[other] Du bist ab { $from } dabei
}{ $count ->
    [0] { "" }
   *[other] , wenn wir { $count } sind
}
you-could-play = { $from ->
    [start] Du könntest spielen
   *[other] Du könntest ab { $from } spielen
}
detail = { $count ->
    [0] ({ $from })
   *[other] { $from ->
        [start] (ab { $count } Leuten)
       *[other] ({ $from }, ab { $count } Leuten)
    }
}
detail-said = { $count ->
    [0] ab { $from }
   *[other] { $from ->
        [start] wenn wir { $count } sind
       *[other] ab { $from }, wenn wir { $count } sind
    }
}
more = Später oder nur wenn …
more-for = Später oder nur wenn …: { $day }
you-said-maybe = Du hast vielleicht gesagt
you-do-not-play = Du spielst nicht
change = Ändern
change-for = Deine Antwort für { $day } ändern
clear = Zurücknehmen
clear-for = Deine Antwort für { $day } zurücknehmen
usual-mark = wie üblich
saved = Gespeichert für { $day }: { $answer }
queued = Deine Antwort für { $day } wird gesendet, sobald du online bist
cleared = Deine Antwort für { $day } ist zurückgenommen
kept = Gemerkt: { $answer }. Sie wird gesendet, sobald du antworten kannst.

current-queue = Warteschlange
queue-empty = Die Warteschlange ist leer
are-looking = Dabei
could-play = Könnten spielen
you = du
invite-link = Verknüpf deinen Spieler, um zu sehen, wer.
invite-sign-in = Melde dich an und verknüpf deinen Spieler, um zu sehen, wer.
looking-without-names = { $count ->
    [one] { $count } ist dabei.
   *[other] { $count } sind dabei.
}
first-names = Die ersten Namen der Warteschlange

aggregate-only = Nur die Gesamtzahlen. Verknüpf dein Discord-Konto mit einem Spielerprofil, um zu antworten oder Nachrichten zu bekommen.
link-discord = Discord verknüpfen
link-discord-means = und deinen Spieler auswählen
promote = Aufrufen
link-to-promote = Verknüpf Discord, um aufzurufen.

upcoming-day = { $day }: { $summary }
upcoming-day-answered = { $day }: { $summary }, deine Antwort: { $answer }
availability-failed = Die Antworten konnten nicht geladen werden. { $reason }
try-again = Nochmal versuchen
day-summary = { $missing ->
    [0] { $looking } dabei, genug
    [one] { $looking } dabei, { $missing } fehlt
   *[other] { $looking } dabei, { $missing } fehlen
}
day-summary-none = { $looking } dabei, keine Runde
day-summary-past = { $looking } dabei

changes = Letzte Änderungen

in-voice-of = { $present } von { $looking } im Voice
in-voice = im Voice

not-sent = Deine Antwort für { $day } wurde nicht gesendet: es gibt eine neuere, oder sie ist nicht mehr möglich.
