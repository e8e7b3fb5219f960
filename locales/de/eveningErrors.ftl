# What went wrong with answers, evenings, campaigns, calls and the planning room. $start: a time, HH:MM.
not-your-campaign = Diesen Aufruf darf nur absagen, wer ihn gestartet hat, oder ein Admin.
not-team-editor = Teams speichern darf nur, wer den Planungsraum geöffnet hat, die Orga oder ein Admin.
campaign-not-found = Einen Aufruf mit dieser id gibt es nicht.
no-planning-room = Für heute gibt es noch keinen Planungsraum; öffne ihn zuerst.
no-record = Von diesem Abend ist nichts festgehalten.
suggestion-not-found = Diesen Namen gibt es im heutigen Planungsraum nicht; nimm einen der gezeigten.
answer-overtaken = Du hast inzwischen etwas anderes gesagt; das gilt.
campaign-exists = Du hast heute schon aufgerufen; läuft der Aufruf noch, kannst du ihn zuerst absagen.
day-has-campaign = Heute hat schon jemand aufgerufen, und in dieser Community geht das einmal am Tag.
nobody-to-ask = Von denen, die man fragen könnte, will das niemand, also gibt es nichts zu senden.
campaign-over = Dieser Aufruf hat schon alles gesendet; da ist nichts mehr aufzuhalten.
no-session = Heute Abend ist keine Runde.
no-session-that-day = An dem Tag war keine Runde.
call-exists = Ein Rundruf läuft schon; er fragt, bis genug dabei sind.
nobody-missing = Heute Abend sind genug dabei, es muss niemand gerufen werden.
session-begun = Die Runde heute Abend läuft schon, oder es gibt keine; für einen Rundruf ist es zu spät.
no-call = Heute Abend gibt es keinen Rundruf, den man stoppen könnte.
evening-not-begun = Dieser Abend hat noch nicht angefangen; komm wieder, wenn es so weit ist.
evening-told = Wer da war, haben Voice oder Spielserver gesagt; von Hand ist nichts abzuschließen.
evening-forgotten = Wer an diesem Abend da war, ist nicht mehr gespeichert.
planning-locked = Der Planungsraum öffnet, sobald genug dabei sind.
planning-not-open = Es gibt noch keinen Planungsraum; öffne ihn, sobald genug dabei sind.
name-taken-here = Diesen Namen hat schon jemand vorgeschlagen; stimm dafür.
room-full-of-suggestions = Der Raum hat 50 Namen, mehr passen nicht hinein; stimm für einen davon.
too-many-suggestions = Du hast heute 10 Namen vorgeschlagen, mehr gehen nicht; stimm für einen davon.
too-few-players = Für zwei Teams braucht es mindestens zwei Leute.
nobody-twice = Niemand kann zweimal in den Teams sein.
draft-changed = Inzwischen hat jemand andere Teams gespeichert; sieh dir den Unterschied an und speichere noch einmal.
not-in-pool = Jemand in diesen Teams ist heute nicht im Pool; nimm die Person heraus und speichere noch einmal.
date-in-past = Vergangene Tage lassen sich nur ansehen.
date-too-far = Antworten gehen bis 90 Tage im Voraus.
answered-too-early = answered_at liegt mehr als sieben Tage zurück.
answered-in-future = answered_at liegt in der Zukunft; stell die Uhr dieses Geräts.
invalid-arrival = Nenn eine Uhrzeit nach dem Beginn der Runde, höchstens sechs Stunden danach.
arrival-after-start = Die Runde beginnt um { $start }; nenn eine Uhrzeit danach, höchstens sechs Stunden später.
time-goes-with = Eine Uhrzeit gehört nur zu LOOKING oder AVAILABLE.
invalid-condition = Eine Bedingung verlangt 2 bis 99 Leute, dich eingeschlossen.
condition-goes-with = Eine Bedingung gehört nur zu AVAILABLE.
invalid-range = Der Zeitraum endet, bevor er beginnt.
outside-calendar = Die Daten liegen außerhalb des Kalenders.
range-too-long = Ein Zeitraum hat höchstens 180 Tage.
range-most = Ein Zeitraum hat höchstens { $most } Tage.
promotions-off = Aufrufe sind in dieser Community ausgeschaltet.
back-after-today = Der Tag, an dem du wieder da bist, muss nach heute liegen.
back-within-year = Der Tag, an dem du wieder da bist, muss innerhalb eines Jahres liegen.
rule-weekday = Ein Wochentag ist eine Zahl von 0 (Montag) bis 6 (Sonntag).
rule-threshold = { $weekday }: Eine Runde braucht { $least } bis { $most } Leute.
rule-call-most = { $weekday }: Ein Rundruf fragt 1 bis { $most } Leute.
rule-call-below = { $weekday }: Eine Chance liegt zwischen { $least } und { $most } Prozent.
rule-time = { $weekday }: Schreib die Uhrzeit als HH:MM.
rule-call-at = { $weekday }: Ein Rundruf muss vor der Runde beginnen, die um { $start } startet.
# A weekday at the head of a sentence; 0 is Monday.
weekday =
    { $weekday ->
        [0] Montag
        [1] Dienstag
        [2] Mittwoch
        [3] Donnerstag
        [4] Freitag
        [5] Samstag
       *[6] Sonntag
    }
