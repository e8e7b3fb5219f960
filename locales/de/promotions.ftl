# Leute für heute Abend fragen: „Aufrufen“ ist die Handlung, ein Aufruf, was daraus wird.
promote = Aufrufen

promote-people =
    { $people ->
        [0] Aufrufen
        [one] Aufrufen: { $people } Person fragen
       *[other] Aufrufen: { $people } Leute fragen
    }
details = Einzelheiten
try-again = Nochmal versuchen
cannot-not-agreed =
    { $people ->
        [one] { $people } Person kann nicht gefragt werden: sie hat nicht zugestimmt.
       *[other] { $people } Leute können nicht gefragt werden: sie haben nicht zugestimmt.
    }
cannot-no-channel =
    { $people ->
        [one] { $people } Person kann nicht gefragt werden: kein Kanal führt zu ihr.
       *[other] { $people } Leute können nicht gefragt werden: kein Kanal führt zu ihnen.
    }
cannot-both = Nicht zu fragen: { $people }. Ohne Zustimmung: { $notAgreed }, ohne Kanal: { $noChannel }.
dry-run = Probelauf
reminder = Erinnerung
start = Start
voice-check = Blick in den Voice
yours = { $time } bei dir

## Abbrechen

cancel-campaign = Aufruf abbrechen
clear-dry-run = Probelauf wegräumen

## Ein Aufruf

campaign = Aufruf
campaign-of-tonight = Aufruf von heute Abend
nobody-asked-yet = Für heute Abend wurde noch niemand gefragt.
campaign-not-loaded = Der Aufruf konnte nicht geladen werden. { $reason }
headline-scheduled = Geplant
headline-under-way = Läuft
headline-over = Vorbei
headline-failed = Fehlgeschlagen
headline-cancelled = Abgebrochen

asked-who =
    { $people ->
        [one] { $people } Person
       *[other] { $people } Leute
    } mit der Antwort { $answers ->
        [both] dabei, könnte spielen oder vielleicht
        [available] dabei oder könnte spielen
        [maybe] dabei oder vielleicht
       *[looking] dabei
    }: { $channels }.
asked-dry = Gefragt wird nur, wer ihn startet, auf Discord.
on-channel = { $people } über { $channel }

stands-scheduled =
    { $people ->
        [one] { $people } Person wird um { $time } gefragt.
       *[other] { $people } Leute werden um { $time } gefragt.
    }
stands-start-next = { $told } von { $people } benachrichtigt, nochmal um { $time }.
stands-sending = { $told } von { $people } bisher benachrichtigt.
stands-check-next = { $told } von { $people } benachrichtigt; als Nächstes, wer im Voice ist.
stands-told = { $told } von { $people } benachrichtigt.
stands-told-and-came = { $told } von { $people } benachrichtigt, { $present } von { $expected } im Voice.
stands-failed = Niemand war erreichbar.
stands-stopped-before = Abgebrochen, bevor etwas gesendet wurde.
stands-stopped-after =
    { $told ->
        [one] Abgebrochen, nachdem { $told } Person benachrichtigt war.
       *[other] Abgebrochen, nachdem { $told } Leute benachrichtigt waren.
    }

## Sein Verlauf

timeline = Verlauf
step-scheduled = Geplant
step-sending = Wird gesendet
step-sent = Gesendet
step-done = Erledigt
step-partly-sent = Teilweise gesendet
step-failed = Fehlgeschlagen
step-left-out = Ausgelassen
step-cancelled = Abgebrochen
in-voice-of = { $present } von { $expected } im Voice
told-missing =
    { $told ->
        [one] { $told } fehlende Person benachrichtigt
       *[other] { $told } fehlende Leute benachrichtigt
    }
waiting = Wartet
delivered = Zugestellt
skipped = Ausgelassen
failed = Fehlgeschlagen
unknown = Unbekannt
skipped-because = Ausgelassen: { $reasons }.
skip-quiet-hours = { $people } in Ruhezeiten
skip-withdrew = { $people } mit zurückgenommener Antwort
skip-opted-out = { $people } abbestellt
skip-unlinked = { $people } nicht mehr verknüpft
skip-no-channel = { $people } ohne funktionierenden Kanal
skip-already-notified = { $people } schon benachrichtigt
skip-expired = { $people } zu spät, um noch zu nützen
skip-cancelled = { $people } vor dem Senden abgebrochen
skip-voice-unknown = { $people } in Ruhe gelassen, da der Voice nicht lesbar war
skip-away = { $people } weg
skip-erasing = { $people } vor der Löschung
skip-comes-later =
    { $people ->
        [one] { $people } kommt später
       *[other] { $people } kommen später
    }
loading = Lädt …
