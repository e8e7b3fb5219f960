# The bar above every page of the sandbox, in which one looks at the page as one of its made-up people.
sandbox = Sandbox
nothing-is-sent = Made-up people. Nothing is sent.
look-as = Look as
signed-out = Signed out
unlinked = Not linked
player = Player
promoter = Promoter
admin = Admin
sign-in = Sign in as a player
sign-in-new = Sign in as somebody new
cookies-refused = You are not signed in: this browser refuses cookies. Allow them for this site and sign in again.

# The outbox: the phones of the sandbox's people.
loading = A name on a channel
not-loaded = The messages could not be loaded. { $reason }
try-again = Try again
empty = Nothing was sent yet. Send yourself a test message, and it appears here.
to-notifications = My notifications
person-on-channel = { $person } on { $channel }
channel-and-address = { $channel } · { $address }
direct-messages = direct messages
somebody = Somebody
answers = Answers
announcements = Announcements
announcements-channel = channel

# Who the made-up people are, for programs that ask.
persona-unlinked = Signed in, but not linked to a player profile yet
persona-player = A player like most
persona-promoter = A player who may promote the evening
persona-admin = Runs the community
