help =
    /avail heute dabei: deine Antwort (dabei, könnte, vielleicht, nein)
    /heute vielleicht · /morgen nein: dasselbe, kürzer
    /heute 21:30 · /heute 10 min später: du kommst später
    /heute wenn 6: du bist dabei, wenn ihr sechs seid
    /avail löschen heute: nimmst deine Antwort zurück
    /status: wer dabei ist
    /away 2026-12-24: bis dahin fragen wir dich nichts; /away aus: du bist wieder da
    /link CODE: verknüpft diesen Chat mit dem Code von der Seite
    /stop: löst den Chat, und hier kommt nichts mehr
linked = Verknüpft. Ab jetzt kannst du hier von uns hören; /stop schaltet das ab, /help sagt, was ich noch kann.
not-linked = Dieser Chat ist nicht verknüpft. Hol dir auf der Seite einen Code und schick dann /link CODE hierher.
token-missing = Schick /link und den Code, den dir die Seite zeigt.
stopped = Gestoppt. Der Chat ist nicht mehr verknüpft, und wir schreiben hier nicht mehr.
nobody-stopped = Dieser Chat ist mit niemandem verknüpft, es gab also nichts zu lösen. Wir schreiben hier nicht.
nobody-known-stopped = Dieser Chat ist mit niemandem verknüpft, den wir kennen, und Signal zeigt uns deine Nummer nicht. Wenn wir dir hier schreiben, lass uns deine Nummer sehen (Signals Einstellungen: Datenschutz, Telefonnummer) und schick noch einmal /stop, oder schalte Signal auf der Seite ab.
stop-not-yet = Wir können noch nicht feststellen, wem dieser Chat gehört: Bei uns fehlt ein Schlüssel, und bis er wieder da ist, schreiben wir hier vielleicht noch. Dein /stop ist notiert. Schick später noch einmal /stop, oder schalte diesen Kanal auf der Seite ab.
stop-needs-key = Das ging nicht: Bei uns fehlt ein Schlüssel, deshalb können wir weder feststellen, wem dieser Chat gehört, noch dein /stop notieren. Schick später noch einmal /stop, oder schalte diesen Kanal auf der Seite ab.
chat-taken = Dieser Chat ist mit einem anderen Konto verknüpft. Schick /stop, um ihn zu lösen, dann /link und deinen Code.
try-again = Bei uns ist etwas schiefgegangen. Versuch es gleich noch einmal.

no-such-day = Den Tag kenne ich nicht. Schreib heute, morgen, einen Wochentag oder ein Datum wie 2026-12-24.
no-such-status = Schreib dabei, könnte, vielleicht oder nein, zum Beispiel /heute dabei.
no-such-time = Die Uhrzeit kenne ich nicht. Schreib sie wie 21:30, zum Beispiel /heute 21:30.
no-such-condition = Schreib, wie viele ihr sein müsst, zum Beispiel /heute wenn 6.
no-such-command = Den Befehl kenne ich nicht. Diese kenne ich:

here = Du bist wieder da: ab jetzt fragen wir dich wieder.
away = Du bist weg und hörst { $when } wieder von uns.
away-day = Du bist weg und hörst am { $day } wieder von uns.
still-stands = Deine Antwort für { $days } gilt noch; nimm sie zurück, wenn du nicht spielst.
still-stands-more = Deine Antwort für { $days } und { $count ->
    [one] { $count } weiteren Tag
   *[other] { $count } weitere Tage
} gilt noch; nimm sie zurück, wenn du nicht spielst.

day-counts = { $day }: { $counts }.
day-nobody = { $day }: noch keine Antworten.
more-needed = { $missing ->
    [one] Es fehlt noch { $missing }.
   *[other] Es fehlen noch { $missing }.
}
queue = Warteschlange: { $names }
queue-more = Warteschlange: { $names } und { $count } mehr
looking = Dabei: { $names }
looking-more = Dabei: { $names } und { $count } mehr
on-condition = Mit Bedingung: { $names }
on-condition-more = Mit Bedingung: { $names } und { $count } mehr
