# A day in words, for those who hear it.
no-answers = No answers
answers = { $count ->
    [one] 1 answer
   *[other] { $count } answers
}
counts = { $looking } looking, { $available } available, { $maybe } maybe, { $not_playing } not playing
my-status = your answer: { $answer }
read-only = read-only
no-answers-cell = no answers
past-days = Past days are read-only.
open-until = Answers open up to { $date } for now.
counts-old = The counts are not up to date. { $reason }

# Week.
week-of = { $first } – { $last }
week-earlier = Earlier week
week-later = Later week
