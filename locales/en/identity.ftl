# The small navigation among what is one's own; on a phone it is the way to places that the tab bar has no room for.
mine = My places
nav-notifications = Notifications
nav-profile = Profile
nav-history = Evenings
nav-campaigns = Campaigns
nav-members = Members
nav-admin = Admin
nav-outbox = Outbox

# The profile.
signed-out = You are not signed in. Sign in to choose your player.
not-loaded = Your profile could not be loaded. { $reason }
try-again = Try again
loading = A name of usual length

# The player.
player = Player
choose-player = Choose your player. Then you can say when you play.
you-play-as = You play as { $name }
play-as = You play as { $name }.
change-player = Change player
keep-player = Keep this player
unlink-player = Unlink player
unlink-question = Unlink { $name }?
unlink-means = Your answers no longer count until you link a player again.

# Who one is.
suggestions = Is one of these you?
none-looks-like-you = No player looks like your Discord name. Find yours below, or ask an admin to add it.
find = Find your player
find-by = Name or alias
results = Search results
none-matches = No player matches “{ $text }”.
looking-for-players = Looking for players
this-is-me = This is me
this-is-me-named = This is me: { $name }
linking = Linking…
taken = Taken

# A profile of one's own.
create-first = Under which name do you play?
create-instead = Not in the list?
played-before = Played here before?
player-name = Player name
create = Create profile
creating = Creating…

# The page's looks.
page = This page
theme = Theme
theme-system = As the device
theme-light = Light
theme-dark = Dark
language = Language
language-browser = As the browser says
written = Dates and hours
time-zone = Time zone

# The Discord account.
discord = Discord
handle = @{ $username }
sign-out = Sign out
not-signed-out = Not signed out. { $reason }
unlink-discord = Unlink Discord
unlink-discord-question = Unlink Discord?
unlink-discord-means = This signs you out everywhere, on every device. Sign in with Discord again whenever you like.

# Where one is signed in.
sessions = Signed in
sessions-loading = A browser of usual length
sessions-not-loaded = Your sessions could not be loaded. { $reason }
unknown-browser = Unknown browser
this-browser = This browser, since { $begun }
more-sessions = { $count ->
    [one] and one more
   *[other] and { $count } more
}
since = Since { $begun }
since-and-seen = Since { $begun }, last used { $seen }
sign-out-everywhere = Sign out everywhere
sign-out-everywhere-question = Sign out everywhere?
sign-out-everywhere-means = This signs you out in every browser, this one included. Your player, your chats and your calendar’s address stay. If somebody else may have seen that address, make a new one on My notifications.

# The name that one goes by.
change-name = Change name
keep-name = Keep this name
new-name = New name
name-hint = You stay found by the names you had.
name-save = Take this name
name-saving = Saving…
names-you-had = Names you are known by
take-name = Use { $name }
names-left = { $left ->
    [one] You can choose once more within 30 days.
   *[other] You can choose { $left } times within 30 days.
}
names-again = You have chosen often enough for now; again from { $date }.
name-taken-over = You go by { $name } now.
names-not-loaded = Your names could not be loaded. { $reason }
