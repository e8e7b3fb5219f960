# Was der Bot auf Discord sagt: Knöpfe mit höchstens 80 Zeichen, und Antworten, die nur sieht, wer gedrückt hat.
open-page = Seite öffnen
planning-room = Planungsraum
take-back = Zurücknehmen
link-me = Verknüpf dich
somebody-else = Jemand anders
cancel-campaign = Abbrechen
call-players = Rundruf starten
stop-call = Rundruf stoppen
save-teams = Faire Teams aufstellen und speichern
open-chat = Chat öffnen

wrong-server = Dieser Bot gehört zum Server einer anderen Community, darum geht das hier nicht.
only-on-server = Das geht nur auf dem Server der Community.
too-fast = Das war viel auf einmal. Versuch es in einer Minute noch mal.
unknown-button = Dieser Knopf gehört zu einer älteren Nachricht. Nimm die neueste oder einen Befehl.
unknown-command = Dieser Befehl hat sich geändert. Lade Discord neu und versuch es noch mal.
no-such-status = Nimm eine der angebotenen Antworten.
day-is-over = Dieser Abend ist vorbei. Nimm die Nachricht von heute oder /avail set.
preview-is-over = Dieser Abend ist vorbei. /promote preview zeigt, wen du heute Abend fragen könntest.
call-is-over = Dieser Abend ist vorbei. /call preview zeigt, wen ein Rundruf heute Abend fragen würde.
teams-are-over = Dieser Abend ist vorbei. /plan teams stellt die von heute Abend auf.

place = Du bist Nummer { $place } in der Warteschlange.
looking = **{ $count } dabei:**
looking-without-names = **{ $count } dabei.** Verknüpf dich, um zu sehen, wer.
on-condition = **Mit Bedingung:** { $names }
day-counts = **{ $day }:** { $counts }
with-LOOKING = **Dabei:** { $names }
with-AVAILABLE = **Könnten spielen:** { $names }
with-MAYBE = **Vielleicht:** { $names }
see-who = Verknüpf dich, um zu sehen, wer.
names-more = { $names } und noch { $count }
and-more = und noch { $count }

link-yourself-found = Verknüpf dich einmalig mit einem Spielerprofil. Ist eins davon deins?
link-yourself-create = Verknüpf dich einmalig mit einem Spielerprofil. Keins sieht nach dir aus, also leg eins an.
link-yourself-none = Verknüpf dich einmalig mit einem Spielerprofil. Keins sieht nach dir aus: Such deins auf der Seite oder frag einen Admin, ob er es anlegt.
this-is-me = Das bin ich: { $name }
i-am = Ich bin { $name }
create-player = { $name } anlegen
linked = Du bist jetzt mit { $name } verknüpft.
already-linked = Du bist schon mit { $name } verknüpft; ändern kannst du das im Profil auf der Seite.
send-this-to = Schick das an { $where }:
send-this-to-bot = Schick das dem Bot auf { $channel }:
works-once = Das gilt einmal, bis <t:{ $until }:t>. Zeig es niemandem.
no-such-channel = { $channel } ist in dieser Community nicht eingerichtet.

told-by-others = Heute ruft noch jemand auf, und alle, die gefragt werden könnten, hören davon.
nobody-agreed = Von denen, die gefragt werden könnten, will das niemand, also gibt es nichts zu verschicken.
would-be-asked = **{ $count ->
    [one] { $count } Person würde
   *[other] { $count } Leute würden
} gefragt** ({ $channels }):
on-channel = { $count } auf { $channel }
heard-elsewhere = { $count ->
    [one] { $count } Person hört
   *[other] { $count } Leute hören
} heute von einem anderen Aufruf, und nichts doppelt.
others-ask = Heute ruft noch jemand auf; niemand hört dasselbe zweimal.
dry-runs-here = Hier sind Aufrufe Probeläufe, solange du nichts anderes sagst: Nur du hörst davon.
one-message = Eine Nachricht um <t:{ $start }:t>{ $then ->
    [look] , danach ein Blick, wer im Voice ist
    [more] , danach ein Blick, wer im Voice ist, und noch eine Nachricht an alle, die fehlen
   *[none] { "" }
}.
reminder-and-start = Erinnerung um <t:{ $reminder }:t>, Start um <t:{ $start }:t>{ $then ->
    [look] , danach ein Blick, wer im Voice ist
    [more] , danach ein Blick, wer im Voice ist, und noch eine Nachricht an alle, die fehlen
   *[none] { "" }
}.
start-dry-run = Probelauf starten
ask = { $count ->
    [one] { $count } Person
   *[other] { $count } Leute
} fragen
only-you = Probelauf: Nur du hörst davon.
will-be-asked = { $count ->
    [one] { $count } Person wird
   *[other] { $count } Leute werden
} gefragt ({ $channels }).
others-campaign = Du hast heute keinen Aufruf. Jemand anders hat um <t:{ $created }:t> einen gestartet, für { $count ->
    [one] { $count } Person
   *[other] { $count } Leute
}. Soll der abgebrochen werden?
cancelled-in-time = Abgebrochen. Es war noch nichts verschickt.
cancelled = Abgebrochen. { $count ->
    [one] { $count } Nachricht war
   *[other] { $count } Nachrichten waren
} schon raus; mehr kommen nicht.
no-campaign = Heute gibt es keinen Aufruf.
no-campaign-of-yours = Du hast heute keinen Aufruf.

call-short = Heute Abend { $missing ->
    [one] fehlt { $missing }
   *[other] fehlen { $missing }
}.
call-nobody = Heute Abend { $missing ->
    [one] fehlt { $missing }
   *[other] fehlen { $missing }
}, und gerade kann niemand gefragt werden.
call-first = **Heute Abend { $missing ->
    [one] fehlt { $missing }
   *[other] fehlen { $missing }
}.** Zuerst gefragt: { $names }
call-askable = Insgesamt { $count ->
    [one] könnte { $count } Person
   *[other] könnten { $count } Leute
} gefragt werden. Die Nächsten sind um <t:{ $next }:t> dran, wenn dann immer noch wer fehlt.
call-left-alone = { $count ->
    [one] { $count } Person bliebe
   *[other] { $count } Leute blieben
} verschont: auf eigenen Wunsch, oder weil sie nicht zu erreichen sind.
call-started = Ein Rundruf läuft: Er fragt höchstens { $count ->
    [one] { $count } Person
   *[other] { $count } Leute
}, im Abstand von höchstens { $minutes ->
    [one] { $minutes } Minute
   *[other] { $minutes } Minuten
}, bis genug dabei sind. Niemand wird zweimal gefragt.
call-held = Zurückgehalten: Heute Abend startet kein Rundruf von selbst. /call start startet trotzdem einen.
call-stopped-in-time = Gestoppt. Es war noch niemand gefragt.
call-stopped = Gestoppt. { $count ->
    [one] { $count } Person war
   *[other] { $count } Leute waren
} schon gefragt; sonst niemand mehr.

room-opened = Der Planungsraum ist offen.
room-open-already = Der Planungsraum war schon offen.
joined = Du bist heute Abend dabei.
joined-already = Du bist heute Abend schon im Pool.
no-teams = Es sind noch keine Teams gespeichert.
teams-changed = Inzwischen hat jemand Teams gespeichert; das sind sie.
saved-teams = **Gespeicherte Teams**
side = **{ $side }:** { $names }
nobody-yet = noch niemand
captain = { $name } (Kapitän)

session-ready = Runde steht: { $where }.
daily-check-in = Tagesfrage: { $where }.
on = auf { $channel }
else-on = { $where }, sonst auf { $channel }
off = aus
off-without-channel = aus, weil kein Kanal an ist
promoters-may-not-ask = Die Orga darf dich fragen: nein.
promoters-may-ask = Die Orga darf dich fragen: ja, zuerst auf { $channel }.
promoters-may-ask-anywhere = Die Orga darf dich fragen: ja, egal auf welchem Kanal.
quiet-hours = Ruhezeiten: { $from } bis { $until } Uhr.
no-quiet-hours = Ruhezeiten: keine.
time-zone = Zeitzone: { $zone }.
language = Sprache: { $language }.
language-as-said = Sprache: wie Discord sagt.
channel-off = { $channel }: { $why }
discord-on = Discord-Nachrichten einschalten
discord-off = Discord-Nachrichten ausschalten
checkin-on = Tagesfrage einschalten
checkin-off = Tagesfrage ausschalten
promotions-on = Nachrichten der Orga einschalten
promotions-off = Nachrichten der Orga ausschalten
as-discord-says = Wie Discord sagt
