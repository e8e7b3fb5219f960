# Web push: on devices, and where it is turned on. First what a notification says where an answer could not be given at
# once; one line each, without a link.
kept = Not sent yet. Your answer is kept and goes out as soon as there is a network.
signed-out = You are signed out here, so nothing was sent. Open the page and sign in.
not-sent = Your answer could not be sent. Open the page to answer.

# On My notifications: whether this browser may notify its person.
why = Messages here, also while this page is closed: when a session is ready or players are missing. You can answer from there.
turn-on = Turn on here
is-on = Push is on here.
denied = This browser blocks notifications from this page. Allow them in its settings for this site, then load the page anew.
unsupported = This browser cannot show notifications.
needs-home-screen = On an iPhone or iPad: Share, then “Add to Home Screen”, and turn push on in the page that you open from there.
not-set-up = This community does not send to browsers.
not-allowed = Nothing was turned on: the browser was not allowed to notify you.
no-service = This browser could not be reached through its push service. Load the page anew and try again.
not-turned-on = Not turned on. { $reason }
devices = Your devices
here-since = This device, since { $day }
since = Since { $day }
remove = Remove
remove-device = Remove { $device }
not-removed = Not removed. { $reason }
