# Womit andere Programme lesen; für Admins.
tokens = Tokens
tokens-note = Mit einem Token liest ein anderes Programm, was hier zu sehen ist. Es liest und tut sonst nichts.
loading = Ein Token und was es liest
not-loaded = Die Tokens konnten nicht geladen werden. { $reason }
try-again = Nochmal versuchen
none = Noch gibt es kein Token.
make = Token erstellen
make-it = Dieses Token erstellen
cancel = Abbrechen
label = Wofür
label-example = Zum Beispiel: Overlay für den Stream
sees = Sieht
reads =
    { $scope ->
        [member] Was ein Mitglied sieht: auch Namen
       *[public] Was alle sehen: Zahlen
    }
member-means = Es ist deins: Es endet, wenn du kein Admin mehr bist. Es liest als niemand Bestimmtes und nichts von dir.
holds = Gilt
days =
    { $days ->
        [one] { $days } Tag
       *[other] { $days } Tage
    }
token-said = Dein Token. Es wird nur dieses Mal gezeigt.
token = Token
copy = Kopieren
copied = Kopiert
done = Fertig
revoked = Zurückgenommen
expired = Abgelaufen am { $date }
holds-until = Gilt bis { $date }
never-used = nie benutzt
last-used = zuletzt benutzt am { $date }
by = von { $name }
revoke = Zurücknehmen
revoke-of = { $label } zurücknehmen
revoke-question = { $label } zurücknehmen?
revoke-means = Damit liest niemand mehr.
