# What did not arrive, for admins.
deliveries = Deliveries
deliveries-note = What became of messages, by the day on which they were due.
loading = A day's messages, and what became of them
not-loaded = The deliveries could not be loaded. { $reason }
try-again = Try again
nothing = Nothing was to leave from { $first } to { $last }.
sent = { $number } sent
failed = { $number } failed
unknown = { $number } in doubt
failed-because = { $number } failed: { $meaning }
unknown-because = { $number } in doubt: { $meaning }
failed-job = A step of the campaign could not be run, so { $people ->
    [one] one person
   *[other] { $people } people
} heard nothing: { $error }
who = Who
who-of = Who, on { $channel } on { $day }
hide = Hide
hide-of = Hide who, on { $channel } on { $day }
who-loading = Somebody, and a message
announcement = An announcement
somebody = Somebody who is gone
message-failed = { $title }, failed at { $time }
message-unknown = { $title }, in doubt since { $time }
more = Show more
earlier = Show earlier days
