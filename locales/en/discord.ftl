# What the bot says on Discord: buttons, which have at most 80 characters, and what only whoever pressed reads.
open-page = Open the page
planning-room = Planning room
take-back = Take it back
link-me = Link yourself
somebody-else = Somebody else
cancel-campaign = Cancel it
call-players = Call players
stop-call = Stop the call
save-teams = Make and save fair teams
open-chat = Open the chat

# When it cannot be done.
wrong-server = This bot belongs to another community's server, so it cannot do that here.
only-on-server = This works only on the community's server.
too-fast = That was a lot at once. Try again in a minute.
unknown-button = This button is from an older message. Use the newest one, or a command.
unknown-command = This command has changed. Reload Discord and try it again.
no-such-status = Choose one of the answers that are offered.
day-is-over = That evening is over. Use tonight's message, or /avail set.
preview-is-over = That evening is over. /promote preview shows whom you could ask tonight.
call-is-over = That evening is over. /call preview shows whom you could call tonight.
teams-are-over = That evening is over. /plan teams makes tonight's.

# Who is in.
place = You are number { $place } in the queue.
looking = **{ $count } looking:**
looking-without-names = **{ $count } looking.** Link yourself to see who.
on-condition = **On a condition:** { $names }
day-counts = **{ $day }:** { $counts }
with-LOOKING = **Looking:** { $names }
with-AVAILABLE = **Available:** { $names }
with-MAYBE = **Maybe:** { $names }
see-who = Link yourself to see who.
names-more = { $names } and { $count } more
and-more = and { $count } more

# Linking.
link-yourself-found = Link yourself to a player profile, once. Is one of these you?
link-yourself-create = Link yourself to a player profile, once. None looks like you, so make one.
link-yourself-none = Link yourself to a player profile, once. None looks like you: search for yours on the page, or ask an admin to add it.
this-is-me = This is me: { $name }
i-am = I am { $name }
create-player = Create { $name }
linked = You are linked as { $name }.
already-linked = You are linked as { $name } already; the page's profile changes that.
send-this-to = Send this to { $where }:
send-this-to-bot = Send this to the bot on { $channel }:
works-once = It works once, until <t:{ $until }:t>. Show it to nobody.
no-such-channel = { $channel } is not set up in this community.

# Asking others. $channels is a list of on-channel.
told-by-others = Another promoter asks today, too, and everybody who could be asked hears of it.
nobody-agreed = Nobody who could be asked has agreed to it, so there is nothing to send.
would-be-asked = **{ $count ->
    [one] { $count } player
   *[other] { $count } players
} would be asked** ({ $channels }):
on-channel = { $count } on { $channel }
heard-elsewhere = { $count ->
    [one] { $count } player hears
   *[other] { $count } players hear
} from another campaign today, and nothing twice.
others-ask = Another promoter asks today, too; nobody hears the same thing twice.
dry-runs-here = Here campaigns are dry runs unless you say otherwise: only you will hear.
one-message = One message at <t:{ $start }:t>{ $then ->
    [look] , then a look at who is in voice
    [more] , then a look at who is in voice and one more message to who is missing
   *[none] { "" }
}.
reminder-and-start = Reminder at <t:{ $reminder }:t>, start at <t:{ $start }:t>{ $then ->
    [look] , then a look at who is in voice
    [more] , then a look at who is in voice and one more message to who is missing
   *[none] { "" }
}.
start-dry-run = Start a dry run
ask = Ask { $count ->
    [one] { $count } player
   *[other] { $count } players
}
only-you = Dry run: only you will hear.
will-be-asked = { $count ->
    [one] { $count } player
   *[other] { $count } players
} will be asked ({ $channels }).
others-campaign = You have none today. Another promoter started one at <t:{ $created }:t>, for { $count ->
    [one] { $count } player
   *[other] { $count } players
}. Cancel that?
cancelled-in-time = Cancelled. Nothing had been sent.
cancelled = Cancelled. { $count ->
    [one] { $count } message
   *[other] { $count } messages
} had gone out already; nothing more is sent.
no-campaign = There is no campaign today.
no-campaign-of-yours = You have no campaign today.

# Calls.
call-short = Tonight is { $missing } short.
call-nobody = Tonight is { $missing } short, and there is nobody who could be asked now.
call-first = **Tonight is { $missing } short.** First asked: { $names }
call-askable = { $count ->
    [one] { $count } player
   *[other] { $count } players
} could be asked in all. The next are asked at <t:{ $next }:t>, if it is still short then.
call-left-alone = { $count ->
    [one] { $count } player
   *[other] { $count } players
} would be left alone, as they want or as none can be reached.
call-started = A call is on: it asks { $count ->
    [one] { $count } player
   *[other] { $count } players
} at most, { $minutes ->
    [one] { $minutes } minute
   *[other] { $minutes } minutes
} apart or less, until enough are looking. Nobody is asked twice.
call-held = Held: no call starts by itself tonight. /call start still starts one.
call-stopped-in-time = Stopped. Nobody had been asked.
call-stopped = Stopped. { $count ->
    [one] { $count } player
   *[other] { $count } players
} had been asked already; nobody else is.

# Planning.
room-opened = The planning room is open.
room-open-already = The planning room was open already.
joined = You are looking tonight.
joined-already = You are in tonight's pool already.
no-teams = No teams are saved yet.
teams-changed = Somebody saved teams in the meantime; these are theirs.
saved-teams = **Saved teams**
side = **{ $side }:** { $names }
nobody-yet = nobody yet
captain = { $name } (captain)

# Settings: what somebody is told, and where ("on Discord, else on Telegram").
session-ready = Session ready: { $where }.
daily-check-in = Daily check-in: { $where }.
on = on { $channel }
else-on = { $where }, else on { $channel }
off = off
off-without-channel = off, as no channel is on
promoters-may-not-ask = Promoters may ask you: no.
promoters-may-ask = Promoters may ask you: yes, on { $channel } first.
promoters-may-ask-anywhere = Promoters may ask you: yes, on any channel first.
quiet-hours = Quiet hours: { $from } to { $until }.
no-quiet-hours = Quiet hours: none.
time-zone = Time zone: { $zone }.
language = Language: { $language }.
language-as-said = Language: as Discord says.
channel-off = { $channel }: { $why }
discord-on = Turn Discord messages on
discord-off = Turn Discord messages off
checkin-on = Turn daily check-in on
checkin-off = Turn daily check-in off
promotions-on = Turn promoters' messages on
promotions-off = Turn promoters' messages off
as-discord-says = As Discord says
