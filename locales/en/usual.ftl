# What somebody mostly answers on a weekday: taken in one tap, for a week, or given for them. Shown to oneself alone.

# An answer in words: $status as the answers are called, $from a time or "start", $count how many have to be in, or 0.
words = { $status ->
    [LOOKING] looking
    [AVAILABLE] available
    [MAYBE] maybe
   *[NOT_PLAYING] not playing
}{ $from ->
    [start] { "" }
   *[other] { " " }from { $from }
}{ $count ->
    [0] { "" }
   *[other] { " " }if we are { $count }
}
as-usual = As usual: { $answer }
as-usual-for = As usual: { $answer }, { $day }

answered-for-you = Answered for you
undo-for = Undo what was answered for { $day }
undo = Undo

# The week at once.
week = As usual, all week
week-filled = { $count ->
    [0] There was nothing left to answer
    [one] One day is answered as usual
   *[other] { $count } days are answered as usual
}
week-undone = { $count ->
    [0] Nothing was taken back: you have answered since
    [one] One answer is taken back
   *[other] { $count } answers are taken back
}

# By weekday, under My notifications.
heading = Usual answers
note = What you mostly answer on a weekday, from your last eight answers. Only you see it.
mode = On { $weekday }
mode-suggest = Suggest it
mode-answer = Answer for me
mode-off = Do not suggest it
which = What is usual
as-suggested = As suggested
suggested = Mostly { $answer }: { $agreed } of your last { $of }.
not-known = Not known yet
answers-from = Given when the day begins, from tomorrow on, and marked as such.
answers-nothing = Nothing is given until you choose what, or five of your last eight answers agree.
stopped = Not given for you since { $date }.
