# Wie es allem geht, für Admins.
health = Zustand
health-note = Wird jede Minute angeschaut. muster doctor schaut mehr an, auf dem Rechner selbst.
loading = Wie es allem geht
not-loaded = Es konnte nicht nachgeschaut werden. { $reason }
try-again = Nochmal versuchen
again = Nochmal nachschauen
looked-at = Nachgeschaut um { $time }
all-well = Alles läuft.
look = Etwas sollte man sich ansehen.
act = Etwas funktioniert nicht.
part =
    { $part ->
        [bot] Der Bot
        [database] Die Datenbank
       *[website] Diese Website
    }
state =
    { $state ->
        [ok] Läuft
        [off] Aus
        [warn] Ansehen
       *[fail] Funktioniert nicht
    }
