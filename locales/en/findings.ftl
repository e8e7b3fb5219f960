# How everything does: lines for admins; the doctor prints the English ones. What is in capitals or in ` stays.
after-migrations = looked for once all migrations are applied
hours =
    { $count ->
        [one] 1 hour
       *[other] { $count } hours
    }
days =
    { $count ->
        [one] 1 day
       *[other] { $count } days
    }
backups-off = MUSTER_BACKUP_DIR is not set, so none is made by itself
backups-no-folder = MUSTER_BACKUP_DIR: there is no folder { $folder }; make it
not-writable = { $folder } cannot be written by this user
backups-none = none in { $folder } yet; `muster up` or `muster backup --daily` makes one
backups-late = the last one in { $folder } is { $age } old, of { $moment }; see what `muster up` says about it
backups-kept =
    the last one in { $folder } is { $age } old, of { $moment }; { $days ->
        [one] 1 day
       *[other] { $days } days
    } kept
backups-empty = without anything in them, so no backups: { $names }; remove them from { $folder }, and look at its disk
backups-ahead = dated ahead of now, so not counted: { $names }; look at this machine's clock, and remove them from { $folder }
bot-never = has never run here; `muster up` or `muster bot` runs it
bot-silent = last heard of { $moment } UTC; start `muster up` or `muster bot`
bot-heard = heard of { $seconds } s ago
addresses-lost =
    { $count ->
        [one] 1 stored address opens
       *[other] { $count } stored addresses open
    } with none of the keys that are set, so nobody is reached there; add the key of that time to CONTACT_DATA_ENCRYPTION_KEY, or let their owners enter them anew
addresses-open = every stored address opens
keys-set = { $count } set; the first one encrypts
keys-none = CONTACT_DATA_ENCRYPTION_KEY is not set; `muster generate-key` prints one
keys-needed = CONTACT_DATA_ENCRYPTION_KEY is not set; `muster generate-key` prints one, and Telegram and Signal need it
postgres-old = PostgreSQL { $version }; { $oldest } or newer is needed
postgres-answers = PostgreSQL { $version } answers, as user { $user }
migrations-edited = edited since they were applied: { $names }; restore them
migrations-to-run = { $count } pending; run `muster migrate`
migrations-newer = { $numbers } applied by a newer Muster; update this checkout soon
migrations-done = all { $count } applied, none edited since
clock-of-database = the database's clock and this machine's differ by { $seconds } s
clock-of-service = { $service }'s clock and this machine's differ by { $seconds } s
set-clocks = set both by NTP
channel-problem = { $problem } ({ $code })
channel-unheard = what people write or press on { $channel } is not heard, so answers, links of chats and /stop do nothing there: { $problem } ({ $code })
messages-overdue =
    { $count ->
        [one] 1 message has
       *[other] { $count } messages have
    } been due for more than five minutes; see bot and running bot, and the bot's log
messages-none =
    none waits; none was due in the last { $days ->
        [one] 1 day
       *[other] { $days } days
    }
messages-in-time = sent within a second of being due: { $shares }
share = { $sent } of { $due } on { $day }
who-was-slow = service_rests in the bot's log says who was slow
no-bot = no bot is running; `muster up` or `muster bot` runs it
no-bot-token = the running bot has no DISCORD_BOT_TOKEN
gateway-off = the running bot was started without DISCORD_BOT_TOKEN; restart it
gateway-connecting = the running bot is connecting; run this again in a minute
gateway-connected = the running bot is connected
gateway-bad-token = Discord refuses the running bot's token, but takes the one that is set here: set DISCORD_BOT_TOKEN where the bot runs, too, and restart it
gateway-missing-intents = the running bot is not let in; see Discord intents
gateway-unreachable = the running bot does not reach the gateway; see gateway_ended in its log, and let websockets out (wss, port 443)
gateway-silent = the running bot says nothing of it; restart it in this version
discord-problem = { $place }: { $what }
with-code = { $words } ({ $code })
place-gateway = the gateway
place-tonight = the tonight message
place-commands = storing the commands
place-interactions = commands and buttons
place-event = the scheduled event
discord-no-access = the bot may not do that there
discord-no-channel = there is no such channel
discord-no-server = there is no such server, or the bot is not on it
discord-bad-token = Discord refuses the token
discord-message-refused = Discord refuses what is sent
discord-quarantined = Discord has flagged the bot; see the application in the Developer Portal
discord-too-many-events = the server has as many events as it may have
discord-endpoint-url = they go to an address; Developer Portal → General Information → Interactions Endpoint URL → empty it, restart the bot
discord-connection-lost = the connection was lost
discord-connection-refused = nothing takes connections there, or a firewall refuses them
discord-no-such-host = its name is not known; see the machine's DNS
discord-certificate = its certificate is not trusted; see the machine's certificates and clock
discord-timeout = no answer came in time
discord-something-else = something else answers in Discord's place; see DISCORD_API_BASE_URL, and whether the machine's network wants a sign-in first
discord-away = the connection was away for too long
discord-too-many-sessions = Discord lets the bot begin no more sessions for now
env-read = { $path } was read; the environment wins over it
env-none = there is no { $path }, which `muster setup` writes; the environment was read
setting-twice = { $name } stands more than once in { $place }, on lines { $lines }; the last one holds
setting-meant = { $name }, set in { $place }, is no setting of Muster's; did you mean { $meant }?
setting-unknown = { $name }, set in { $place }, is no setting of Muster's; `muster docs settings` lists all
settings-unknown = { $names } and { $more } more, set in { $place }, are no settings of Muster's; `muster docs settings` lists all
origin-not-https = FRONTEND_ORIGIN is not https, so cookies and sign-in travel unprotected
secret-generated = SESSION_SECRET is generated into { $folder }; set one where several machines run `muster web`
reminder-late = AVAILABILITY_DAILY_REMINDER_TIME is { $time }, but from { $end } on nobody is reminded; set an earlier time or none
settings-read = read; the community's zone is { $zone }
data-folder-unusable = { $folder } cannot be made or written by this user; correct MUSTER_DATA_DIR or the folder's owner, or run this as Muster's user
disk-scarce = { $size } GiB free at { $folder }; PostgreSQL stops when it is full, so make room now
disk-low = { $size } GiB free at { $folder }; make room
disk-free = { $size } GiB free at { $folder }
disk-scarce-backups = { $size } GiB free at { $folder }; no backup can be made when it is full, so make room now
files-scarce = files that still fit at { $folder }, however many bytes are free: { $count }; make room now by removing some
files-low = files that still fit at { $folder }, however many bytes are free: { $count }; make room by removing some
names-later = are compared once all migrations are applied
names-same = { $players }: one name or guid in other letter case, composition or unseen characters, or none that is seen; they go on working; rename one by `muster players import` with its guid, or let the owner link to the profile that is right
team-names-same = team names twice in one room: { $names }; votes for both count
names-fine = no two players or team names are the same
and-more = { $entries } and { $more } more
webhooks-none = none
webhooks-on = { $on } on
webhooks-some-on = { $on } on, { $off } switched off
webhooks-see = see #/admin?section=webhooks
webhook-gone = { $name } said that it is gone (410), and is switched off
webhook-given-up = { $name } took nothing for days, and is switched off
webhook-silent = { $name } has taken nothing for { $age }
devices-none = none
devices-on-key = { $count } on the present key
devices-on-older-key = { $count } still on an older one of MUSTER_VAPID_PRIVATE_KEY, which they leave when their page is opened
devices-on-lost-key =
    { $count ->
        [one] 1 was subscribed to a key that is not set, and is forgotten with the next message to it
       *[other] { $count } were subscribed to a key that is not set, and are forgotten with the next message to them
    }; add the key of that time to MUSTER_VAPID_PRIVATE_KEY, behind the present one, or let their owners turn push on again
# What was looked at.
subject-settings-file = settings file
subject-settings = settings
subject-data-folder = data folder
subject-disk = disk
subject-backups = backups
subject-database = database
subject-migrations = migrations
subject-database-clock = database clock
subject-messages = messages
subject-contact-key = contact key
subject-names = names
subject-webhooks = webhooks
subject-push-devices = push devices
subject-bot = bot
subject-running-bot = running bot
subject-gateway = Discord gateway
subject-server = Discord server
subject-channel = Discord channel
