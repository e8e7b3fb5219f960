# Einladungslinks: von Orgas und Admins erstellt; und die Seite, zu der einer führt.
invites = Einladungslinks
invites-hint = Ein Link zeigt Neuen den Weg. Er gibt keine Rechte und nennt niemanden.
label = Wofür
label-example = Zum Beispiel: Frühlingsturnier
holds = Gilt
days = { $days ->
    [one] { $days } Tag
   *[other] { $days } Tage
}
most-uses = Für wie viele
as-many = So viele wie kommen
people = { $people ->
    [one] { $people } Person
   *[other] { $people } Leute
}
make = Link erstellen
make-it = Diesen Link erstellen
made = Dein Link. Er wird nur dieses Mal gezeigt.
link = Der Link
copy = Kopieren
copied = Kopiert
share = Teilen
another = Fertig
none = Noch gibt es keinen Link.
not-loaded = Die Links konnten nicht geladen werden. { $reason }
try-again = Nochmal versuchen
loading = Ein Link üblicher Länge
unnamed = Ohne Namen
came = { $uses } gekommen, { $linked } verknüpft, { $answered } mit Antwort
by = von { $name }
holds-until = Gilt bis { $date }
expired = Abgelaufen am { $date }
revoked = Zurückgenommen
used-up = Aufgebraucht
uses-left = { $left ->
    [one] für { $left } weitere Person
   *[other] für { $left } weitere
}
revoke = Zurücknehmen
revoke-named = { $label } zurücknehmen
revoke-question = Diesen Link zurücknehmen?
revoke-means = Über ihn kommt niemand mehr. Wer kam, bleibt.

plays = { $name } trifft sich um { $time } zum Spielen.
plays-some-day = { $name } trifft sich zum Spielen.
steps = Melde dich an, sag, wer du bist, und antworte für heute Abend.
next-player = Du bist angemeldet. Sag, wer du bist, und antworte für heute Abend.
choose-player = Spieler auswählen
already = Du gehörst schon dazu.
answer-tonight = Für heute Abend antworten
invite-expired = Dieser Einladungslink ist abgelaufen. Anmelden kannst du dich trotzdem.
invite-revoked = Dieser Einladungslink wurde zurückgenommen. Anmelden kannst du dich trotzdem.
invite-used-up = Über diesen Einladungslink sind schon alle gekommen, für die er war. Anmelden kannst du dich trotzdem.
invite-unknown = Dieser Einladungslink ist keiner von uns; vielleicht fehlt ein Buchstabe. Anmelden kannst du dich trotzdem.
