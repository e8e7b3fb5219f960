# Der Planungsraum. Ein Raum gehört zu einem Abend; A und B sind seine beiden Seiten.

## Wie es um den Raum steht

planning-room = Planungsraum
short = { $count ->
    [one] { $count } fehlt
   *[other] { $count } fehlen
}
locked-nobody = Der Planungsraum öffnet, sobald heute Abend { $threshold } dabei sind. Noch ist es niemand.
locked = Der Planungsraum öffnet, sobald heute Abend { $threshold } dabei sind. { $looking ->
    [one] { $looking } ist dabei.
   *[other] { $looking } sind dabei.
}
locked-answer = Für heute Abend antworten
unlocked = Genug sind dabei
no-session = Heute Abend keine Runde
unlocked-open = Namen und Teams können jetzt ausgemacht werden.
unlocked-sign-in = Melde dich an und wähl deinen Spieler, um mitzumachen.
unlocked-link = Wähl deinen Spieler, um mitzumachen.
choose-player = Spieler auswählen
open-room = Planungsraum öffnen
opening-room = Wird geöffnet …
opened-by = Geöffnet von { $name }
could-play-of = { $committed } von { $house } könnten spielen
could-play = { $committed } könnten spielen
not-loaded = Der Planungsraum konnte nicht geladen werden. { $problem }
try-again = Nochmal versuchen
not-up-to-date = Nicht aktuell. Geladen um { $time }.
loading = Der Planungsraum wird geladen

## Wer spielt

players = Spieler
not-on-a-team = In keinem Team
you = du
join = Mitmachen
joining = Moment …
join-does = Du bist heute Abend nicht im Raum. Mitmachen heißt, dass du dabei bist.
no-longer-in = Nicht mehr dabei
person-heard = { $name }, { $status }
captain-heard = { $name }, { $status }, Kapitän
captain = Kapitän
somebody = Jemand

## Mein Team

my-team = Du bist in { $side }, Kapitän { $captain }
my-team-no-captain = Du bist in { $side }
my-team-captain = Du bist in { $side }, als Kapitän
side = Seite { $side }
side-members = { $side }: { $names }

## Teams

saved-teams = Gespeicherte Teams
no-teams = Noch keine Teams gespeichert
who-saves = Teams speichern können { $name }, Orgas und Admins.
who-changes = Ändern können sie { $name }, Orgas und Admins.
saved-just-now = Gerade wurden Teams gespeichert.
change-teams = Teams ändern
copy = Als Text kopieren
copied = Kopiert
copy-by-hand = Kopier die Teams von hier
share = Teilen
print = Drucken
text-heading = Teams, { $evening }
text-heading-named = { $name }: Teams, { $evening }
text-side = { $side }: { $names }
text-side-empty = { $side }: noch niemand
text-captain = { $name } (Kapitän)

## Die Aufstellung

draft = Aufstellung
draft-not-saved = Noch nicht gespeichert
draft-saved = Gespeichert
auto-draft = Automatisch aufstellen
rebalance = Ausgleichen
undo = Rückgängig machen
save = Speichern
saving = Wird gespeichert …
discard = Änderungen verwerfen
close-draft = Zurück zu den gespeicherten Teams
unassigned = Nicht zugeteilt
unassign = Auf keine Seite
tally = Wie viele auf jeder Seite sind
tally-side = { $side } { $count }
tally-left = { $count } übrig
average = Ø { $rating }
no-rating = keine Wertung
lead = { $name } als Kapitän
everybody-placed = Alle sind zugeteilt
nobody-here = Noch niemand
gone = Nicht mehr dabei: { $names }
moved = { $name } ist jetzt in { $side }.
moved-off = { $name } ist nicht zugeteilt.
leads = { $name } führt { $side } an.
leads-no-more = { $name } führt { $side } nicht mehr an.
drafted = { $count ->
    [one] { $count } Spieler zugeteilt. „Rückgängig machen“ nimmt es zurück.
   *[other] { $count } Spieler zugeteilt. „Rückgängig machen“ nimmt es zurück.
}
nobody-on-a-side = Noch ist niemand auf einer Seite.
nothing-to-undo = Es gibt nichts rückgängig zu machen.
undone = Rückgängig gemacht.
nothing-to-move = Es gibt nichts zu verschieben: ausgeglichener werden diese Teams nicht.
rebalanced = Ausgeglichen. „Rückgängig machen“ nimmt es zurück.
teams-saved = Teams gespeichert.
saved-already = Diese Teams sind schon gespeichert.
draft-kept = Deine Aufstellung von vorhin ist wieder da. Sie ist noch nicht gespeichert.

## Wie ausgeglichen

by-lot = Niemand hier hat eine Wertung: ausgelost.
rated-of = { $rated } von { $players } haben eine Wertung
odds = A gewinnt zu { $percent } %, Abstand der Wertung { $gap }
odds-uneven = { $a } gegen { $b }, Abstand der Wertung { $gap }

## Zwei Aufstellungen

fewest-moves = Wenigste Wechsel zu ausgeglichenen Teams
column-player = Spieler
column-now = Jetzt
column-then = Dann
column-yours = Deine
column-theirs = Ihre
spot-captain = { $side }, Kapitän
apply = Übernehmen
leave-it = So lassen
somebody-saved = Jemand anderes hat eine Aufstellung gespeichert
somebody-saved-just-now = Gerade hat jemand anderes eine Aufstellung gespeichert.
yours-kept = Jemand anderes hat eine Aufstellung gespeichert. Deine bleibt hier.
show-difference = Unterschied zeigen
take-theirs = Ihre nehmen
save-over = Meine darüber speichern
theirs-shown = Ihre wird gezeigt. „Rückgängig machen“ holt deine zurück.

## Der Name

name-for-tonight = Name für heute Abend
no-name = Noch kein Name vorgeschlagen. Schlag einen vor: er bekommt deine Stimme.
fewer-names = Weniger Namen
all-names = Alle { $count } Namen
not-voted = Nicht abgestimmt. { $problem }
votes = { $count ->
    [one] { $number } Stimme
   *[other] { $number } Stimmen
}
with-yours = mit deiner
from = von { $name }
leading-from = { $leading }, von { $name }
leading = Vorn
suggest = Einen Namen vorschlagen
add = Hinzufügen
adding = Wird hinzugefügt …
tonights-name = Name: { $name }

## Der Thread auf Discord

thread = Discord-Thread
thread-coming = Der Discord-Thread ist unterwegs.
thread-there = Der Raum hat einen Thread auf Discord.
thread-none = Kein Discord-Thread: { $problem }
open-thread = Thread öffnen
ask-for = Nach { $count } weiteren fragen
asked = Um { $time } im Thread gefragt.
asked-already = Schon um { $time } gefragt; warte zehn Minuten.

## Gestern

yesterday = Raum von gestern
close-yesterday = Raum von gestern schließen
