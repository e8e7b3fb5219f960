# The commands as Discord lists them: descriptions have at most 100 characters, names of options 32.
avail = Say when you play
avail-set = Set your answer for a day
avail-clear = Take your answer for a day back
avail-show = See who is in tonight and tomorrow
queue = See who is looking to play tonight
tomorrow = See who is in tomorrow, or answer for it
link = Link another chat, to be told there
link-telegram = Link your Telegram chat
link-signal = Link your Signal chat
promote = Ask players to come tonight (promoters)
promote-preview = See who would be asked, when and how
promote-start = Ask them
promote-cancel = Stop what has not been sent
call = Call players while tonight is short (promoters)
call-preview = See who would be asked first, and what it says
call-start = Ask those who have not answered, a few at a time
call-stop = Stop it, or hold the one that would start by itself
plan = Tonight's planning room
plan-open = Open the planning room
plan-join = Be in tonight's pool
plan-teams = See the teams, or have fair ones made
settings = What you are told, where, and in which language
away = Be asked nothing until you are back

# What each option means. What people type stays English: today, off.
option-status = Your answer
option-day = Today if you leave it out; tomorrow, a weekday or a date
option-from = From when you play, if that is later than the start: 21:30
option-only-if = You are in if so many are, yourself counted
option-available = Ask those who are available, too
option-maybe = Ask those who said maybe, too
option-dry-run = Send it to yourself alone
option-most = How many to ask at most
option-wait = Minutes to wait for answers before asking more
option-until = The day you are back: tomorrow, a weekday or a date; off: you are here

# What each option is called: small letters, no spaces.
name-status = status
name-day = day
name-from = from
name-only-if = only_if
name-available = available
name-maybe = maybe
name-dry-run = dry_run
name-most = most
name-wait = wait
name-until = until
