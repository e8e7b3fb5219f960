heading = ## Heute Abend, { $start }
start = Start: { $start }, { $relative }
queue = **Warteschlange:** { $names }
queue-empty = **Warteschlange:** noch niemand
nobody-in-queue = Noch niemand in der Warteschlange
available = **Könnten spielen:** { $names }
maybe = **Vielleicht:** { $names }
room-open = Der Planungsraum ist offen.
room-can-open = Die Runde steht: der Planungsraum kann geöffnet werden.
call = Ein Rundruf läuft: { $asked } gefragt, { $yes } dabei.
heading-over = ## Der Abend vom { $start }
over = Dieser Abend ist vorbei.

event-name = Die Runde heute Abend
event = { $count ->
    [0] Noch niemand ist dabei
    [one] { $count } ist dabei
   *[other] { $count } sind dabei
}{ $missing ->
    [0] : die Runde steht.
    [one] , { $missing } fehlt noch.
   *[other] , { $missing } fehlen noch.
} { $begun ->
    [yes] Los ging es um { $when }.
   *[no] Los geht es um { $when }.
}

thread-name = Planung { $day } { $year }
thread-not-yet = Discord hat den Thread noch nicht geöffnet; wir versuchen es weiter.
thread-too-late = Discord hat den Thread nicht geöffnet, bevor der Tag vorbei war.
thread-no-bot = Discord ist hier nicht eingerichtet: wer die Seite betreibt, muss DISCORD_BOT_TOKEN setzen.
thread-no-channel = Für den Thread ist kein Kanal gesetzt: wer die Seite betreibt, muss AVAILABILITY_PLANNING_THREAD_PARENT_CHANNEL_ID setzen.
thread-unknown-channel = Discord kennt keinen Kanal mit der Nummer in AVAILABILITY_PLANNING_THREAD_PARENT_CHANNEL_ID; wer die Seite betreibt, muss sie berichtigen.
thread-wrong-channel = AVAILABILITY_PLANNING_THREAD_PARENT_CHANNEL_ID ist kein gewöhnlicher Textkanal, und private Threads gibt es nur dort.
thread-no-access = Der Bot darf im Kanal keine privaten Threads öffnen: gib ihm dort View Channel, Create Private Threads und Send Messages in Threads.
thread-too-many = Der Discord-Server hat so viele offene Threads, wie er haben darf; schließ ein paar.
thread-bad-token = Discord nimmt das Token des Bots nicht an; wer die Seite betreibt, muss ein anderes setzen.
thread-refused = Discord hat den Thread nicht geöffnet; mehr sagt das Log des Bots.
thread-as-stored = { $reason }
