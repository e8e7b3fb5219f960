# Where other programs hear what happens; for admins.
webhooks = Webhooks
webhooks-note = Addresses of other programs that hear what happens here: numbers and times, nobody's name. Every message is signed.
loading = An address and what it hears
not-loaded = The webhooks could not be loaded. { $reason }
try-again = Try again
none = No other program hears anything yet.
no-key = Addresses cannot be stored here until the operator sets an encryption key.
all-there-may-be = There are { $most }, which is all there may be.
add = Add a webhook
add-it = Add this webhook
save = Save
cancel = Cancel
label = What it is
label-example = For example: the clan's website
address = Address
address-hint = Where to post, with https. Stored encrypted and not shown again.
# $address: what stands before the path, such as https://hooks.example.org.
address-as-it-was = as it was: { $address }/…
hears = Hears
# $event: an event of ours with a hyphen.
event =
    { $event ->
        [evening-short] Too few shortly before the start
        [call-started] Players are called
        [session-ready] Session ready
        [teams-saved] Teams saved
        [result-recorded] Played or not
       *[webhook-test] Test
    }
secret-said = Messages are signed with this secret. It is shown this once.
secret = Secret
copy = Copy
copied = Copied
done = Done
# How an address does.
state =
    { $state ->
        [gone] Switched off: it said that nobody is there any more (410).
        [failing] Switched off: it took nothing for days.
       *[off] Switched off. What it misses is not told later.
    }
failing-since =
    { $failures ->
        [one] Takes nothing since { $time }: { $failures } attempt.
       *[other] Takes nothing since { $time }: { $failures } attempts.
    }
waiting =
    { $waiting ->
        [one] { $waiting } message is on its way.
       *[other] { $waiting } messages are on their way.
    }
nothing-yet = Was told nothing lately.
last-taken = Took its last message { $time }.
tells = Tell { $label }
test = Send a test
test-of = Send a test to { $label }
change = Change
change-of = Change { $label }
renew = Renew the secret
renew-of = Renew the secret of { $label }
renew-question = Renew the secret of { $label }?
renew-means = You are shown another one, once. For a day both hold; then the one of now holds no more.
remove = Remove
remove-of = Remove { $label }
remove-question = Remove { $label }?
remove-means = It hears nothing any more, and what became of its messages is forgotten.
deliveries = Messages
deliveries-of = Messages to { $label }
hide = Hide
hide-of = Hide the messages to { $label }
deliveries-not-loaded = The messages could not be loaded. { $reason }
no-deliveries = No message in the last 30 days.
# What became of a message.
delivered =
    { $attempts ->
        [one] Taken.
       *[other] Taken at attempt { $attempts }.
    }
on-its-way = On its way.
again-at = Attempt { $attempts }; again { $time }.
given-up = Given up after { $attempts } attempts.
# Why an attempt was not taken; $status: what HTTP said.
reason =
    { $reason ->
        [timeout] No answer within ten seconds.
        [no_connection] Nobody listens there.
        [connection_lost] The connection ended before an answer.
        [unknown_host] The name leads nowhere.
        [private_address] It leads into a private network, where messages may not go.
        [tls] Its certificate is not trusted, or of another name.
        [redirect] It led elsewhere ({ $status }); enter that address.
        [status] It answered { $status }.
        [gone] It answered { $status }: gone.
        [bad_answer] What came back is no answer of a web server.
        [unreadable] No encryption key opens the address any more; add it anew.
        [switched_off] Switched off before it was taken.
        [sandbox] In the sandbox nothing is sent.
       *[unexpected] A mistake of ours; the bot's log says more.
    }
