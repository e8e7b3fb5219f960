# Was der Bot auf Discord gefunden hat: Zeilen für Admins. Großbuchstaben, Adressen und Discords Knöpfe bleiben.
no-answer = keine Antwort in { $seconds } s; siehe DISCORD_API_BASE_URL und das Netz
asks-to-wait = bittet uns, { $seconds } s zu warten; danach nochmal versuchen
answers-status = Discord antwortet { $status } (Code { $code }); versuch es später nochmal
not-reached = nicht erreichbar; siehe DISCORD_API_BASE_URL und das Netz
something-else = etwas anderes antwortet; siehe DISCORD_API_BASE_URL
token-refused = Discord lehnt { $variable } ab: Developer Portal → Bot → Reset Token

no-server = DISCORD_GUILD_ID ist nicht gesetzt: die Befehle sind auf jedem Server des Bots, und die Seite hat keinen Link zum Thread des Planungsraums; Rechtsklick auf deinen Server → Copy Server ID
on-server = der Bot ist auf { $name }
not-on-server = der Bot ist nicht auf Server { $id }; wenn das deiner ist (Rechtsklick → Copy Server ID), öffne { $invitation }
nothing-looked-at = keiner wird angeschaut; siehe { $subject }
no-tonight-message = keine Nachricht für heute Abend: DISCORD_ANNOUNCE_CHANNEL_ID ist nicht gesetzt
nobody-seen = niemand wird im Voice gesehen: DISCORD_VOICE_CHANNEL_IDS ist nicht gesetzt
no-thread-channel = AVAILABILITY_PLANNING_THREAD_PARENT_CHANNEL_ID ist nicht gesetzt, deshalb bekommt kein Planungsraum einen Thread
by-variable = { $variable }: { $what }

for-announcements = für Ankündigungen
for-summary = für die Zusammenfassung nach dem Blick in den Voice
for-voice = dafür, wer im Voice ist
for-event = für das Event von heute Abend
for-thread = für den Thread des Planungsraums
for-posts = für Nachrichten im Thread des Planungsraums
for-own-thread = für den Thread des Planungsraums, durch seinen eigenen Bot

channel = Kanal { $id }
named-channel = #{ $name } ({ $setting })
allowed = { $where } { $purpose }: { $names }
missing-on-server = { $where } { $purpose }: Server Settings → Roles → { $role } → Permissions → { $names } erlauben
missing-in-channel = { $where } { $purpose }: Edit Channel → Permissions → { $role } → { $names } erlauben
is-thread = { $where } ist ein Thread, in dem Rechte nicht geprüft werden; ein Textkanal hält länger
other-server = { $where } ist auf einem anderen Server als DISCORD_GUILD_ID; Rechtsklick auf den Kanal → Copy Channel ID
unknown-channel = { $setting }: Discord kennt keinen Kanal { $id }; Rechtsklick auf den Kanal → Copy Channel ID
not-seen = { $setting }: der Bot darf Kanal { $id } nicht sehen: Edit Channel → Permissions → { $role } → { $names } erlauben; wenn er nicht auf deinem Server ist, Rechtsklick auf den Kanal → Copy Channel ID
own-role = Rolle des Bots
no-messages = { $setting }: { $which } nimmt keine Nachrichten; gib einen Textkanal an
no-voice = { $setting }: { $which } ist kein Sprachkanal; gib einen an
no-event = { $setting }: { $which } ist kein Sprachkanal (eine Bühne nimmt andere Events); gib einem anderen die kleinste ID
no-threads = { $setting }: { $which } ist kein gewöhnlicher Textkanal, und private Threads gibt es nur dort; gib einen an
