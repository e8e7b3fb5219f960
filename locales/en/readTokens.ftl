# With what other programs read; for admins.
tokens = Tokens
tokens-note = With a token another program reads what may be seen here. It reads, and does nothing else.
loading = A token and what it reads
not-loaded = The tokens could not be loaded. { $reason }
try-again = Try again
none = No token yet.
make = Make a token
make-it = Make this token
cancel = Cancel
label = What it is for
label-example = For example: the stream's overlay
sees = Sees
# $scope: public or member.
reads =
    { $scope ->
        [member] What a member sees: names, too
       *[public] What everybody sees: counts
    }
member-means = It is yours: it ends when you are no admin any more. It reads as nobody in particular, and nothing of yours.
holds = Holds
days =
    { $days ->
        [one] { $days } day
       *[other] { $days } days
    }
token-said = Your token. It is shown this once.
token = Token
copy = Copy
copied = Copied
done = Done
revoked = Revoked
expired = Expired { $date }
holds-until = Holds until { $date }
never-used = never used
last-used = last used { $date }
by = by { $name }
revoke = Revoke
revoke-of = Revoke { $label }
revoke-question = Revoke { $label }?
revoke-means = Nobody reads with it any more.
