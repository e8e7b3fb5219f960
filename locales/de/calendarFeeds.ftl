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
says-only-if = { $count ->
    [one] Nur wenn wir { $count } sind.
   *[other] Nur wenn wir { $count } sind.
}
says-open = Noch nicht genug Leute.
says-ready = Genug Leute: Die Runde steht.
says-off = An diesem Abend gibt es keine Runde.
says-short = Es waren genug Leute, jetzt nicht mehr.
says-taken-back = Du hast deine Antwort zurückgezogen.
