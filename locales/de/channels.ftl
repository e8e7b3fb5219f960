# Meine Benachrichtigungen. Was jemand bekäme, in einem Satz, dann Zeile für Zeile.
try-again = Nochmal versuchen
loading = Was du bekämst, wo und wann nicht
not-loaded = Deine Einstellungen konnten nicht geladen werden. { $reason }
saved = Gespeichert

receive = Was du bekämst
line-by-line = Nachricht für Nachricht
sentence = { $what ->
    [none] Gerade würde dich nichts erreichen.
    [asked] Dir würden nur Orgas schreiben, über { $asked }.
    [ready] Über { $where } würdest du hören, wenn eine Runde steht.
    [check-in] Über { $where } würdest du hören, wenn eine Runde steht, und an Tagen ohne Antwort von dir gefragt.
    [ready-asked] Über { $where } würdest du hören, wenn eine Runde steht und wenn Leute fehlen.
   *[all] Über { $where } würdest du hören, wenn eine Runde steht und wenn Leute fehlen, und an Tagen ohne Antwort von dir gefragt.
}
sentence-away = Nichts vor { $date }: du bist weg.
sentence-quiet = Nie von { $from } bis { $to }.
order-one = { $first }
order-two = { $first }, sonst { $second }
order-three = { $first }, sonst { $second }, sonst { $third }
order-four = { $first }, sonst { $second }, sonst { $third }, sonst { $fourth }

check-in = Tagesfrage
check-in-hint = Fragt dich an Tagen, für die du nicht geantwortet hast
check-in-line = Über { $where }, an Tagen, für die du nicht geantwortet hast.
ready = Runde steht
ready-line = { $count ->
    [one] Über { $where }, sobald { $count } dabei ist, außer du spielst nicht oder hast nicht geantwortet.
   *[other] Über { $where }, sobald { $count } dabei sind, außer du spielst nicht oder hast nicht geantwortet.
}
asked = Wenn Leute fehlen
asked-line = Über { $where }, wenn jemand von der Orga Leute sucht.
sound = Ton
sound-line = Auf dieser Seite, wenn die Runde steht, höchstens alle { $duration }.
quiet = Ruhezeiten
quiet-line = Keine Nachricht von { $from } bis { $to } (Zeit: { $place }). Nachrichten der Orga fallen weg; die anderen kommen danach, wenn es dann nicht zu spät ist.
nothing = Nichts.
no-quiet = Keine.

why = Warum kam das (nicht)?
why-loading = Die letzten Nachrichten an dich
why-none = Bisher gab es dir nichts zu sagen.
why-older = Die Nachricht zu diesem Link ist keine deiner letzten.
on-channel = über { $channel }
this-message = Die Nachricht, deren Link du gefolgt bist
state-pending = Wartet
state-sending = Unterwegs
state-sent = Gesendet
state-failed = Fehlgeschlagen
state-skipped = Nicht gesendet
state-unknown = Unbekannt
outcome = { $state }.
outcome-because = { $state }. { $reason }

messages = Nachrichten
threshold = Runde steht: sag mir Bescheid, sobald so viele dabei sind
threshold-usual = Leer heißt { $count }, wie für alle.
ask-me = Frag mich, wenn Leute fehlen
ask-me-hint = Orgas dürfen dir dann wegen heute Abend schreiben

show-attendance = In der Liste eines Abends zeigen, dass ich da war
show-attendance-hint = Die Liste sehen Orgas und Kapitäne; ohne das zählst du nur als Zahl

asks = Frag mich höchstens
in-a-day = Am Tag
in-a-week = Pro Woche
times-a-day = { $count ->
    [0] nie
   *[other] { $count }× am Tag
}
times-a-week = { $count ->
    [0] nie
   *[other] { $count }× pro Woche
}
asks-hint = Wenn du nicht geantwortet hast und Leute fehlen. Aufrufe, die dich gefragt haben, zählen mit

hours = Stunden ohne Nachrichten
quiet-hint = Solange sie dauern, kommt keine Nachricht
from = Von
to = Bis
quiet-same = Zweimal dieselbe Zeit heißt: keine Ruhezeiten.
zone = Zeitzone
zone-here = Die dieses Geräts nehmen: { $zone }
zone-unknown = Eine Zeitzone „{ $text }“ gibt es nicht. Versuch die nächste große Stadt.

channels = Kanäle
linked-to = Verknüpft: { $address }
linked = Verknüpft
not-linked = Nicht verknüpft
not-here = Diese Community sendet hier noch nicht
address-lost = Die gespeicherte Adresse ist nicht mehr lesbar. Verknüpf sie neu
switched-off = Ausgeschaltet. { $reason }
preferred = Lieblingskanal
whichever = Was gerade geht
link = Verknüpfen
link-channel = { $channel } verknüpfen
not-now = Jetzt nicht
not-now-channel = Jetzt nicht: { $channel }
unlink = Verknüpfung lösen
unlink-channel = Verknüpfung mit { $channel } lösen
unlink-question = Verknüpfung mit { $channel } lösen?
unlink-means = Dort kommen keine Nachrichten mehr an, und die Adresse wird vergessen.
is-linked = { $channel } ist verknüpft. Nachrichten kommen jetzt dort an.
test = Schick mir eine Testnachricht
test-on-channel = Schick mir eine Testnachricht über { $channel }
test-on-its-way = Ist unterwegs.
test-too-soon = Eine Testnachricht reicht fürs Erste. Versuch es in { $duration } nochmal.
test-too-soon-moment = Eine Testnachricht reicht fürs Erste. Versuch es gleich nochmal.
test-not-sent = Nicht gesendet. { $reason }

code-loading = Ein Code zum Senden aus dem Chat
code-expired = Dieser Code ist abgelaufen.
code-new = Neuer Code
code-waits = Wir warten auf deine Nachricht. Läuft ab in { $time }
qr = QR-Code: öffnet den Bot in Telegram
open-app = Öffne Telegram und drück dort Start.
scan-or-open = Scann den Code mit dem Handy oder öffne Telegram hier, dann drück Start.
open-telegram = Telegram öffnen
or-send = Oder sende das an { $recipient }:
send = Sende das an { $recipient }:
telegram-bot = den Bot der Community
signal-number = die Signal-Nummer der Community
copy = Kopieren
copied = Kopiert

telegram-handle = Chat-ID in Telegram
signal-handle = Signal-Nummer
telegram-example = Eine Zahl wie 123456789
signal-example = +386 40 123 456
handle-replace = Gib eine andere ein, um sie zu ersetzen
handle-stored = Gespeichert: { $address }
handle-remove = Entfernen
handle-remove-named = { $handle } entfernen
handle-no-place = Diese Seite ist noch nicht dafür eingerichtet, Kontaktdaten aufzubewahren.
handle-linked-first = Dein verknüpfter Chat in { $channel } wird zuerst genommen.
handle-lost = Was gespeichert war, ist nicht mehr lesbar. Gib es neu ein.
handle-no-name = An einen Namen stellt Telegram nichts zu. Verknüpf stattdessen Telegram: öffne den Bot und drück Start.

in-this-page = Auf dieser Seite
sounds = Töne
sounds-hint = Wenn die Runde für heute Abend steht, solange diese Seite offen ist
sound-every = Höchstens einmal alle
sound-play = Abspielen
duration-seconds = { $count ->
    [one] { $count } Sekunde
   *[other] { $count } Sekunden
}
duration-minutes = { $count ->
    [one] { $count } Minute
   *[other] { $count } Minuten
}
