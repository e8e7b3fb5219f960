# Invite links: made by promoters and admins, and the page to which one leads.
invites = Invite links
invites-hint = A link shows newcomers the way in. It gives no rights, and nobody is named by it.
label = What for
label-example = Such as: spring tournament
holds = Holds for
days = { $days ->
    [one] 1 day
   *[other] { $days } days
}
most-uses = For how many
as-many = As many as come
people = { $people ->
    [one] 1 person
   *[other] { $people } people
}
make = Make a link
make-it = Make this link
made = Your link. It is shown this once.
link = The link
copy = Copy
copied = Copied
share = Share
another = Done
none = There is no link yet.
not-loaded = The links could not be loaded. { $reason }
try-again = Try again
loading = A link of usual length
unnamed = Without a name
# What came of a link: how many people came by it, how many of them are linked, how many of those have answered.
came = { $uses } came, { $linked } linked, { $answered } answered
by = by { $name }
holds-until = Holds until { $date }
expired = Expired on { $date }
revoked = Revoked
used-up = Used up
uses-left = { $left ->
    [one] for one more
   *[other] for { $left } more
}
revoke = Revoke
revoke-named = Revoke { $label }
revoke-question = Revoke this link?
revoke-means = Nobody comes by it any more. Whoever came stays.

## Where a link leads

plays = { $name } meets to play at { $time }.
plays-some-day = { $name } meets to play.
steps = Sign in, say who you are, and answer for tonight.
next-player = You are signed in. Say who you are, and answer for tonight.
choose-player = Choose your player
already = You belong here already.
answer-tonight = Answer for tonight
# An invite that does not hold; one can sign in all the same.
invite-expired = This invite link has expired. You can sign in all the same.
invite-revoked = This invite link was taken back. You can sign in all the same.
invite-used-up = This invite link has brought all the people it was for. You can sign in all the same.
invite-unknown = This invite link is not one of ours; perhaps a letter is missing. You can sign in all the same.
