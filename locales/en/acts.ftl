# What admins did lately, for admins.
acts = Done lately
acts-note = What admins did on the page, and the operator by a command.
loading = Somebody did something to somebody
not-loaded = What was done could not be loaded. { $reason }
try-again = Try again
none = Nothing was done yet.
earlier = Show earlier
undo = Undo
undo-named = Undo: { $what }
undone = Undone
operator = The operator
somebody = Somebody who is gone
# What was done, as a sentence without its subject. $act: SUBJECT-VERB. $person: whom it concerns.
what =
    { $act ->
        [rights-grant] made { $person } { $after } (before: { $before })
        [rights-revoke] took the right of { $person } away (it was { $before })
        [community-import] imported the community that used slomix
       *[other] { $words } ({ $person })
    }
took-back = { $what }, which took something back
no-right = nothing
