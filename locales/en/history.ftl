# What evenings were like.

calendar = Evenings by month
earlier = Earlier month
later = Later month
# $day: a date in words; $state: one of the states below, $came and $said how many.
cell = { $day }: { $state }
cell-known = { $day }: { $state }, { $came } came, { $said } had said yes
cell-nothing = { $day }: nothing recorded

played = Played
short = Too few
no-session = No session
unknown = Nobody could tell
open = Not over yet

yours = You
promises = You came { $came } of { $said ->
    [one] the one time that you said so
   *[other] { $said } times that you said so
}.
promises-none = You have not said yes to an evening that anybody could tell of yet.
yours-hint = Only you see this.

turnout = Turnout
turnout-hint = The average evening of each week, as far as it is known.
came = Came
said-yes = Said yes
# Read out for the chart.
turnout-summary = From { $first } to { $last }, a mean evening had { $said } who said yes and { $came } who came.
as-table = As a table
week-of = Week of
evenings = Evenings
nothing-yet = Nothing to show yet. The bot notes from the start until an hour after it who is there.

typical = A typical week
weekday = Weekday
mean-came = Came
# $count evenings were played of $of.
played-of = { $count } of { $of }
none = –

list = All evenings
line-known = { $said } said yes, { $came } came
line-said = { $said } said yes
line-minutes = { $count ->
    [one] enough for 1 minute
   *[other] enough for { $count } minutes
}
more = Show more

details = Evening of { $day }
pick = Choose a day to see what it was like.
start = Start
needed = Needed
most-in-voice = Most in voice at once
most-on-server = Most on the server at once
told-by = Told by
by-voice = voice
by-server = the game server
by-hand = a person
by-nobody = nobody
came-as-said = Said yes and came
said-not-seen = Said yes, not seen
came-besides = Came besides
left-out = { $count ->
    [one] One more came.
   *[other] { $count } more came.
}
seen = { $first } to { $last }
nobody = Nobody

close-title = What was it like?
close-hint = Neither voice nor the game server told, so say it here. It can be corrected later.
was-played = It was played
was-there = Who was there
others = Somebody else
save = Save
saved = Saved
try-again = Try again
part-forecast = What was said of evenings
