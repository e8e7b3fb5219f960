# Rights by person, for admins.
rights = Rights
rights-note = Promoters ask people to play; admins do that, and everything on this page. A change holds at once.
loading = Who may do what
not-loaded = The rights could not be loaded. { $reason }
try-again = Try again
# $tier: what somebody is, a word of the list below. $source: the setting that says so.
tier =
    { $tier ->
        [root] Root
        [admin] Admin
        [promoter] Promoter
        [moderator] Moderator
       *[none] No right
    }
from-settings =
    { $right ->
        [admin] Admin by ADMIN_DISCORD_IDS, which is changed in the settings
       *[promoter] Promoter by PROMOTER_DISCORD_IDS, which is changed in the settings
    }
given-by = Given by { $name } on { $date }
given-by-operator = Given by the operator on { $date }
handle = @{ $username }
never-signed-in = Never signed in
you = You
right-of = Right of { $name }
take = Take away
take-from = Take the right of { $name } away
take-question = Take the right of { $name } away?
take-means = They are { $tier } until you press the button. It can be given again.
take-own = You are taking your own right away. Another admin can give it back.

give = Give a right
find-label = Find somebody who signed in
find-by = Name, or a Discord id
results = Search results
none-matches = Nobody who signed in goes by “{ $text }”. A whole Discord id finds any account.
make =
    { $tier ->
        [root] Make root
        [admin] Make admin
       *[promoter] Make promoter
    }
make-named =
    { $tier ->
        [root] Make { $name } root
        [admin] Make { $name } admin
       *[promoter] Make { $name } promoter
    }
has-it = { $name } is { $tier } now.
