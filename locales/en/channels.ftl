# My notifications. What a person would receive, in one sentence, then line by line.
try-again = Try again
loading = What you would receive, where, and when not
not-loaded = Your settings could not be loaded. { $reason }
saved = Saved

receive = What you would receive
line-by-line = Message by message
# Which messages come at all: the check-in, a session that is ready, and being asked by promoters.
sentence = { $what ->
    [none] Nothing would reach you now.
    [asked] You would hear from promoters only, on { $asked }.
    [ready] You would hear on { $where } when a session is ready.
    [check-in] You would hear on { $where } when a session is ready, and be asked on days you have not answered for.
    [ready-asked] You would hear on { $where } when a session is ready and when players are missing.
   *[all] You would hear on { $where } when a session is ready and when players are missing, and be asked on days you have not answered for.
}
sentence-away = Nothing before { $date }: you are away.
sentence-quiet = Never from { $from } to { $to }.
# The channels to try, best first; stands inside sentences after "on".
order-one = { $first }
order-two = { $first }, else { $second }
order-three = { $first }, else { $second }, else { $third }
order-four = { $first }, else { $second }, else { $third }, else { $fourth }

check-in = Daily check-in
check-in-hint = Asks you on days you have not answered for
check-in-line = On { $where }, on days you have not answered for.
ready = Session ready
ready-line = { $count ->
    [one] On { $where }, once { $count } is looking, unless you are not playing or gave no answer.
   *[other] On { $where }, once { $count } are looking, unless you are not playing or gave no answer.
}
asked = When players are missing
asked-line = On { $where }, when a promoter asks for players.
sound = Sound
sound-line = In this page when the session becomes ready, at most every { $duration }.
quiet = Quiet hours
quiet-line = No message from { $from } to { $to }, { $place } time. Promoters’ messages are left out; the others come afterwards if that is not too late.
nothing = Nothing.
no-quiet = None.

# Why a message came, or did not.
why = Why did I (not) get this?
why-loading = The last messages to you
why-none = There was nothing to tell you yet.
why-older = The message of this link is not among your latest ones.
on-channel = on { $channel }
this-message = The message whose link you followed
state-pending = Waiting
state-sending = On its way
state-sent = Sent
state-failed = Failed
state-skipped = Not sent
state-unknown = Unknown
outcome = { $state }.
outcome-because = { $state }. { $reason }

# Which messages.
messages = Messages
threshold = Session ready: tell me once this many are looking
threshold-usual = Empty means { $count }, as for everybody.
ask-me = Ask me when players are missing
ask-me-hint = Promoters may then message you about tonight

show-attendance = Show in an evening's list that I was there
show-attendance-hint = Promoters and captains see that list; without this you count as a number

asks = Ask me at most
in-a-day = In a day
in-a-week = In a week
times-a-day = { $count ->
    [0] never
    [1] once a day
   *[other] { $count } times a day
}
times-a-week = { $count ->
    [0] never
    [1] once a week
   *[other] { $count } times a week
}
asks-hint = When you have not answered and players are missing. Campaigns that asked you count

# Hours without messages.
hours = Hours
quiet-hint = No message while they last
from = From
to = To
quiet-same = The same time twice means no quiet hours.
zone = Time zone
zone-here = Use this device’s: { $zone }
zone-unknown = There is no time zone “{ $text }”. Try the nearest large city.

# The ways to a person.
channels = Channels
linked-to = Linked: { $address }
linked = Linked
not-linked = Not linked
not-here = This community does not send here yet
address-lost = The stored address can no longer be read. Link it again
switched-off = Switched off. { $reason }
preferred = Preferred channel
whichever = Whichever works
link = Link
link-channel = Link { $channel }
not-now = Not now
not-now-channel = Not now: { $channel }
unlink = Unlink
unlink-channel = Unlink { $channel }
unlink-question = Unlink { $channel }?
unlink-means = Messages no longer come there, and the address is forgotten.
is-linked = { $channel } is linked. Messages come there now.
test = Send me a test message
test-on-channel = Send me a test message on { $channel }
test-on-its-way = On its way.
test-too-soon = One test message is enough for now. Try again in { $duration }.
test-too-soon-moment = One test message is enough for now. Try again in a moment.
test-not-sent = Not sent. { $reason }

# Linking a chat.
code-loading = A code to send from the chat
code-expired = This code has expired.
code-new = New code
code-waits = Waiting for your message. Expires in { $time }
qr = QR code: opens the bot in Telegram
open-app = Open Telegram, then press Start there.
scan-or-open = Scan with your phone or open Telegram here, then press Start.
open-telegram = Open Telegram
or-send = Or send this to { $recipient }:
send = Send this to { $recipient }:
telegram-bot = the community’s bot
signal-number = the community’s Signal number
copy = Copy
copied = Copied

# A typed address.
telegram-handle = Telegram chat id
signal-handle = Signal number
telegram-example = A number, such as 123456789
signal-example = +386 40 123 456
handle-replace = Type another to replace it
handle-stored = Stored: { $address }
handle-remove = Remove
handle-remove-named = Remove { $handle }
handle-no-place = This site is not set up to keep contact data yet.
handle-linked-first = Your linked { $channel } chat is used first.
handle-lost = What was stored can no longer be read. Enter it again.
handle-no-name = Telegram delivers nothing to a name. Link Telegram instead: open the bot and press Start.

# The page's own sound.
in-this-page = In this page
sounds = Sounds
sounds-hint = When tonight’s session becomes ready, while this page is open
sound-every = At most once every
sound-play = Play it
duration-seconds = { $count ->
    [one] { $count } second
   *[other] { $count } seconds
}
duration-minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}
