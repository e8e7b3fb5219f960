# Wie Abende waren.

calendar = Abende nach Monaten
earlier = Voriger Monat
later = Nächster Monat
cell = { $day }: { $state }
cell-known = { $day }: { $state }, { $came } kamen, { $said } hatten zugesagt
cell-nothing = { $day }: nichts aufgezeichnet

played = Gespielt
short = Zu wenige
no-session = Keine Runde
unknown = Ließ sich nicht feststellen
open = Noch nicht vorbei

yours = Du
promises = Du bist bei { $came } von { $said ->
    [one] { $said } Zusage
   *[other] { $said } Zusagen
} gekommen.
promises-none = Bisher gibt es keinen Abend mit deiner Zusage, von dem man weiß, wie er war.
yours-hint = Das siehst nur du.

turnout = Beteiligung
turnout-hint = Ein durchschnittlicher Abend jeder Woche, soweit man es weiß.
came = Gekommen
said-yes = Zugesagt
turnout-summary = Von { $first } bis { $last } haben im Schnitt { $said } am Abend zugesagt, und { $came } kamen.
as-table = Als Tabelle
week-of = Woche ab
evenings = Abende
nothing-yet = Noch gibt es nichts zu zeigen. Der Bot notiert vom Start bis eine Stunde danach, wer da ist.

typical = Eine typische Woche
weekday = Wochentag
mean-came = Gekommen
played-of = { $count } von { $of }
none = –

list = Alle Abende
line-known = { $said } zugesagt, { $came } gekommen
line-said = { $said } zugesagt
line-minutes = { $count ->
    [one] genug für { $count } Minute
   *[other] genug für { $count } Minuten
}
more = Mehr zeigen

details = Abend: { $day }
pick = Wähl einen Tag, um zu sehen, wie er war.
start = Start
needed = Nötig
most-in-voice = Meiste zugleich im Voice
most-on-server = Meiste zugleich auf dem Server
told-by = Quelle
by-voice = Voice
by-server = Spielserver
by-hand = eine Person
by-nobody = keine
came-as-said = Zugesagt und gekommen
said-not-seen = Zugesagt, nicht gesehen
came-besides = Außerdem gekommen
left-out = { $count ->
    [one] { $count } kam noch.
   *[other] { $count } kamen noch.
}
seen = { $first } bis { $last }
nobody = Niemand

close-title = Wie war es?
close-hint = Weder Voice noch Spielserver haben es verraten, also sag es hier. Später lässt es sich korrigieren.
was-played = Es wurde gespielt
was-there = Wer da war
others = Jemand anderes
save = Speichern
saved = Gespeichert
try-again = Nochmal versuchen
part-forecast = Was über Abende gesagt wurde
