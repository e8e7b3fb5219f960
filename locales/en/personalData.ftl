# What is stored of oneself: given, and erased.
stored = What is stored of you
stored-means = Everything this site keeps about you, as a file: your answers, your messages, how you are reached. Nobody else reads your addresses.
download-all = Download everything
download-answers = Download answers (CSV)
downloading = Downloading…
not-downloaded = Not downloaded. { $reason }

erase = Erase me
erase-question = Erase everything about you?
erase-means = In a week all that is stored of you here is gone for good: your answers, who you are, how you are reached. Until then nobody asks you to play, and one press keeps it all. What others need, such as how many came on an evening, stays as numbers. If you sign in again later, you are somebody new here.
asked = You will be erased on { $when }. Until then you can still stay.

# The notice above every place, for whoever is to be erased.
will-be-erased = You will be erased here on { $when }. Until then nobody asks you to play.
stay = Stay
staying = You stay. Nothing was lost.

# For admins: the same for somebody who asks them.
people = Personal data
people-note = For people who ask you to do it for them. You get what is stored of them without their addresses. It is noted that you did.
find-label = Find somebody who signed in
find-by = Name, or a Discord id
results = Search results
none-matches = Nobody who signed in goes by “{ $text }”.
handle = @{ $username }
download-of = Download everything of { $name }
answers-of = Download the answers of { $name }
answers-short = Answers (CSV)
erase-somebody = Erase
erase-of = Erase { $name }
erase-somebody-question = Erase everything about { $name }?
erase-somebody-means = They hear of it, and can stay by one press for a week. After that all that is stored of them here is gone for good.
erased-on = Will be erased on { $when }
let-stay = Let stay
let-stay-named = Let { $name } stay

leaving = About to be erased
leaving-loading = Somebody who is about to be erased
leaving-none = Nobody is.
leaving-not-loaded = Who is about to be erased could not be loaded. { $reason }
try-again = Try again
asked-by =
    { $who ->
        [person] They asked themselves.
        [admin] An admin asked.
        [restore] They had been erased before a backup was restored.
       *[operator] The operator asked.
    }

# In the file itself: what it is, and why a table is not in it.
all-of-one = Everything that this site stores of one person, table by table.
given-as-addresses = Addresses are given as they read, under “addresses”.
names-no-account = It names no account: who said stop may never have been here.
true-right-now = It is what is true right now, and overwritten within a minute.
nobody-here = Nobody who is in it is here.
