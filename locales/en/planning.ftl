# The planning room. A room is of one evening; A and B are its two sides.

## How the room stands

planning-room = Planning room
short = { $count ->
    [one] 1 short
   *[other] { $count } short
}
locked-nobody = The planning room opens once { $threshold } are looking for tonight. Nobody is yet.
locked = The planning room opens once { $threshold } are looking for tonight. { $looking ->
    [one] 1 is looking.
   *[other] { $looking } are looking.
}
locked-answer = Answer for tonight
unlocked = Enough are looking
no-session = No session tonight
unlocked-open = Names and teams can be settled now.
unlocked-sign-in = Sign in and choose your player to take part.
unlocked-link = Choose your player to take part.
choose-player = Choose your player
open-room = Open planning room
opening-room = Opening…
opened-by = Opened by { $name }
could-play-of = { $committed } of { $house } could play
could-play = { $committed } could play
not-loaded = The planning room could not be loaded. { $problem }
try-again = Try again
not-up-to-date = Not up to date. Loaded at { $time }.
loading = The planning room is loading

## Who plays

players = Players
not-on-a-team = Not on a team
you = you
join = Join
joining = Joining…
join-does = You are not in tonight’s room. Joining says that you are looking.
no-longer-in = No longer in
person-heard = { $name }, { $status }
captain-heard = { $name }, { $status }, captain
captain = Captain
somebody = Somebody

## My team

my-team = You are on { $side }, captain { $captain }
my-team-no-captain = You are on { $side }
my-team-captain = You are on { $side }, as its captain
side = Side { $side }
side-members = { $side }: { $names }

## Teams

saved-teams = Saved teams
no-teams = No teams saved yet
who-saves = { $name }, a promoter or an admin can save teams.
who-changes = { $name }, a promoter or an admin can change them.
saved-just-now = Teams were saved just now.
change-teams = Change teams
copy = Copy as text
copied = Copied
copy-by-hand = Copy the teams from here
share = Share
print = Print
text-heading = Teams, { $evening }
text-heading-named = { $name }: teams, { $evening }
text-side = { $side }: { $names }
text-side-empty = { $side }: nobody yet
text-captain = { $name } (captain)

## The draft

draft = Draft
draft-not-saved = Not saved yet
draft-saved = Saved
auto-draft = Auto-draft
rebalance = Rebalance
undo = Undo
save = Save
saving = Saving…
discard = Discard changes
close-draft = Back to the saved teams
unassigned = Unassigned
unassign = On no side
tally = How many are on each side
tally-side = { $side } { $count }
tally-left = { $count } left
average = avg { $rating }
no-rating = no rating
lead = { $name } as captain
everybody-placed = Everybody is on a side
nobody-here = Nobody yet
gone = No longer in: { $names }
moved = { $name } moved to { $side }.
moved-off = { $name } is unassigned.
leads = { $name } leads { $side }.
leads-no-more = { $name } no longer leads { $side }.
drafted = { $count ->
    [one] Drafted 1 player. Undo takes it back.
   *[other] Drafted { $count } players. Undo takes it back.
}
nobody-on-a-side = Nobody is on a side yet.
nothing-to-undo = Nothing to undo.
undone = Undone.
nothing-to-move = Nothing to move: these teams are as even as they get.
rebalanced = Rebalanced. Undo takes it back.
teams-saved = Teams saved.
saved-already = These teams are saved already.
draft-kept = Your draft from before is here again. It is not saved yet.

## How even

by-lot = Nobody here has a rating: drawn by lot.
rated-of = { $rated } of { $players } have a rating
odds = A wins { $percent } %, rating gap { $gap }
odds-uneven = { $a } against { $b }, rating gap { $gap }

## Two drafts

fewest-moves = Fewest moves to even teams
column-player = Player
column-now = Now
column-then = Then
column-yours = Yours
column-theirs = Theirs
spot-captain = { $side }, captain
apply = Apply
leave-it = Leave it
somebody-saved = Somebody else saved a draft
somebody-saved-just-now = Somebody else saved a draft just now.
yours-kept = Somebody else saved a draft. Yours is kept here.
show-difference = Show the difference
take-theirs = Take theirs
save-over = Save mine over it
theirs-shown = Theirs is shown. Undo brings yours back.

## The name

name-for-tonight = Name for tonight
no-name = No name suggested yet. Suggest one: it gets your vote.
fewer-names = Fewer names
all-names = All { $count } names
not-voted = Not voted. { $problem }
votes = { $count ->
    [one] { $number } vote
   *[other] { $number } votes
}
with-yours = with yours
from = from { $name }
leading-from = { $leading }, from { $name }
leading = Leading
suggest = Suggest a name
add = Add
adding = Adding…
tonights-name = Name: { $name }

## The thread on Discord

thread = Discord thread
thread-coming = The Discord thread is on its way.
thread-there = The room has a thread on Discord.
thread-none = No Discord thread: { $problem }
open-thread = Open the thread
ask-for = Ask for { $count } more
asked = Asked in the thread at { $time }.
asked-already = Asked at { $time } already; wait ten minutes.

## Yesterday

yesterday = Yesterday’s room
close-yesterday = Close yesterday’s room
