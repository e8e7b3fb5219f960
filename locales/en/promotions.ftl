# Asking people to play tonight: "Promote" is what one does, a campaign what comes of it.

promote = Promote
# The action with what it does; the number is not known yet where it is 0.
promote-people =
    { $people ->
        [0] Promote
        [one] Promote: ask 1 person
       *[other] Promote: ask { $people } people
    }
details = Details
back-to-tonight = Back to tonight
try-again = Try again

## The dialog

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

cannot-not-agreed =
    { $people ->
        [one] 1 cannot be asked: they have not agreed to be asked.
       *[other] { $people } cannot be asked: they have not agreed to be asked.
    }
cannot-no-channel =
    { $people ->
        [one] 1 cannot be asked: no channel leads to them.
       *[other] { $people } cannot be asked: no channel leads to them.
    }
cannot-both = { $people } cannot be asked: { $notAgreed } have not agreed to be asked, to { $noChannel } no channel leads.

who-is-asked = Who is asked
who-a-real-one-asks = Who a real one would ask
row-for-ears = { $status }, on { $channel }
row-told-for-ears = { $status }, told at { $time }
row-told = told { $time }
nobody = Nobody

dry-run = Dry run
dry-run-hint = Only you get the messages

when = When
when-in = When, in { $place }
reminder = Reminder
start = Start
voice-check = Voice check
left-out = left out
in-seconds =
    { $seconds ->
        [one] in 1 second
       *[other] in { $seconds } seconds
    }
yours = { $time } yours

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

## Cancelling

cancel-campaign = Cancel campaign
cancel-question = Cancel this campaign?
keep-going = Keep it going
cancel-before = Nobody has been asked yet, and nobody will be.
cancel-after = Whatever has not been sent is not sent any more. Messages that are out stay where they are.
clear-dry-run = Clear dry run
clear-question = Clear this dry run?
clear-keep = Keep it
clear-then = It is over. A real campaign can then be started tonight.

## A campaign

campaign = Campaign
campaign-of-tonight = Tonight’s campaign
nobody-asked-yet = Nobody has been asked about tonight yet.
campaign-not-loaded = The campaign could not be loaded. { $reason }

headline-scheduled = Scheduled
headline-under-way = Under way
headline-over = Over
headline-failed = Failed
headline-cancelled = Cancelled

# Whom it asks, by the answers that it includes.
asked-who =
    { $people ->
        [one] 1 person
       *[other] { $people } people
    } who said { $answers ->
        [both] looking, available or maybe
        [available] looking or available
        [maybe] looking or maybe
       *[looking] looking
    }: { $channels }.
asked-dry = Nobody but its promoter is asked, on Discord.
on-channel = { $people } on { $channel }

# How it stands, in one line beside its headline.
stands-scheduled =
    { $people ->
        [one] 1 person is asked at { $time }.
       *[other] { $people } people are asked at { $time }.
    }
stands-start-next = { $told } of { $people } told, again at { $time }.
stands-sending = { $told } of { $people } told so far.
stands-check-next = { $told } of { $people } told; next, who is in voice.
stands-told = { $told } of { $people } told.
stands-told-and-came = { $told } of { $people } told, { $present } of { $expected } in voice.
stands-failed = Nobody could be reached.
stands-stopped-before = It was stopped before anything was sent.
stands-stopped-after =
    { $told ->
        [one] It was stopped after 1 person was told.
       *[other] It was stopped after { $told } people were told.
    }

## Its timeline

timeline = Timeline
step-scheduled = Scheduled
step-sending = Sending
step-sent = Sent
step-done = Done
step-partly-sent = Partly sent
step-failed = Failed
step-left-out = Left out
step-cancelled = Cancelled

in-voice-of = { $present } of { $expected } in voice
told-missing =
    { $told ->
        [one] Told 1 who was missing
       *[other] Told { $told } who were missing
    }
waiting = Waiting
delivered = Delivered
skipped = Skipped
failed = Failed
unknown = Unknown

skipped-because = Skipped: { $reasons }.
skip-quiet-hours = { $people } in quiet hours
skip-withdrew = { $people } withdrew
skip-opted-out = { $people } opted out
skip-unlinked = { $people } no longer linked
skip-no-channel = { $people } without a working channel
skip-already-notified = { $people } told already
skip-expired = { $people } too late to be of use
skip-cancelled = { $people } cancelled before it was sent
skip-voice-unknown = { $people } left alone, as voice could not be read
skip-away = { $people } away
skip-comes-later =
    { $people ->
        [one] 1 comes later
       *[other] { $people } come later
    }

## The place of campaigns

only-promoters = Only promoters see past campaigns.
only-promoters-hint = Tonight’s campaign is shown to everybody on the page of tonight.
signed-out-hint = Sign in to see what was asked and who came, if you promote here.
no-campaigns = Nobody has promoted an evening yet.
no-campaigns-hint = The first campaign appears here.
campaigns-not-loaded = The campaigns could not be loaded.

history = History
evening = Evening
looking-since = Looking since
in-voice = In voice
count-of = { $number } of { $people }
not-known = Not known
no-promoter = Somebody no longer linked
show-older = Show older
loading = Loading…

turnout = Turnout in voice
turnout-later = Once voice was read for two campaigns, they are compared here.
turnout-came =
    { $campaigns ->
        [one] of those who said yes came to voice, at 1 campaign
       *[other] of those who said yes came to voice, over { $campaigns } campaigns
    }
turnout-figure = { $percent } %
turnout-of = of { $expected }
turnout-key-present = In voice
turnout-key-expected = Said yes and heard
turnout-bar = { $date }: { $present } of { $expected }
turnout-in-words =
    Turnout in voice over { $campaigns ->
        [one] 1 campaign
       *[other] { $campaigns } campaigns
    }: { $percent } % of those who said yes. { $evenings }.
