# Rundrufe: wer noch nicht geantwortet hat, wird gefragt, weil Leute fehlen.

call-of-tonight = Rundruf von heute Abend
call-players = Leute rufen

## Wie es heute Abend steht

stands-short =
    { $looking } von { $threshold }. { $short ->
        [one] { $short } fehlt.
       *[other] { $short } fehlen.
    }
stands-enough = { $looking } von { $threshold }. Genug für eine Runde.

## Wie ein Rundruf läuft

goes = { $headline }: { $counts }.
is-on = Ein Rundruf läuft
full-at-once = Voll nach einer Minute
full-after =
    Voll nach { $minutes ->
        [one] { $minutes } Minute
       *[other] { $minutes } Minuten
    }
over-start = Der Rundruf endete mit dem Start
over-everybody = Der Rundruf ist vorbei, alle wurden gefragt
over-most = Der Rundruf ist vorbei, mehr Leute darf er nicht fragen
stopped = Der Rundruf wurde gestoppt
called-off = Der Rundruf ist vorbei, heute Abend gibt es keine Runde
held = Heute Abend startet kein Rundruf von selbst, er ist angehalten.
goes-on-soon = Jemand ist abgesprungen, in einer Minute geht es weiter.

count-nobody = bisher niemand gefragt
count-asked = { $people } gefragt
count-yes = { $people } dabei
count-maybe = { $people } vielleicht
count-no = { $people } heute nicht
count-silent = { $people } ohne Antwort

next-wave = Die nächste Welle geht um { $time } raus, falls noch Leute fehlen.
next-wave-now = Die nächste Welle geht gleich raus.
starts-itself = Um { $time } startet ein Rundruf, falls Leute fehlen.
starts-itself-later = Ein Rundruf startet, sobald Leute fehlen.

## Für Orgas: wen er gefragt hat und wann

whom = Wen er gefragt hat und wann
wave = Welle { $number }, { $time }
answer-condition = Dabei unter einer Bedingung
answer-looking = Dabei
answer-available = Könnte spielen
answer-maybe = Vielleicht
answer-not-playing = Heute nicht
state-on-its-way = Unterwegs
state-silent = Ohne Antwort
state-spared = Nicht nötig, genug sind dabei
state-stopped = Vor dem Senden gestoppt
state-not-reached = Nicht erreicht

# Warum Leute in Ruhe gelassen werden, meist ihre eigene Sache.
left-alone = In Ruhe gelassen: { $reasons }.
alone-not-agreed =
    { $people ->
        [one] { $people } hat nicht zugestimmt
       *[other] { $people } haben nicht zugestimmt
    }
alone-over-limit =
    { $people ->
        [one] { $people } wurde oft genug gefragt
       *[other] { $people } wurden oft genug gefragt
    }
alone-quiet-hours = { $people } in Ruhezeiten
alone-told =
    { $people ->
        [one] { $people } wurde schon per Aufruf gefragt
       *[other] { $people } wurden schon per Aufruf gefragt
    }
alone-no-channel =
    { $people ->
        [one] zu { $people } führt kein Kanal
       *[other] zu { $people } führt kein Kanal
    }

## Das Fenster

asked-first = Zuerst gefragt
likeliest-first =
    Wer am ehesten kommt, zuerst. { $people ->
        [one] Insgesamt { $people } Person kann gefragt werden.
       *[other] Insgesamt { $people } Leute können gefragt werden.
    }
nobody = Niemand
at-most = Leute höchstens
minutes-between = Minuten dazwischen
from-to = { $from } bis { $to }
what-it-says = Was drinsteht
says-answers = Mit Antworten zum Drücken oder Zurückschreiben, auf dem Kanal, den sich alle selbst ausgesucht haben.
looking-up = Wir schauen, wer gefragt werden kann …
asks-now =
    { $people ->
        [one] Jetzt wird { $people } Person gefragt.
       *[other] Jetzt werden { $people } Leute gefragt.
    } Die nächste Welle geht um { $time } raus, falls noch Leute fehlen.
enough = Genug sind dabei, deshalb wird niemand gefragt.
already-on = Ein Rundruf läuft schon und fragt, bis genug dabei sind.
nobody-left = Von denen ohne Antwort kann gerade niemand gefragt werden.
not-a-number = Gib an, wie viele Leute und wie viele Minuten.
not-now = Jetzt nicht
try-again = Nochmal versuchen
call-people =
    { $people ->
        [0] Rufen
        [one] { $people } Person rufen
       *[other] { $people } Leute rufen
    }
working = Moment …

## Einen stoppen

stop-call = Rundruf stoppen
stop-question = Diesen Rundruf stoppen?
stop-means = Was noch nicht raus ist, wird nicht mehr gesendet. Gesendete Nachrichten bleiben stehen, Antworten darauf zählen.
stop-keep = Weiterlaufen lassen
hold = Anhalten
hold-call = Rundruf von heute Abend anhalten
hold-question = Rundruf von heute Abend anhalten?
hold-means = Heute Abend startet kein Rundruf von selbst. Von Hand kannst du weiter Leute rufen.
hold-keep = Starten lassen

## Wie wahrscheinlich eine Runde ist

chance-now = Die Chance auf eine Runde liegt bei { $now } %.
chance-rises = Die Chance auf eine Runde liegt bei { $now } % und steigt auf { $then } %, wenn diese Leute gefragt werden.
