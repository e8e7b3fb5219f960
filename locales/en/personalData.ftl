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
