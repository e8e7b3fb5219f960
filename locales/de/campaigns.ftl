# Was aus früheren Aufrufen wurde.
back-to-tonight = Zurück zu heute Abend

## Die Seite der Aufrufe

only-promoters = Frühere Aufrufe sehen nur Orgas.
only-promoters-hint = Den Aufruf von heute Abend sehen alle auf der Seite von heute Abend.
signed-out-hint = Melde dich an, um zu sehen, wer gefragt wurde und wer kam, wenn du hier Orga bist.
no-campaigns = Bisher gab es keinen Aufruf.
no-campaigns-hint = Der erste Aufruf erscheint hier.
campaigns-not-loaded = Die Aufrufe konnten nicht geladen werden.
history = Verlauf
evening = Abend
looking-since = Seither dabei
in-voice = Im Voice
count-of = { $number } von { $people }
not-known = Nicht bekannt
no-promoter = Jemand, der nicht mehr verknüpft ist
show-older = Ältere zeigen
turnout = Beteiligung im Voice
turnout-later = Sobald der Voice bei zwei Aufrufen gelesen wurde, steht hier der Vergleich.
turnout-came =
    { $campaigns ->
        [one] von denen, die zugesagt haben, kamen in den Voice, bei { $campaigns } Aufruf
       *[other] von denen, die zugesagt haben, kamen in den Voice, bei { $campaigns } Aufrufen
    }
turnout-figure = { $percent } %
turnout-of = von { $expected }
turnout-key-present = Im Voice
turnout-key-expected = Zugesagt und erreicht
turnout-bar = { $date }: { $present } von { $expected }
turnout-in-words =
    Beteiligung im Voice bei { $campaigns ->
        [one] { $campaigns } Aufruf
       *[other] { $campaigns } Aufrufen
    }: { $percent } % von denen, die zugesagt haben. { $evenings }.
part-weekdays = Die Wochentage
