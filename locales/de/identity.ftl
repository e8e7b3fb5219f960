# Die kleine Navigation durch das Eigene; auf dem Handy der Weg zu Seiten, für die unten kein Platz ist.
mine = Meine Seiten
nav-notifications = Benachrichtigungen
nav-profile = Profil
nav-history = Abende
nav-campaigns = Aufrufe
nav-members = Mitglieder
nav-admin = Admin
nav-outbox = Postausgang

signed-out = Du bist nicht angemeldet. Melde dich an, um deinen Spieler auszuwählen.
not-loaded = Dein Profil konnte nicht geladen werden. { $reason }
try-again = Nochmal versuchen
loading = Ein Name üblicher Länge

player = Spieler
choose-player = Wähl deinen Spieler aus. Dann kannst du sagen, wann du spielst.
you-play-as = Du spielst als { $name }
play-as = Du spielst als { $name }.
change-player = Spieler wechseln
keep-player = Diesen Spieler behalten
unlink-player = Verknüpfung lösen
unlink-question = Verknüpfung mit { $name } lösen?
unlink-means = Deine Antworten zählen nicht mehr, bis du wieder einen Spieler verknüpfst.

suggestions = Bist du einer davon?
none-looks-like-you = Kein Spieler ähnelt deinem Discord-Namen. Such deinen unten oder bitte einen Admin, ihn anzulegen.
find = Deinen Spieler suchen
find-by = Name oder Alias
results = Treffer
none-matches = Kein Spieler passt zu „{ $text }“.
looking-for-players = Spieler werden gesucht
this-is-me = Das bin ich
this-is-me-named = Das bin ich: { $name }
linking = Wird verknüpft …
taken = Vergeben

create-first = Unter welchem Namen spielst du?
create-instead = Nicht in der Liste?
played-before = Hast du hier schon gespielt?
player-name = Spielername
create = Profil anlegen
creating = Wird angelegt …

page = Diese Seite
theme = Farben
theme-system = Wie das Gerät
theme-light = Hell
theme-dark = Dunkel
language = Sprache
language-browser = Wie der Browser sagt
written = Datum und Uhrzeit
time-zone = Zeitzone

discord = Discord
handle = @{ $username }
sign-out = Abmelden
not-signed-out = Nicht abgemeldet. { $reason }
unlink-discord = Discord-Verknüpfung lösen
unlink-discord-question = Discord-Verknüpfung lösen?
unlink-discord-means = Das meldet dich überall ab, auf jedem Gerät. Melde dich jederzeit wieder mit Discord an.

sessions = Angemeldet
sessions-loading = Ein Browser üblicher Länge
sessions-not-loaded = Deine Anmeldungen konnten nicht geladen werden. { $reason }
unknown-browser = Unbekannter Browser
this-browser = Dieser Browser, seit { $begun }
more-sessions = { $count ->
    [one] und { $count } weitere
   *[other] und { $count } weitere
}
since = Seit { $begun }
since-and-seen = Seit { $begun }, zuletzt benutzt { $seen }
sign-out-everywhere = Überall abmelden
sign-out-everywhere-question = Überall abmelden?
sign-out-everywhere-means = Das meldet dich in jedem Browser ab, auch in diesem. Dein Spieler, deine Chats und die Adresse deines Kalenders bleiben. Hat vielleicht jemand anders diese Adresse gesehen, erstelle unter „Meine Benachrichtigungen“ eine neue.

change-name = Namen ändern
keep-name = Diesen Namen behalten
new-name = Neuer Name
name-hint = Unter deinen bisherigen Namen wirst du weiter gefunden.
name-save = Diesen Namen nehmen
name-saving = Wird gespeichert …
names-you-had = Namen, unter denen man dich kennt
take-name = { $name } nehmen
names-left = { $left ->
    [one] In 30 Tagen kannst du noch { $left }-mal wählen.
   *[other] In 30 Tagen kannst du noch { $left }-mal wählen.
}
names-again = Du hast fürs Erste oft genug gewählt; wieder ab { $date }.
name-taken-over = Du heißt jetzt { $name }.
names-not-loaded = Deine Namen konnten nicht geladen werden. { $reason }
