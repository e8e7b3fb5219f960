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
act = { $who } { $what }
what =
    { $act ->
        [rights-grant] made { $person } { $after } (before: { $before })
        [rights-revoke] took the right of { $person } away (it was { $before })
        [community-import] imported the community that used slomix
        [player-rename] renamed { $from } to { $to }
        [player-add_alias] let { $person } be found as { $alias }, too
        [player-remove_alias] took the alias { $alias } off { $person }
        [player-rating] set the rating of { $person } to { $to } (before: { $from })
        [player-link] linked { $person }
        [player-unlink] unlinked { $person }
        [player-merge] let another profile be { $person }, too ({ $alias })
        [player-split] let { $person } stand by itself
        [player-detach] took a further Discord account off { $person }
        [player-import] imported players: { $added } new, { $changed } changed
        [person-export] took out what is stored of { $person }
        [person-export_answers] took out the answers of { $person }
        [person-erase] had { $person } erased, in a week
        [person-keep] kept { $person } from being erased
        [invite-create] made an invite link
        [invite-revoke] revoked an invite link
        [webhook-create] added a webhook
        [webhook-change] changed a webhook
        [webhook-renew] renewed the secret of a webhook
        [webhook-remove] removed a webhook
        [webhook-test] sent a test to a webhook
        [webhook-end] switched off a webhook that took nothing any more
        [token-create] made a read token
        [token-revoke] revoked a read token
        [evenings-rule] changed { $weekday }: { $changes }
       *[other] { $words } ({ $person })
    }
took-back = { $what }, which took something back
no-right = nothing
not-known = none
# A part of a weekday's rule, and what it was before.
rule-part =
    { $part ->
        [session] session { $after } (before: { $before })
        [starts_at] start { $after } (before: { $before })
        [threshold] enough players { $after } (before: { $before })
        [call_at] call at { $after } (before: { $before })
        [call_most] a call asks at most { $after } (before: { $before })
       *[call_below] a call below { $after } % (before: { $before })
    }
as-set = as set
yes = yes
no = no
