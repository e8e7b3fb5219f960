# What became of past campaigns.
back-to-tonight = Back to tonight

## The place of campaigns

only-promoters = Only promoters see past campaigns.
only-promoters-hint = Tonight’s campaign is shown to everybody on the page of tonight.
signed-out-hint = Sign in to see what was asked and who came, if you promote here.
no-campaigns = Nobody has promoted an evening yet.
no-campaigns-hint = The first campaign appears here.
campaigns-not-loaded = The campaigns could not be loaded.
history = History
evening = Evening
looking-since = Looking since
in-voice = In voice
count-of = { $number } of { $people }
not-known = Not known
no-promoter = Somebody no longer linked
show-older = Show older
turnout = Turnout in voice
turnout-later = Once voice was read for two campaigns, they are compared here.
turnout-came =
    { $campaigns ->
        [one] of those who said yes came to voice, at 1 campaign
       *[other] of those who said yes came to voice, over { $campaigns } campaigns
    }
turnout-figure = { $percent } %
turnout-of = of { $expected }
turnout-key-present = In voice
turnout-key-expected = Said yes and heard
turnout-bar = { $date }: { $present } of { $expected }
turnout-in-words =
    Turnout in voice over { $campaigns ->
        [one] 1 campaign
       *[other] { $campaigns } campaigns
    }: { $percent } % of those who said yes. { $evenings }.
part-weekdays = The weekdays
