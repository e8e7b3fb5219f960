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
try-again = Try again
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
dry-run = Dry run
reminder = Reminder
start = Start
voice-check = Voice check
yours = { $time } yours

## Cancelling

cancel-campaign = Cancel campaign
clear-dry-run = Clear dry run

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
skip-erasing = { $people } about to be erased
skip-comes-later =
    { $people ->
        [one] 1 comes later
       *[other] { $people } come later
    }
loading = Loading…
