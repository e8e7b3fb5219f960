# Was nicht ankam, für Admins.
deliveries = Zustellung
deliveries-note = Was aus Nachrichten wurde, nach dem Tag, an dem sie fällig waren.
loading = Die Nachrichten eines Tages und was aus ihnen wurde
not-loaded = Die Zustellung konnte nicht geladen werden. { $reason }
try-again = Nochmal versuchen
nothing = Von { $first } bis { $last } war nichts zu senden.
sent = { $number } gesendet
failed = { $number } fehlgeschlagen
unknown = { $number } ungewiss
failed-because = { $number } fehlgeschlagen: { $meaning }
unknown-because = { $number } ungewiss: { $meaning }
failed-job = Ein Schritt des Aufrufs konnte nicht laufen, deshalb { $people ->
    [one] hat { $people } Person
   *[other] haben { $people } Leute
} nichts gehört: { $error }
who = Wer
who-of = Wer, über { $channel }, { $day }
hide = Ausblenden
hide-of = Wer ausblenden, über { $channel }, { $day }
who-loading = Jemand und eine Nachricht
announcement = Eine Ankündigung
somebody = Jemand, der nicht mehr da ist
message-failed = { $title }, fehlgeschlagen um { $time }
message-unknown = { $title }, ungewiss seit { $time }
more = Mehr zeigen
earlier = Frühere Tage zeigen
