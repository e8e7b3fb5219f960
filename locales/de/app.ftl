# Der Rahmen um alle Seiten: ihre Namen, die Verbindung, was schiefging.
skip = Zum Inhalt springen

places = Seiten
tonight = Heute Abend
week = Woche
teams = Teams
teams-open = Teams, offen
campaigns = Aufrufe
history = Abende
history-link = Wie vergangene Abende waren
me = Ich
outbox = Postausgang
admin = Admin
members = Mitglieder
invite = Du bist eingeladen

notifications-title = Meine Benachrichtigungen
profile-title = Profil
campaigns-note = Wer gefragt wurde und wer kam
outbox-note = Was die Sandbox gesendet hätte

live = Live
offline = Du bist offline. Das war um { $time } bekannt.
answer-queued = Deine Antwort für { $date } wird gesendet, sobald du online bist.
answers-queued = { $count ->
    [one] { $count } Antwort wird gesendet, sobald du online bist.
   *[other] { $count } Antworten werden gesendet, sobald du online bist.
}
cut-off = Der Server ist nicht erreichbar. Das war um { $time } bekannt.
reconnecting = Verbindung wird neu aufgebaut …
polling = Nicht live. Wird alle 15 Sekunden geprüft.

sign-in = Mit Discord anmelden
sign-in-missing = Die Anmeldung ist auf dieser Seite noch nicht eingerichtet.
understood = Verstanden
cancel = Abbrechen

unknown-title = Hier gibt es nichts
unknown = Die Adresse „{ $address }“ führt nirgendwohin. Vielleicht fehlt ein Buchstabe, oder die Seite ist umgezogen.
unknown-action = Zu heute Abend

part-places = Meine Seiten
part-profile = Das Profil
part-notifications = Meine Benachrichtigungen
part-week = Die Woche
part-presence = Wer gerade da ist
part-campaign = Der Aufruf
part-call = Der Rundruf
