title-check-in = Tagesfrage
title-ready = Runde steht
title-condition = Du bist dabei
title-test = Testnachricht
title-reminder = Gleich geht es los
title-start = Es geht los
title-follow-up = Du fehlst im Voice
title-summary = Wer im Voice ist
title-call = Rundruf
title-usual = Übliche Antworten
title-erasure = Du wirst gelöscht
title-chat-replaced = Ein anderer Chat ist verknüpft
title-room = Planungsraum
title-teams = Teams
title-needed = Es fehlen Leute
title-thread = Thread zur Planung
title-message = Nachricht

check-in = Spielst du heute Abend? Von dir ist noch keine Antwort da.
check-in-all = Wer spielt heute Abend?
ready = Die Runde steht: { $count ->
    [one] { $count } ist dabei
   *[other] { $count } sind dabei
}. { $begun ->
    [yes] Los ging es um { $when }.
   *[no] Los geht es um { $when }.
}
condition = Du bist dabei: { $count ->
    [one] { $count } ist dabei
   *[other] mit dir sind { $count } dabei
}. { $begun ->
    [yes] Los ging es um { $when }.
   *[no] Los geht es um { $when }.
}
condition-day = Du bist am { $day } dabei: { $count ->
    [one] { $count } ist dabei
   *[other] mit dir sind { $count } dabei
}.
test = Das ist deine Testnachricht. Nachrichten erreichen dich hier.
starts = Heute Abend geht es um { $when } los.
starts-now = Es ist { $when }: die Runde beginnt jetzt.
started = Die Runde hat um { $when } begonnen.
started-join = Die Runde hat um { $when } begonnen; du kannst noch dazukommen.
on-server = Du bist auf dem Server, aber nicht im Voice. Komm zu den anderen.
not-in-voice = Die Runde hat um { $when } begonnen, und du bist noch nicht im Voice.
summary-unknown = Runde um { $when }: der Voice-Kanal war nicht lesbar, deshalb wurde niemand dorthin gerufen.
summary-withdrawn = Runde um { $when }: alle, die gefragt wurden, haben abgesagt.
summary = Runde um { $when }: von { $expected } Gefragten { $present ->
    [one] ist { $present } im Voice.
   *[other] sind { $present } im Voice.
}
call = Heute Abend { $missing ->
    [one] fehlt noch { $missing }
   *[other] fehlen noch { $missing }
}: { $count ->
    [0] noch niemand ist dabei
    [one] { $count } ist dabei
   *[other] { $count } sind dabei
}, los geht es um { $when }. Bist du dabei?
usual-stopped = Pläne ändern sich, und die letzten zwei Abende, für die wir geantwortet haben, sind nichts geworden. Deshalb überlassen wir deine Antworten wieder dir. Wenn wir wieder deine üblichen Antworten geben sollen, schalte das wieder ein.
erasure = { $by ->
    [person] Du willst hier gelöscht werden.
    [admin] Ein Admin dieser Community will, dass du hier gelöscht wirst.
   *[operator] Wer diese Seite betreibt, will, dass du hier gelöscht wirst.
} Bis { $day } geht nichts verloren, und niemand fragt dich, ob du spielst; danach verschwindet alles, was von dir gespeichert ist. Wenn du bleiben willst, öffne dein Profil und drück „Bleiben“.
chat-replaced = { $channel ->
    [telegram] Auf Telegram
   *[signal] Auf Signal
} ist statt deines bisherigen Chats jetzt ein anderer verknüpft. Wenn du das nicht warst, löse ihn unter „Meine Benachrichtigungen“ und melde dich in deinem Profil überall ab.

room-open = Der Planungsraum ist offen: stimm über einen Teamnamen ab und stell die Teams auf.
teams-cleared = Die Teams sind geleert; im Moment ist niemand aufgestellt.
teams = Die Teams:
side = **{ $side }:** { $players }
side-nobody = noch niemand
captain = { $name } (Kapitän)
and-more = { $names } und { $count } mehr
needed = { $count ->
    [one] Für zwei volle Teams fehlt noch { $count }. Wer kommt dazu?
   *[other] Für zwei volle Teams fehlen noch { $count }. Wer kommt dazu?
}

turn-off = Nachrichten abschalten: { $link }
stop = Antworte STOP, dann kommt hier nichts mehr, oder wähle, welche Nachrichten du bekommst: { $link }

time-elsewhere = { $time } (Zeit in { $place })
day-time = { $day }, { $time }
