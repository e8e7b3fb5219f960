# The messages themselves: one thought each, a link, how to turn them off. $when is the start as the reader sees
# it; $begun says whether it has come: "yes" or "no".
title-check-in = Daily check-in
title-ready = Session ready
title-condition = You are in
title-test = Test message
title-reminder = Starts soon
title-start = It starts
title-follow-up = Missing in voice
title-summary = Voice check
title-call = Call
title-usual = Usual answers
title-erasure = You will be erased
title-chat-replaced = Another chat is linked
title-room = Planning room
title-teams = Teams
title-needed = Players needed
title-thread = Planning thread
title-message = Message

check-in = Do you play tonight? You have not answered yet.
check-in-all = Who plays tonight?
ready = The session is ready: { $count ->
    [one] { $count } is looking
   *[other] { $count } are looking
}. It { $begun ->
    [yes] started
   *[no] starts
} at { $when }.
condition = You are in: { $count ->
    [one] { $count } is looking
   *[other] { $count } are looking
}. The session { $begun ->
    [yes] started
   *[no] starts
} at { $when }.
condition-day = You are in on { $day }: { $count ->
    [one] { $count } is looking
   *[other] { $count } are looking
}.
test = This is your test message. Messages reach you here.
starts = Tonight's session starts at { $when }.
starts-now = It is { $when }: tonight's session starts now.
started = Tonight's session started at { $when }.
started-join = Tonight's session started at { $when }; you can still join.
on-server = You are on the server but not in voice. Join the others there.
not-in-voice = Tonight's session started at { $when } and you are not in voice yet.
summary-unknown = Session of { $when }: voice could not be read, so nobody was asked to join it.
summary-withdrawn = Session of { $when }: everybody who was asked has withdrawn.
summary = Session of { $when }: { $expected ->
    [one] { $present } of { $expected } who was asked is
   *[other] { $present } of { $expected } who were asked { $present ->
        [one] is
       *[other] are
    }
} in voice.
call = Tonight is { $missing ->
    [1] one
    [2] two
    [3] three
    [4] four
    [5] five
    [6] six
   *[other] { $missing }
} short: { $count ->
    [0] nobody is in yet
    [one] { $count } is in
   *[other] { $count } are in
}, it starts at { $when }. Are you in?
usual-stopped = Plans change, and the last two evenings that we answered for you did not work out. So we leave your answers to you again. If you want us to give your usual answers, switch it on again.
# $by: who asked for it: "person", "admin", or whoever runs the site.
erasure = { $by ->
    [person] You asked to be erased here.
    [admin] An admin of this community asked that you are erased here.
   *[operator] Whoever runs this site asked that you are erased here.
} Until { $day } nothing is lost, and nobody asks you to play; then all that is stored of you goes. To stay, open your profile and press “Stay”.
# $channel: "telegram" or "signal".
chat-replaced = { $channel ->
    [telegram] Another chat on Telegram
   *[signal] Another chat on Signal
} is linked to you now, in place of the one that you had. If that was not you, unlink it on My notifications, and sign out everywhere on your profile.

# The planning room's thread on Discord.
room-open = The planning room is open: vote for a team name and make the teams.
teams-cleared = The teams were cleared; nobody is drafted at the moment.
teams = The teams:
side = **{ $side }:** { $players }
side-nobody = nobody yet
captain = { $name } (captain)
and-more = { $names } and { $count } more
needed = { $count ->
    [one] One more player is needed for two full teams. Who joins?
   *[other] { $count } more players are needed for two full teams. Who joins?
}

turn-off = Turn messages off: { $link }
stop = Reply STOP to end all messages here, or choose which ones you get: { $link }

# Times where a service does not show everybody their own.
time-elsewhere = { $time } ({ $place } time)
day-time = { $day }, { $time }
