# How everything does, for admins. The lines themselves are the doctor's, and come from the server.
health = Health
health-note = Looked at every minute. muster doctor looks at more, on the machine itself.
loading = How everything does
not-loaded = It could not be looked at. { $reason }
try-again = Try again
again = Look again
looked-at = Looked at { $time }
all-well = All is well.
look = Something wants a look.
act = Something does not work.
part =
    { $part ->
        [bot] The bot
        [database] The database
       *[website] This website
    }
state =
    { $state ->
        [ok] Well
        [off] Off
        [warn] Wants a look
       *[fail] Does not work
    }
