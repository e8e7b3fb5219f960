# Whether there will be enough: the chance, what it is made of, and what came of what was said.

chance = { $percent } %
chance-of-session = { $chance } chance of a session
chance-brief = { $percent } % chance
chance-short = { $percent } % chance of a session
too-early = Too early to say how likely a session is: { $known ->
    [0] no evening is
    [one] one evening is
   *[other] { $known } evenings are
  } known, { $needed } are needed.
in = { $count ->
    [0] nobody is in yet
    [one] 1 is in
   *[other] { $count } are in
  }
maybes-come = { $count ->
    [one] 1 of the maybes usually comes
   *[other] { $count } of the maybes usually come
  }
silent-come = { $count ->
    [one] 1 who has said nothing usually comes
   *[other] { $count } who have said nothing usually come
  }

record = What the forecast said, and what came
record-none = Nothing yet: from the eighth evening on it is noted at noon, at 18:00 and at 20:00 how likely the session is, and here is what came of it.
record-sentence = Of { $evenings ->
    [one] one evening
   *[other] { $evenings } evenings
  } called { $least }–{ $most } %, { $played ->
    [0] none was
    [one] one was
   *[other] { $played } were
  } played.
record-hour = Said at
record-score = Brier score { $score } over { $evenings } evenings (0 is perfect; the share of such weekdays would have had { $weekday }, counting who is looking { $count }).
record-plot = What was said from left to right, what came from bottom to top; on the line both are the same. { $sentences }
axis-said = said
axis-played = played
table-called = Called
table-range = { $least }–{ $most } %
table-evenings = Evenings
table-played = Played
table-part = { $percent } %
show-table = The tenths in numbers
