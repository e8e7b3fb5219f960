# The answers that messages offer: buttons on Discord and Telegram, numbers on Signal. Buttons of old messages keep
# the words that they were sent with.
looking = Looking
in = I am in
maybe = Maybe
not-tonight = Not tonight
cannot = Can't after all
coming = Coming
late = { $minutes ->
    [one] { $minutes } minute late
   *[other] { $minutes } minutes late
}
in-later = I am in, later
only-if = Only if we are { $count }
on-my-way = On my way
works = It works
change = Change
as-usual = As usual: { $answer }
day-usual = { $day } as usual: { $answer }

# $answers: the answers with their numbers, "1 Looking · 2 Maybe".
numbered = Reply { $answers }
change-it = Change it:

# What is said to whoever answers.
it-works = It works: your answer reached us.
from-when = From when are you in?
from-when-words = From when are you in? Reply with a time, such as { $time }.
evening-over = That evening is over, so nothing was changed.
not-yours = This message was for somebody else, so nothing was changed.
unknown-answer = This message is from another version of us. Answer on the page or with a command instead.
campaign-cancelled = The campaign that asked you was cancelled; your answer counts.
