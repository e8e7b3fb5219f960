# The dialogs that start and stop a campaign.

promote-tonight = Promote tonight
looking-short =
    { $short ->
        [0] { $looking } looking, enough to play
       *[other] { $looking } looking, { $short } short
    }

# What asking each answer brings. Those who are looking are always asked; they win no player.
chip-looking-untold = Looking { $people } · not told yet
chip-looking-told = Looking { $people } · told at { $time }
chip-looking-partly = Looking { $people } · { $told } told at { $time }
chip-looking-nobody = Looking 0
chip-gain = { $answer } +{ $reached } of { $people }
chip-nobody = { $answer } 0
chips-label = Who is asked
who-is-asked = Who is asked
who-a-real-one-asks = Who a real one would ask
row-for-ears = { $status }, on { $channel }
row-told-for-ears = { $status }, told at { $time }
row-told = told { $time }
nobody = Nobody
dry-run-hint = Only you get the messages
when = When
when-in = When, in { $place }
left-out = left out
in-seconds =
    { $seconds ->
        [one] in 1 second
       *[other] in { $seconds } seconds
    }
looking-up = Looking up who can be asked…

# What confirming does. Times that have passed are counted in seconds: they are 0 where the wall clock's hold.
late-reminder = { $usual } has passed, so the reminder leaves in { $seconds } seconds.
late-start = { $usual } has passed, so there is one message.
asks-twice =
    { $people ->
        [one] 1 person is asked on the channel they chose:
       *[other] { $people } people are asked on the channel they chose:
    } { $seconds ->
        [0] at { $first }
       *[other] in { $seconds } seconds
    }, again at { $start }.
asks-twice-and-checks =
    { $people ->
        [one] 1 person is asked on the channel they chose:
       *[other] { $people } people are asked on the channel they chose:
    } { $seconds ->
        [0] at { $first }
       *[other] in { $seconds } seconds
    }, again at { $start }; whoever is missing in voice at { $check } hears once more.
asks-once =
    { $people ->
        [one] 1 person is asked once on the channel they chose:
       *[other] { $people } people are asked once on the channel they chose:
    } { $seconds ->
        [0] at { $start }
       *[other] in { $seconds } seconds
    }.
asks-once-and-checks =
    { $people ->
        [one] 1 person is asked on the channel they chose:
       *[other] { $people } people are asked on the channel they chose:
    } at { $start }; whoever is missing in voice at { $check } hears once more.
dry-asks-twice =
    Nobody else is asked. You alone are, on Discord: { $seconds ->
        [0] at { $first }
       *[other] in { $seconds } seconds
    }, again at { $start }.
dry-asks-twice-and-checks =
    Nobody else is asked. You alone are, on Discord: { $seconds ->
        [0] at { $first }
       *[other] in { $seconds } seconds
    }, again at { $start }, and once more if you are missing in voice at { $check }.
dry-asks-once =
    Nobody else is asked. You alone are, on Discord: once, { $seconds ->
        [0] at { $start }
       *[other] in { $seconds } seconds
    }.
dry-asks-once-and-checks =
    Nobody else is asked. You alone are, on Discord: at { $start }, and once more if you are missing in voice at { $check }.
dry-says-nothing = You were told of tonight already, so a dry run sends nothing.
nobody-answered = Nobody has said so far that they might play, so nobody can be asked.
nobody-can-be-asked = Nobody of these has agreed to be asked on a channel that works, so nobody can be asked.
everybody-was-told = Everybody who can be asked was told already, so nobody is asked again.
not-now = Not now
ask-people =
    { $people ->
        [0] Ask
        [one] Ask 1 person
       *[other] Ask { $people } people
    }
start-dry-run = Start dry run
working = Working…
cancel-question = Cancel this campaign?
keep-going = Keep it going
cancel-before = Nobody has been asked yet, and nobody will be.
cancel-after = Whatever has not been sent is not sent any more. Messages that are out stay where they are.
clear-question = Clear this dry run?
clear-keep = Keep it
clear-then = It is over. A real campaign can then be started tonight.
