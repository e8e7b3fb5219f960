# Wo andere Programme hören, was passiert; für Admins.
webhooks = Webhooks
webhooks-note = Adressen anderer Programme, die hören, was hier passiert: Zahlen und Zeiten, keine Namen. Jede Nachricht ist signiert.
loading = Eine Adresse und was sie hört
not-loaded = Die Webhooks konnten nicht geladen werden. { $reason }
try-again = Nochmal versuchen
none = Noch hört kein anderes Programm etwas.
no-key = Adressen können hier erst gespeichert werden, wenn der Betreiber einen Schlüssel setzt.
all-there-may-be = Es sind schon { $most }, mehr dürfen es nicht sein.
add = Webhook hinzufügen
add-it = Diesen Webhook hinzufügen
save = Speichern
cancel = Abbrechen
label = Was es ist
label-example = Zum Beispiel: die Website vom Clan
address = Adresse
address-hint = Wohin gesendet wird, mit https. Sie wird verschlüsselt gespeichert und nicht wieder gezeigt.
address-as-it-was = wie bisher: { $address }/…
hears = Hört
event =
    { $event ->
        [evening-short] Kurz vor dem Start zu wenige
        [call-started] Rundruf gestartet
        [session-ready] Runde steht
        [teams-saved] Teams gespeichert
        [result-recorded] Gespielt oder nicht
       *[webhook-test] Test
    }
secret-said = Mit diesem Geheimnis werden die Nachrichten signiert. Es wird nur dieses Mal gezeigt.
secret = Geheimnis
copy = Kopieren
copied = Kopiert
done = Fertig
state =
    { $state ->
        [gone] Ausgeschaltet: Dort ist niemand mehr (410).
        [failing] Ausgeschaltet: Tagelang wurde nichts angenommen.
       *[off] Ausgeschaltet. Was es verpasst, hört es später nicht.
    }
failing-since =
    { $failures ->
        [one] Nimmt seit { $time } nichts an: { $failures } Versuch.
       *[other] Nimmt seit { $time } nichts an: { $failures } Versuche.
    }
waiting =
    { $waiting ->
        [one] { $waiting } Nachricht ist unterwegs.
       *[other] { $waiting } Nachrichten sind unterwegs.
    }
nothing-yet = In letzter Zeit keine Nachricht.
last-taken = Letzte Nachricht angenommen: { $time }.
tells = { $label } benachrichtigen
test = Test senden
test-of = Test an { $label } senden
change = Ändern
change-of = { $label } ändern
renew = Geheimnis erneuern
renew-of = Geheimnis von { $label } erneuern
renew-question = Geheimnis von { $label } erneuern?
renew-means = Du siehst das neue nur einmal. Einen Tag lang gelten beide, danach gilt das jetzige nicht mehr.
remove = Entfernen
remove-of = { $label } entfernen
remove-question = { $label } entfernen?
remove-means = Die Adresse hört nichts mehr, und was aus ihren Nachrichten wurde, wird vergessen.
deliveries = Nachrichten
deliveries-of = Nachrichten an { $label }
hide = Ausblenden
hide-of = Nachrichten an { $label } ausblenden
deliveries-not-loaded = Die Nachrichten konnten nicht geladen werden. { $reason }
no-deliveries = In den letzten 30 Tagen gab es keine Nachricht.
delivered =
    { $attempts ->
        [one] Angenommen.
       *[other] Beim { $attempts }. Versuch angenommen.
    }
on-its-way = Unterwegs.
again-at = Versuch { $attempts }; der nächste: { $time }.
given-up = Nach { $attempts } Versuchen aufgegeben.
reason =
    { $reason ->
        [timeout] Keine Antwort innerhalb von zehn Sekunden.
        [no_connection] Dort hört niemand zu.
        [connection_lost] Die Verbindung endete vor einer Antwort.
        [unknown_host] Der Name führt nirgendwohin.
        [private_address] Die Adresse führt in ein privates Netz, wohin keine Nachrichten dürfen.
        [tls] Dem Zertifikat wird nicht vertraut, oder es hat einen anderen Namen.
        [redirect] Die Adresse führt woandershin ({ $status }); trag jene ein.
        [status] Die Antwort war { $status }.
        [gone] Die Antwort war { $status }: nicht mehr da.
        [bad_answer] Was zurückkam, ist keine Antwort eines Webservers.
        [unreadable] Kein Schlüssel öffnet die Adresse mehr; füg sie neu hinzu.
        [switched_off] Ausgeschaltet, bevor sie angenommen wurde.
        [sandbox] In der Sandbox wird nichts gesendet.
       *[unexpected] Ein Fehler von uns; mehr steht im Log des Bots.
    }
