# Rechte nach Personen, für Admins.
rights = Rechte
rights-note = Orgas fragen Leute, ob sie spielen; Admins tun das und alles auf dieser Seite. Eine Änderung gilt sofort.
loading = Wer was darf
not-loaded = Die Rechte konnten nicht geladen werden. { $reason }
try-again = Nochmal versuchen
tier =
    { $tier ->
        [root] Root
        [admin] Admin
        [promoter] Orga
        [moderator] Moderator
       *[none] Kein Recht
    }
from-settings =
    { $right ->
        [admin] Admin durch ADMIN_DISCORD_IDS, änderbar in den Einstellungen
       *[promoter] Orga durch PROMOTER_DISCORD_IDS, änderbar in den Einstellungen
    }
given-by = Gegeben von { $name } am { $date }
given-by-operator = Gegeben vom Betreiber am { $date }
handle = @{ $username }
never-signed-in = Nie angemeldet
you = Du
right-of = Recht von { $name }
take = Entziehen
take-from = { $name } das Recht entziehen
take-question = { $name } das Recht entziehen?
take-means = Bis du drückst, gilt: { $tier }. Es kann wieder gegeben werden.
take-own = Du entziehst dir selbst das Recht. Andere Admins können es zurückgeben.

give = Ein Recht geben
find-label = Jemanden suchen, der sich angemeldet hat
find-by = Name oder Discord-ID
results = Treffer
none-matches = Niemand, der sich angemeldet hat, heißt „{ $text }“. Eine ganze Discord-ID findet jedes Konto.
make =
    { $tier ->
        [root] Zu Root machen
        [admin] Zum Admin machen
       *[promoter] Zur Orga machen
    }
make-named =
    { $tier ->
        [root] { $name } zu Root machen
        [admin] { $name } zum Admin machen
       *[promoter] { $name } zur Orga machen
    }
has-it = { $name } ist jetzt { $tier }.
