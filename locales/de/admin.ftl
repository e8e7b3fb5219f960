# Der Rahmen um die Bereiche der Admins. Jeder Bereich hat eine eigene Datei.
only-admins = Diese Seite ist für Admins
only-admins-hint = Wer Admin ist, kann dich hereinlassen.
signed-out-hint = Melde dich als Admin an, um sie zu sehen.
back-to-tonight = Zurück zu heute Abend

sections = Bereiche
players = Spieler
part-players = Die Spieler
rights = Rechte
part-rights = Wer welches Recht hat
deliveries = Zustellung
part-deliveries = Was nicht ankam
evenings = Abende
members = Mitglieder
part-evenings = Die Abende
health = Zustand
part-health = Wie es allem geht
webhooks = Webhooks
part-webhooks = Die Webhooks
tokens = Tokens
part-tokens = Die Tokens
personal-data = Persönliche Daten
part-personal-data = Persönliche Daten
log = Letzte Aktionen
part-log = Was zuletzt getan wurde
part-members = Mitglieder
