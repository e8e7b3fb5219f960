# Players in admins' hands.
players = Players
players-note = Everybody who plays here, with all of their names. What you change holds at once; most of it can be undone, here or under Done lately.
find-label = Find a player
find-by = A part of a name, or a guid
show = Show
linked =
    { $linked ->
        [yes] Linked
        [no] Not linked
       *[all] Everybody
    }
loading = Players and their names
not-loaded = The players could not be loaded. { $reason }
try-again = Try again
nobody = There are no players yet.
none-matches = No player goes by “{ $text }”.
more = Show more
list = List of players

rating-is = Rating { $rating }
also = also { $names }
alts-are =
    { $count ->
        [one] one person with { $names }
       *[other] one person with { $names }
    }
linked-to = Linked to { $name }
linked-to-gone = Linked to { $name }, who has unlinked Discord
linked-to-nobody = Nobody is linked
edit = Edit
edit-named = Edit { $name }
close = Close
close-named = Close { $name }

name = Name
rename = Rename
rename-hint = The name before stays an alias.
rating = Rating
rating-hint = By it teams are balanced; empty: not known.
save-rating = Save
not-a-number = A rating is a number such as 1450 or 27.5.
aliases = Aliases
add-alias = Add an alias
add = Add
remove = Remove
remove-named = Remove the alias { $alias }
alts = Other profiles of this person
split = Split off
split-named = Split { $name } off
who-is-it = Who is it
unlink = Unlink
unlink-named = Unlink { $name }
signs-in-by = Signs in by { $account }, too
detach = Detach
detach-named = Detach { $account }
link-label = Find whoever is this player
link-by = A part of a Discord name, or a number
link = Link
link-named = Link { $name }
plays-as = plays as { $name }
no-account-matches = Nobody who signed in goes by “{ $text }”.
merge-label = Find another profile of the same person
merge-into = Merge
merge-named = Merge { $gone } into { $name }

done =
    { $what ->
        [rename] Renamed to { $value }.
        [rating] Rating: { $value }.
        [clear-rating] The rating is cleared.
        [add-alias] Also { $value } now.
        [remove-alias] Not { $value } any more.
        [link] { $value } is linked.
        [unlink] Nobody is linked any more.
        [detach] { $value } is nobody's now, and this player has to sign in anew.
        [merge] { $value } is the same person now.
       *[split] { $value } stands by itself now.
    }
nothing-changed = That is so already.
undo = Undo
undone = Taken back.

merge-question = Are { $gone } and { $name } one person?
merge-means = { $gone } becomes another profile of { $name }, with all of its names. It can be undone.
merge-moves = { $gone } becomes another profile of { $name }, with all of its names. { $account }, who is linked to it, is { $name } from then on. It can be undone.
merge-joins =
    { $answers ->
        [0] { $account } and { $kept } become one person, { $name }: what either of them has is theirs, and either Discord account signs them in. This cannot be undone.
       *[other] { $account } and { $kept } become one person, { $name }: what either of them has is theirs, and either Discord account signs them in. For { $days ->
                [0] no day both have answered
                [one] one day both have answered, and the later answer holds
               *[other] { $days } days both have answered, and the later answer holds
            }. This cannot be undone.
    }
merge-waits = Looking at what would happen
merge = Merge

import = Import players
import-note = A CSV file with guid, name and, if you like, aliases and rating. You see what it changes before anything does.
choose-file = Choose a file
another-file = Choose another file
too-large = This file is larger than 700 kB; import it in parts, or by “muster players import”.
looking = Looking at { $file }
would =
    { $file }: { $added ->
        [one] one new player
       *[other] { $added } new players
    }, { $changed } changed, { $unchanged } as they are.
refused-lines =
    { $count ->
        [one] One line does not fit, so nothing can be imported:
       *[other] { $count } lines do not fit, so nothing can be imported:
    }
refused-line = Line { $line }: { $reason }
refused-more = and { $count } more
new-players = New
changed-players = Changed
was-and-is = { $before } → { $after }
row-rating = rating { $rating }
row-also = also { $names }
shown-of = The first { $shown } of { $count }.
import-now =
    { $count ->
        [one] Import one player
       *[other] Import { $count } players
    }
nothing-to-import = There is nothing to import: everything is as it is in the file.
imported = { $added } added, { $changed } changed.
