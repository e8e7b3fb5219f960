# The frame around all places: names of the places, the connection, what went wrong.
skip = Skip to content

places = Places
tonight = Tonight
week = Week
teams = Teams
teams-open = Teams, unlocked
campaigns = Campaigns
history = Evenings
history-link = What past evenings were like
me = Me
outbox = Outbox
admin = Admin
members = Members
invite = You are invited

notifications-title = My notifications
profile-title = Profile
campaigns-note = Who was asked, and who came
outbox-note = What the sandbox would have sent

live = Live
# $time: the hour at which it was last known.
offline = You are offline. This is what was known at { $time }.
answer-queued = Your answer for { $date } will be sent when you are online.
answers-queued = { $count ->
    [one] One answer will be sent when you are online.
   *[other] { $count } answers will be sent when you are online.
}
cut-off = The server cannot be reached. This is what was known at { $time }.
reconnecting = Reconnecting…
polling = Not live. Checking every 15 seconds.

sign-in = Sign in with Discord
sign-in-missing = Signing in is not set up on this site yet.
understood = Understood
cancel = Cancel

unknown-title = There is nothing here
unknown = The address “{ $address }” leads nowhere. Perhaps a letter is missing, or the place has moved.
unknown-action = Go to tonight

part-places = My places
part-profile = The profile
part-notifications = My notifications
part-week = The week
part-presence = Who is there now
part-campaign = The campaign
part-call = The call
