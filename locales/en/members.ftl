# Members: for promoters and admins, who could be asked at all.
nav = Asking people
nav-campaigns = Campaigns
nav-members = Members
only-promoters = Only promoters and admins see members.
only-promoters-hint = What you set for yourself is found under My notifications.
signed-out-hint = Sign in to see who could be asked, if you promote here.
back-to-tonight = Back to tonight
part-invites = The invite links

## The head

tonight = Who could be asked
# The number stands before it.
askable = { $askable ->
    [one] person could be asked tonight
   *[other] people could be asked tonight
}
of-members = { $members ->
    [one] One member
   *[other] { $members } members
}, { $linked } linked to a player.
# $reasons: the messages below, one after the other.
of-members-but = { $members ->
    [one] One member
   *[other] { $members } members
}, { $linked } linked to a player: { $reasons }.
declined = { $people ->
    [one] one does not want to be asked
   *[other] { $people } do not want to be asked
}
unreachable = { $people ->
    [one] one has no way to be reached
   *[other] { $people } have no way to be reached
}
away = { $people ->
    [one] one is away
   *[other] { $people } are away
}
answered = { $answered ->
    [0] None of them has answered yet.
    [one] One of them has answered already.
   *[other] { $answered } of them have answered already.
}
away-hint = Who is away is shown to themselves alone.

## Finding somebody

list = Members
find = Find a member
find-by = Name or alias
filter = Show
filter-all = Everybody
filter-player = No player
filter-consent = Not to be asked
filter-channel = No way to reach
found = { $found ->
    [one] One person
   *[other] { $found } people
}
nobody = Nobody is like this.
nobody-named = Nobody here is called “{ $name }”.
loading = A name of usual length
not-loaded = Members could not be loaded. { $reason }
try-again = Try again
previous = Previous
next = Next
pages = Pages
page-of = Page { $page } of { $pages }

## One person

no-player = Signed in, no player yet
no-channel = No way to reach
may-be-asked = May be asked
not-to-be-asked = Not to be asked
check-in = Daily check-in
no-check-in = No check-in
# How many days it is since somebody last answered for any day.
silent = { $days ->
    [0] Answered today
    [one] Answered yesterday
   *[other] Answered { $days } days ago
}
never-answered = No answer yet
