# What became of the steps of a campaign, for promoters.
too-late = Es war zu spät, um zu nützen.
voice-unknown = Voice ließ sich nicht auslesen.
our-fault = Bei uns ging etwas schief; das Log sagt, was.
called-off = Die Runde wurde abgesagt.
voice-check-off = Der Voice-Check ist ausgeschaltet.
start-says-all = Die Nachricht zum Start sagt alles.
nobody-reached = Niemand war zu erreichen.
# What did not go as it should. $parts: a list of those below.
doubts = Nicht glatt gelaufen: { $parts }.
failed = { $count } fehlgeschlagen
unknown = { $count } ungewiss
too-late-number = { $count } zu spät
voice-unread = Voice ließ sich nicht auslesen
summary-unposted = die Zusammenfassung ließ sich nicht posten
