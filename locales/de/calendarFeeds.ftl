# Abende im eigenen Kalender: was in den Terminen steht, und wie man sie auf der Seite abonniert.

## Namen der Kalender

own-calendar = { $community }: meine Abende
community-calendar = { $community }: Runden

## Titel der Termine

title-open = { $community }: Spieleabend
title-ready = { $community }: Runde steht ✓
title-off = { $community }: keine Runde
title-short = { $community }: nicht mehr genug Leute
title-taken-back = { $community }: du bist nicht dabei

## Was unter dem Titel steht

says-looking = Deine Antwort: Bin dabei
says-available = Deine Antwort: Könnte spielen
says-arrives = Du kommst um { $time }.
says-only-if = Nur wenn wir { $count } sind.
says-open = Noch nicht genug Leute.
says-ready = Genug Leute: Die Runde steht.
says-off = An diesem Abend gibt es keine Runde.
says-short = Es waren genug Leute, jetzt nicht mehr.
says-taken-back = Du hast deine Zusage zurückgezogen.

## Auf der Seite abonniert

add-to-calendar = In den Kalender
heading = Kalender
means = Dein Kalender kann die Abende zeigen, für die du zugesagt hast: markiert, wenn die Runde steht, und abgesagt, wenn sie ausfällt.
make = Meine Adresse erstellen
address = Die Adresse deines Kalenders
keep-it = Behalt sie für dich: Wer sie hat, sieht deine Abende.
open = In meinem Kalender öffnen
google = Google Kalender
copy = Kopieren
copied = Kopiert
renew = Neue Adresse
renew-question = Neue Adresse erstellen?
renew-means = Die jetzige funktioniert dann nicht mehr. Kalender, die sie nutzen, brauchen die neue.
stop = Beenden
stop-question = Kalender beenden?
stop-means = Die Adresse funktioniert dann nicht mehr, und Kalender, die sie nutzen, zeigen deine Abende nicht mehr.
everybodys = Für alle: Runden, die stehen, ohne Namen.
loading = Die Adresse eines Kalenders in üblicher Länge
not-loaded = Dein Kalender konnte nicht geladen werden. { $reason }
not-done = Das hat nicht geklappt. { $reason }
try-again = Nochmal versuchen
