# What the bot found on Discord: lines for admins; the doctor prints the English ones. What stands in capitals, in addresses and on Discord's buttons stays.
no-answer = no answer within { $seconds } s; see DISCORD_API_BASE_URL and the network
asks-to-wait = asks us to wait { $seconds } s; run this again then
answers-status = Discord answers { $status } (code { $code }); try again later
not-reached = cannot be reached; see DISCORD_API_BASE_URL and the network
something-else = something else answers; see DISCORD_API_BASE_URL
token-refused = Discord refuses { $variable }: Developer Portal → Bot → Reset Token

no-server = DISCORD_GUILD_ID is not set: the commands are on every server that the bot is on, and the page has no link to the planning room's thread; right-click your server → Copy Server ID
on-server = the bot is on { $name }
not-on-server = the bot is not on server { $id }; if that is yours (right-click it → Copy Server ID), open { $invitation }
nothing-looked-at = none is looked at; see { $subject }
no-tonight-message = no tonight message: DISCORD_ANNOUNCE_CHANNEL_ID is not set
nobody-seen = nobody is seen in voice: DISCORD_VOICE_CHANNEL_IDS is not set
no-thread-channel = AVAILABILITY_PLANNING_THREAD_PARENT_CHANNEL_ID is not set, so no planning room gets a thread
by-variable = { $variable }: { $what }

for-announcements = for announcements
for-summary = for the voice check's summary
for-voice = for who is in voice
for-event = for tonight's scheduled event
for-thread = for the planning room's thread
for-posts = for posts in the planning thread
for-own-thread = for the planning room's thread, by its own bot

channel = channel { $id }
named-channel = #{ $name } ({ $setting })
allowed = { $where } { $purpose }: { $names }
missing-on-server = { $where } { $purpose }: Server Settings → Roles → { $role } → Permissions → allow { $names }
missing-in-channel = { $where } { $purpose }: Edit Channel → Permissions → { $role } → allow { $names }
is-thread = { $where } is a thread, in which permissions are not looked at; a text channel lasts longer
other-server = { $where } is on another server than DISCORD_GUILD_ID; right-click the channel → Copy Channel ID
unknown-channel = { $setting }: Discord knows no channel { $id }; right-click the channel → Copy Channel ID
not-seen = { $setting }: the bot may not see channel { $id }: Edit Channel → Permissions → { $role } → allow { $names }; if it is not on your server, right-click the channel → Copy Channel ID
own-role = the bot's role
no-messages = { $setting }: { $which } takes no messages; name a text channel
no-voice = { $setting }: { $which } is no voice channel; name one
no-event = { $setting }: { $which } is no voice channel (a stage takes other events); give another one the smallest id
no-threads = { $setting }: { $which } is no ordinary text channel, and private threads exist only there; name one
