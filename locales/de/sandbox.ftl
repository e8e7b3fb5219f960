# Die Leiste über jeder Seite der Sandbox, in der man die Seite als eine ihrer erfundenen Personen sieht.
sandbox = Sandbox
nothing-is-sent = Erfundene Leute. Nichts wird gesendet.
look-as = Ansehen als
signed-out = Abgemeldet
unlinked = Nicht verknüpft
player = Spieler
promoter = Orga
admin = Admin
sign-in = Als Spieler anmelden
sign-in-new = Als jemand Neues anmelden
cookies-refused = Du bist nicht angemeldet: Dieser Browser lehnt Cookies ab. Erlaube sie für diese Seite und melde dich nochmal an.

loading = Ein Name auf einem Kanal
not-loaded = Die Nachrichten konnten nicht geladen werden. { $reason }
try-again = Nochmal versuchen
empty = Bisher wurde nichts gesendet. Schick dir eine Testnachricht, dann steht sie hier.
to-notifications = Meine Benachrichtigungen
person-on-channel = { $person } über { $channel }
channel-and-address = { $channel } · { $address }
direct-messages = Direktnachrichten
somebody = Jemand
answers = Antworten
announcements = Ankündigungen
announcements-channel = Kanal

persona-unlinked = Angemeldet, aber noch mit keinem Spielerprofil verknüpft
persona-player = Ein Spieler wie die meisten
persona-promoter = Ein Spieler, der für den Abend werben darf
persona-admin = Leitet die Community
