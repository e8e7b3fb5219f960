# Die Fenster, die einen Aufruf starten und abbrechen.

promote-tonight = Für heute Abend aufrufen
looking-short =
    { $short ->
        [0] { $looking } dabei, genug für eine Runde
        [one] { $looking } dabei, { $short } fehlt
       *[other] { $looking } dabei, { $short } fehlen
    }

chip-looking-untold = Dabei { $people } · noch nicht benachrichtigt
chip-looking-told = Dabei { $people } · benachrichtigt um { $time }
chip-looking-partly = Dabei { $people } · { $told } benachrichtigt um { $time }
chip-looking-nobody = Dabei 0
chip-gain = { $answer } +{ $reached } von { $people }
chip-nobody = { $answer } 0
chips-label = Wer gefragt wird
who-is-asked = Wer gefragt wird
who-a-real-one-asks = Wen ein echter fragen würde
row-for-ears = { $status }, über { $channel }
row-told-for-ears = { $status }, benachrichtigt um { $time }
row-told = benachrichtigt { $time }
nobody = Niemand
dry-run-hint = Nur du bekommst die Nachrichten
when = Wann
when-in = Wann, Zeit: { $place }
left-out = ausgelassen
in-seconds =
    { $seconds ->
        [one] in { $seconds } Sekunde
       *[other] in { $seconds } Sekunden
    }
looking-up = Wir schauen, wer gefragt werden kann …

late-reminder = { $usual } ist vorbei, deshalb geht die Erinnerung in { $seconds } Sek. raus.
late-start = { $usual } ist vorbei, deshalb gibt es eine Nachricht.
asks-twice =
    { $people ->
        [one] { $people } Person wird auf dem gewählten Kanal gefragt:
       *[other] { $people } Leute werden auf dem gewählten Kanal gefragt:
    } { $seconds ->
        [0] um { $first }
       *[other] in { $seconds } Sek.
    }, nochmal um { $start }.
asks-twice-and-checks =
    { $people ->
        [one] { $people } Person wird auf dem gewählten Kanal gefragt:
       *[other] { $people } Leute werden auf dem gewählten Kanal gefragt:
    } { $seconds ->
        [0] um { $first }
       *[other] in { $seconds } Sek.
    }, nochmal um { $start }; wer um { $check } im Voice fehlt, bekommt noch eine.
asks-once =
    { $people ->
        [one] { $people } Person wird einmal auf dem gewählten Kanal gefragt:
       *[other] { $people } Leute werden einmal auf dem gewählten Kanal gefragt:
    } { $seconds ->
        [0] um { $start }
       *[other] in { $seconds } Sek.
    }.
asks-once-and-checks =
    { $people ->
        [one] { $people } Person wird auf dem gewählten Kanal gefragt:
       *[other] { $people } Leute werden auf dem gewählten Kanal gefragt:
    } um { $start }; wer um { $check } im Voice fehlt, bekommt noch eine.
dry-asks-twice =
    Sonst wird niemand gefragt. Nur du, auf Discord: { $seconds ->
        [0] um { $first }
       *[other] in { $seconds } Sek.
    }, nochmal um { $start }.
dry-asks-twice-and-checks =
    Sonst wird niemand gefragt. Nur du, auf Discord: { $seconds ->
        [0] um { $first }
       *[other] in { $seconds } Sek.
    }, nochmal um { $start }, und noch einmal, wenn du um { $check } im Voice fehlst.
dry-asks-once =
    Sonst wird niemand gefragt. Nur du, auf Discord: einmal, { $seconds ->
        [0] um { $start }
       *[other] in { $seconds } Sek.
    }.
dry-asks-once-and-checks =
    Sonst wird niemand gefragt. Nur du, auf Discord: um { $start }, und noch einmal, wenn du um { $check } im Voice fehlst.
dry-says-nothing = Du wurdest für heute Abend schon benachrichtigt, also sendet ein Probelauf nichts.
nobody-answered = Bisher hat niemand gesagt, vielleicht zu spielen, also kann niemand gefragt werden.
nobody-can-be-asked = Von ihnen hat niemand zugestimmt und zugleich einen funktionierenden Kanal, also kann niemand gefragt werden.
everybody-was-told = Alle, die gefragt werden können, wurden schon benachrichtigt, also wird niemand nochmal gefragt.
not-now = Jetzt nicht
ask-people =
    { $people ->
        [0] Fragen
        [one] { $people } Person fragen
       *[other] { $people } Leute fragen
    }
start-dry-run = Probelauf starten
working = Moment …
cancel-question = Diesen Aufruf abbrechen?
keep-going = Weiterlaufen lassen
cancel-before = Noch wurde niemand gefragt, und es wird auch niemand.
cancel-after = Was noch nicht raus ist, wird nicht mehr gesendet. Gesendete Nachrichten bleiben stehen.
clear-question = Diesen Probelauf wegräumen?
clear-keep = Behalten
clear-then = Er ist vorbei. Danach kann heute Abend ein echter Aufruf starten.
