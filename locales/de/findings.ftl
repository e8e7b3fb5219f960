# How everything does: lines for admins; the doctor prints the English ones. What is in capitals or in ` stays.
after-migrations = wird angeschaut, sobald alle Migrationen angewendet sind
hours =
    { $count ->
        [one] { $count } Stunde
       *[other] { $count } Stunden
    }
days =
    { $count ->
        [one] { $count } Tag
       *[other] { $count } Tage
    }
backups-off = MUSTER_BACKUP_DIR ist nicht gesetzt, darum entsteht keins von selbst
backups-no-folder = MUSTER_BACKUP_DIR: den Ordner { $folder } gibt es nicht; leg ihn an
not-writable = in { $folder } kann dieser Benutzer nicht schreiben
backups-none = noch keins in { $folder }; `muster up` oder `muster backup --daily` macht eins
backups-late = das letzte in { $folder } ist { $age } alt, von { $moment }; schau, was `muster up` dazu sagt
backups-kept =
    das letzte in { $folder } ist { $age } alt, von { $moment }; aufgehoben: { $days ->
        [one] { $days } Tag
       *[other] { $days } Tage
    }
backups-empty = leer, also keine Backups: { $names }; entferne sie aus { $folder } und sieh dir dessen Platte an
backups-ahead = in die Zukunft datiert, darum nicht gezählt: { $names }; sieh dir die Uhr dieser Maschine an und entferne sie aus { $folder }
bot-never = lief hier noch nie; `muster up` oder `muster bot` startet ihn
bot-silent = letztes Lebenszeichen { $moment } UTC; starte `muster up` oder `muster bot`
bot-heard = letztes Lebenszeichen vor { $seconds } s
addresses-lost = gespeicherte Adressen, die kein gesetzter Schlüssel öffnet: { $count }; dort kommt nichts an. Nimm den damaligen Schlüssel in CONTACT_DATA_ENCRYPTION_KEY auf, oder lass sie neu eintragen
addresses-open = jede gespeicherte Adresse öffnet sich
keys-set = { $count } gesetzt; der erste verschlüsselt
keys-none = CONTACT_DATA_ENCRYPTION_KEY ist nicht gesetzt; `muster generate-key` gibt einen aus
keys-needed = CONTACT_DATA_ENCRYPTION_KEY ist nicht gesetzt; `muster generate-key` gibt einen aus, Telegram und Signal brauchen ihn
postgres-old = PostgreSQL { $version }; nötig ist { $oldest } oder neuer
postgres-answers = PostgreSQL { $version } antwortet, Benutzer { $user }
migrations-edited = seit dem Anwenden geändert: { $names }; stell sie wieder her
migrations-to-run = { $count } ausstehend; führe `muster migrate` aus
migrations-newer = { $numbers } hat ein neueres Muster angewendet; aktualisiere diese Installation bald
migrations-done = alle { $count } angewendet, keine seitdem geändert
clock-of-database = die Uhren der Datenbank und dieser Maschine gehen { $seconds } s auseinander
clock-of-service = die Uhren von { $service } und dieser Maschine gehen { $seconds } s auseinander
set-clocks = stell beide per NTP
channel-problem = { $problem } ({ $code })
channel-unheard = was auf { $channel } geschrieben oder gedrückt wird, kommt nicht an, also bewirken Antworten, Verknüpfungen und /stop dort nichts: { $problem } ({ $code })
messages-overdue =
    { $count ->
        [one] { $count } Nachricht ist
       *[other] { $count } Nachrichten sind
    } seit über fünf Minuten fällig; sieh die Zeilen zum Bot an und sein Log
messages-none =
    keine wartet; in den letzten { $days ->
        [one] { $days } Tag
       *[other] { $days } Tagen
    } war keine fällig
messages-in-time = binnen einer Sekunde gesendet: { $shares }
share = { $sent } von { $due } am { $day }
who-was-slow = service_rests im Log des Bots sagt, wer langsam war
no-bot = kein Bot läuft; `muster up` oder `muster bot` startet ihn
no-bot-token = der laufende Bot hat kein DISCORD_BOT_TOKEN
gateway-off = der laufende Bot startete ohne DISCORD_BOT_TOKEN; starte ihn neu
gateway-connecting = der laufende Bot verbindet sich; schau in einer Minute noch einmal
gateway-connected = der laufende Bot ist verbunden
gateway-bad-token = Discord lehnt den Token des laufenden Bots ab, nimmt aber den hier gesetzten: setze DISCORD_BOT_TOKEN auch dort, wo der Bot läuft, und starte ihn neu
gateway-missing-intents = der laufende Bot wird nicht hereingelassen; siehe Discord intents
gateway-unreachable = der laufende Bot erreicht das Gateway nicht; siehe gateway_ended in seinem Log, und lass Websockets hinaus (wss, Port 443)
gateway-silent = der laufende Bot sagt nichts davon; starte ihn in dieser Version neu
discord-problem = { $place }: { $what }
with-code = { $words } ({ $code })
place-gateway = das Gateway
place-tonight = die Nachricht zu heute Abend
place-commands = Speichern der Befehle
place-interactions = Befehle und Knöpfe
place-event = das geplante Event
discord-no-access = der Bot darf das dort nicht
discord-no-channel = so einen Kanal gibt es nicht
discord-no-server = so einen Server gibt es nicht, oder der Bot ist nicht darauf
discord-bad-token = Discord lehnt den Token ab
discord-message-refused = Discord lehnt ab, was gesendet wird
discord-quarantined = Discord hat den Bot markiert; sieh die Application im Developer Portal an
discord-too-many-events = der Server hat schon so viele Events, wie er darf
discord-endpoint-url = sie gehen an eine Adresse; Developer Portal → General Information → Interactions Endpoint URL → leeren, Bot neu starten
discord-connection-lost = die Verbindung brach ab
discord-connection-refused = dort nimmt nichts Verbindungen an, oder eine Firewall lehnt sie ab
discord-no-such-host = der Name ist nicht bekannt; sieh dir das DNS der Maschine an
discord-certificate = dem Zertifikat wird nicht vertraut; sieh Zertifikate und Uhr der Maschine an
discord-timeout = es kam nicht rechtzeitig eine Antwort
discord-something-else = an Discords Stelle antwortet etwas anderes; siehe DISCORD_API_BASE_URL, und ob das Netz der Maschine erst eine Anmeldung will
discord-away = die Verbindung war zu lange weg
discord-too-many-sessions = Discord lässt den Bot gerade keine neuen Sitzungen beginnen
env-read = { $path } wurde gelesen; die Umgebung geht vor
env-none = { $path } gibt es nicht (`muster setup` schreibt es); gelesen wurde die Umgebung
setting-twice = { $name } steht mehrmals in { $place }, in den Zeilen { $lines }; die letzte gilt
setting-meant = { $name } ({ $place }) ist keine Einstellung von Muster; meinst du { $meant }?
setting-unknown = { $name } ({ $place }) ist keine Einstellung von Muster; `muster docs settings` nennt alle
settings-unknown = { $names } und { $more } weitere ({ $place }) sind keine Einstellungen von Muster; `muster docs settings` nennt alle
origin-not-https = FRONTEND_ORIGIN ist nicht https, darum reisen Cookies und Anmeldung ungeschützt
secret-generated = SESSION_SECRET wurde in { $folder } erzeugt; setze eins, wo mehrere Maschinen `muster web` laufen lassen
reminder-late = AVAILABILITY_DAILY_REMINDER_TIME ist { $time }, aber ab { $end } wird niemand mehr erinnert; setze eine frühere Zeit oder keine
settings-read = gelesen; die Zeitzone der Community ist { $zone }
data-folder-unusable = { $folder } kann dieser Benutzer nicht anlegen oder beschreiben; berichtige MUSTER_DATA_DIR oder den Besitzer, oder starte als Benutzer von Muster
disk-scarce = { $size } GiB frei auf { $folder }; PostgreSQL hält an, wenn es voll ist, schaff also jetzt Platz
disk-low = { $size } GiB frei auf { $folder }; schaff Platz
disk-free = { $size } GiB frei auf { $folder }
disk-scarce-backups = { $size } GiB frei auf { $folder }; ist es voll, entsteht kein Backup, schaff also jetzt Platz
files-scarce = Dateien, die noch auf { $folder } passen, egal wie viele Bytes frei sind: { $count }; entferne jetzt welche
files-low = Dateien, die noch auf { $folder } passen, egal wie viele Bytes frei sind: { $count }; entferne welche
names-later = werden verglichen, sobald alle Migrationen angewendet sind
names-same = { $players }: ein Name oder guid in anderer Groß- und Kleinschreibung, Zusammensetzung oder unsichtbaren Zeichen, oder ohne sichtbare; sie laufen weiter; benenne eins um mit `muster players import` und seiner guid, oder lass das richtige Profil verknüpfen
team-names-same = Teamnamen zweimal in einem Raum: { $names }; Stimmen für beide zählen
names-fine = keine zwei Spielernamen oder Teamnamen sind gleich
and-more = { $entries } und { $more } weitere
webhooks-none = keine
webhooks-on = { $on } an
webhooks-some-on = { $on } an, { $off } ausgeschaltet
webhooks-see = siehe #/admin?section=webhooks
webhook-gone = { $name } sagt, dass er weg ist (410), und ist ausgeschaltet
webhook-given-up = { $name } hat tagelang nichts angenommen und ist ausgeschaltet
webhook-silent = { $name } hat { $age } lang nichts angenommen
devices-none = keine
devices-on-key = { $count } mit dem jetzigen Schlüssel
devices-on-older-key = { $count } noch mit einem älteren aus MUSTER_VAPID_PRIVATE_KEY, bis dort jemand die Seite öffnet
devices-on-lost-key = mit einem Schlüssel angemeldet, der nicht gesetzt ist: { $count }; die nächste Nachricht löscht sie. Nimm den damaligen Schlüssel in MUSTER_VAPID_PRIVATE_KEY auf, hinter dem jetzigen, oder lass Push neu einschalten
# What was looked at.
subject-settings-file = Datei mit Einstellungen
subject-settings = Einstellungen
subject-data-folder = Datenordner
subject-disk = Festplatte
subject-backups = Backups
subject-database = Datenbank
subject-migrations = Migrationen
subject-database-clock = Uhr der Datenbank
subject-messages = Nachrichten
subject-contact-key = Schlüssel für Adressen
subject-names = Namen
subject-webhooks = Webhooks
subject-push-devices = Geräte für Push
subject-bot = Bot
subject-running-bot = laufender Bot
subject-gateway = Discord-Gateway
subject-server = Discord-Server
subject-channel = Discord-Kanal
