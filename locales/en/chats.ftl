# What the chats on Telegram and Signal answer. People may type the words of every language.
help =
    /avail today LOOKING: set your answer (looking, available, maybe, no)
    /today maybe · /tomorrow no: the same, shorter
    /today 21:30 · /today 10 late: you come later
    /today if 6: you are in if six are
    /avail remove today: take it back
    /status: who is in
    /away 2026-12-24: be asked nothing until then; /away off: you are here
    /link TOKEN: link this chat with the token from the page
    /stop: unlink this chat and hear nothing more here
linked = Linked. You can hear from us here now; /stop turns it off, /help says what else I can do.
not-linked = This chat is not linked. Get a token on the page, then send /link TOKEN here.
token-missing = Send /link and the token that the page shows you.
stopped = Stopped. This chat is unlinked and we will not write here again.
nobody-stopped = This chat is linked to nobody, so there was nothing to unlink. We will not write here.
nobody-known-stopped = This chat is linked to nobody that we know of, and Signal does not show us your number. If we write to you here, let us see your number (Signal's settings: Privacy, Phone number) and send /stop again, or turn Signal off on the page.
stop-not-yet = We cannot tell yet whose chat this is: a key is missing on our side, and until the operator brings it back we may still write here. Your stop is noted. Send /stop again later, or turn this channel off on the page.
stop-needs-key = This could not be done: a key is missing on our side, so we can neither tell whose chat this is nor note your stop. Send /stop again later, or turn this channel off on the page.
chat-taken = This chat is linked to another account. Send /stop to unlink it, then /link and your token.
try-again = Something went wrong on our side. Try again in a moment.

# A message of which a part is not understood.
no-such-day = I do not know that day. Say today, tomorrow, a weekday or a date like 2026-12-24.
no-such-status = Say looking, available, maybe or no, for example /today looking.
no-such-time = I do not know that time. Say it like 21:30, for example /today 21:30.
no-such-condition = Say how many have to be in, for example /today if 6.
no-such-command = I do not know that command. I know these:

# Until when somebody is away; what they said about $days stands.
here = You are here: you are asked again.
away = You are away and hear from us again { $when }.
away-day = You are away and hear from us again on { $day }.
still-stands = What you said about { $days } stands; take it back if you will not play.
still-stands-more = What you said about { $days } and { $count ->
    [one] { $count } more day
   *[other] { $count } more days
} stands; take it back if you will not play.

# How many are in on a day, and who.
day-counts = { $day }: { $counts }.
day-nobody = { $day }: nobody has answered yet.
more-needed = { $missing } more needed.
queue = Queue: { $names }
queue-more = Queue: { $names } and { $count } more
looking = Looking: { $names }
looking-more = Looking: { $names } and { $count } more
on-condition = On a condition: { $names }
on-condition-more = On a condition: { $names } and { $count } more
