# What became of the steps of a campaign, for promoters.
too-late = It was too late to be of use.
voice-unknown = Voice could not be read.
our-fault = Something went wrong on our side; the log says what.
called-off = The session was called off.
voice-check-off = The voice check is switched off.
start-says-all = The start message says it all.
nobody-reached = Nobody could be reached.
# What did not go as it should. $parts: a list of those below.
doubts = In doubt or missing: { $parts }.
failed = { $count } failed
unknown = { $count } unknown
too-late-number = { $count } too late
voice-unread = voice could not be read
summary-unposted = the summary could not be posted
