dms-closed = Discord lässt uns dir nicht schreiben. Erlaube Direktnachrichten vom Server der Community und schalte das dann wieder ein.
bot-blocked = Du hast unseren Bot blockiert. Hebe das dort auf und schalte das dann wieder ein.
unknown-recipient = An diese Adresse können wir auf { $channel } nicht schreiben. Verknüpfe den Chat mit einem Code von dieser Seite, dann geht es.
refused = { $channel } hat unsere Nachrichten an dich abgelehnt. Schalte das wieder ein.
linked-by-another = Jemand anders hat den Chat verknüpft, dessen Adresse du eingetippt hattest; er gehört jetzt dorthin. Verknüpfe einen eigenen Chat, um dort von uns zu hören.
chat-stopped = Aus dem Chat kam, dass wir aufhören sollen. Verknüpfe ihn wieder, um dort von uns zu hören.
as-stored = { $reason }
devices-gone = Keines deiner Geräte nimmt unsere Nachrichten noch an. Schalte Push dort wieder ein, wo du von uns hören willst.
