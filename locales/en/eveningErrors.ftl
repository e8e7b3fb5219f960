# What went wrong with answers, evenings, campaigns, calls and the planning room. $start: a time, HH:MM.
not-your-campaign = Only the promoter who started this campaign or an admin may cancel it.
not-team-editor = Only who opened the planning room, a promoter or an admin may save teams.
campaign-not-found = There is no campaign with this id.
no-planning-room = There is no planning room for today yet; open it first.
no-record = Nothing is recorded of that evening.
suggestion-not-found = Today's planning room has no such name; choose one of those it shows.
answer-overtaken = You have said something else since; that stands.
campaign-exists = You have promoted today already; a campaign that is not over can be cancelled first.
day-has-campaign = Somebody has promoted today already, and this community allows one campaign a day.
nobody-to-ask = Nobody who could be asked has agreed to it, so there is nothing to send.
campaign-over = This campaign has sent everything it had to send; there is nothing left to stop.
no-session = There is no session tonight.
no-session-that-day = There was no session on that day.
call-exists = A call is on already; it asks until enough are looking.
nobody-missing = Enough players are looking tonight, so there is nobody to call for.
session-begun = Tonight's session has begun, or there is none; it is too late for a call.
no-call = There is no call tonight that could be stopped.
evening-not-begun = That evening has not begun; come back when it has.
evening-told = Voice or the game server told who was there; nothing is to be closed by hand.
evening-forgotten = It is not kept any more who was there on that evening.
planning-locked = The planning room opens once enough players are looking.
planning-not-open = There is no planning room to join yet; open it once enough players are looking.
name-taken-here = Somebody has suggested this name already; vote for it.
room-full-of-suggestions = The room has 50 names, which is all it holds; vote for one of them.
too-many-suggestions = You have suggested 10 names today, which is all one may; vote for one of them.
too-few-players = Two teams need two players at least.
nobody-twice = Nobody can be in the teams twice.
draft-changed = Somebody saved other teams in the meantime; look at the difference and save again.
not-in-pool = Somebody in these teams is not in today's pool; take them out and save again.
date-in-past = Past days are read-only.
date-too-far = Answers can be given up to 90 days ahead.
answered-too-early = answered_at is more than seven days ago.
answered-in-future = answered_at is in the future; set this device's clock.
invalid-arrival = Say a time after the session's start and at most six hours after it.
arrival-after-start = The session starts at { $start }; say a time after that, six hours at most.
time-goes-with = A time goes with LOOKING or AVAILABLE alone.
invalid-condition = A condition asks for 2 to 99 players, you among them.
condition-goes-with = A condition goes with AVAILABLE alone.
invalid-range = The range ends before it starts.
outside-calendar = The dates are outside the calendar.
range-too-long = A range may have at most 180 days.
range-most = A range may have at most { $most } days.
promotions-off = Promotions are switched off in this community.
back-after-today = The day on which you are back must be after today.
back-within-year = The day on which you are back must be within a year.
rule-weekday = A weekday is a number from 0, Monday, to 6, Sunday.
rule-threshold = { $weekday }: a session needs from { $least } to { $most } players.
rule-call-most = { $weekday }: a call asks from 1 to { $most } people.
rule-call-below = { $weekday }: a chance is from { $least } to { $most } per cent.
rule-time = { $weekday }: say a time as HH:MM.
rule-call-at = { $weekday }: a call has to begin before the session, which starts at { $start }.
# A weekday at the head of a sentence; 0 is Monday.
weekday =
    { $weekday ->
        [0] Monday
        [1] Tuesday
        [2] Wednesday
        [3] Thursday
        [4] Friday
        [5] Saturday
       *[6] Sunday
    }
