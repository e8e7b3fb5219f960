# What a link to a day shows wherever it is pasted: a picture, and words for those who show links by words. No names of people.
title = { $community }: { $headline }
headline-community = Who plays tonight?
headline-seats = { $when ->
    [tonight] { $looking } of { $needed } tonight, { $time }
   *[day] { $looking } of { $needed } on { $day }, { $time }
}
# More are in than it takes.
headline-more = { $when ->
    [tonight] { $looking } are in tonight, { $time }
   *[day] { $looking } are in on { $day }, { $time }
}
headline-no-session = { $when ->
    [tonight] No session tonight
   *[day] No session on { $day }
}
headline-played = { $day }: it was played
headline-not-played = { $day }: no session came of it
headline-over = { $day }: { $looking } of { $needed } were in
description-community = Say when you play, and see when the others do.
description-short = { $missing } short. Are you in?
description-ready = Enough for a session. Are you in, too?
came = { $count } came
could-play = { $count } more could play
maybe = { $count } maybe
could-play-and-maybe = { $available } more could play, { $maybe } maybe
ready = Session ready
short = { $missing } short

# The page: a link to tonight, handed to another app.
share-tonight = Share tonight
copied = Link copied
copy-by-hand = The link to tonight
