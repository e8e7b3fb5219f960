# Kaj je bot našel na Discordu: vrstice za admine. Velike črke, naslovi in gumbi Discorda ostanejo.
no-answer = ni odgovora v { $seconds } s; glej DISCORD_API_BASE_URL in omrežje
asks-to-wait = prosi, naj počakamo { $seconds } s; potem poženi to znova
answers-status = Discord odgovarja { $status } (koda { $code }); poskusi pozneje
not-reached = ni dosegljiv; glej DISCORD_API_BASE_URL in omrežje
something-else = odgovarja nekaj drugega; glej DISCORD_API_BASE_URL
token-refused = Discord zavrača { $variable }: Developer Portal → Bot → Reset Token

no-server = DISCORD_GUILD_ID ni nastavljen: ukazi so na vseh strežnikih, kjer je bot, stran pa nima povezave do niti načrtovalne sobe; desni klik na tvoj strežnik → Copy Server ID
on-server = bot je na strežniku { $name }
not-on-server = bota ni na strežniku { $id }; če je to tvoj (desni klik nanj → Copy Server ID), odpri { $invitation }
nothing-looked-at = nobeden ni pregledan; glej { $subject }
no-tonight-message = ni nocojšnjega sporočila: DISCORD_ANNOUNCE_CHANNEL_ID ni nastavljen
nobody-seen = v glasovnem kanalu ne vidimo nikogar: DISCORD_VOICE_CHANNEL_IDS ni nastavljen
no-thread-channel = AVAILABILITY_PLANNING_THREAD_PARENT_CHANNEL_ID ni nastavljen, zato nobena načrtovalna soba ne dobi niti
by-variable = { $variable }: { $what }

for-announcements = za objave
for-summary = za povzetek preverjanja glasovnega kanala
for-voice = za to, kdo je v glasovnem kanalu
for-event = za nocojšnji dogodek
for-thread = za nit načrtovalne sobe
for-posts = za objave v niti načrtovalne sobe
for-own-thread = za nit načrtovalne sobe, z njenim botom

channel = kanal { $id }
named-channel = #{ $name } ({ $setting })
allowed = { $where } { $purpose }: { $names }
missing-on-server = { $where } { $purpose }: Server Settings → Roles → { $role } → Permissions → dovoli { $names }
missing-in-channel = { $where } { $purpose }: Edit Channel → Permissions → { $role } → dovoli { $names }
is-thread = { $where } je nit, v kateri dovoljenj ne preverjamo; besedilni kanal traja dlje
other-server = { $where } je na drugem strežniku kot DISCORD_GUILD_ID; desni klik na kanal → Copy Channel ID
unknown-channel = { $setting }: Discord ne pozna kanala { $id }; desni klik na kanal → Copy Channel ID
not-seen = { $setting }: bot ne sme videti kanala { $id }: Edit Channel → Permissions → { $role } → dovoli { $names }; če ni na tvojem strežniku, desni klik na kanal → Copy Channel ID
own-role = vloga bota
no-messages = { $setting }: { $which } ne sprejema sporočil; navedi besedilni kanal
no-voice = { $setting }: { $which } ni glasovni kanal; navedi takega
no-event = { $setting }: { $which } ni glasovni kanal (oder ima druge dogodke); naj ima najmanjši id drug kanal
no-threads = { $setting }: { $which } ni navaden besedilni kanal, zasebne niti pa so samo tam; navedi takega
