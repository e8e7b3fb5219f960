# What went wrong with webhooks, and with tokens of other programs.
read-token-invalid = This token is not known, has expired or was revoked.
read-token-not-enough = This token may not do that: it reads what the API's document lists for it, no more.
webhook-not-found = There is no such webhook; it may have been removed.
read-token-not-found = There is no such token.
too-many-webhooks = There are ten webhooks, which is all there may be; remove one first.
webhook-off = This webhook is switched off; switch it on first.
webhook-unreadable = No encryption key opens this webhook any more; remove it, and add it anew.
too-many-read-tokens = 50 tokens hold at once, which is all that may; revoke one first.
address-not-http = This is no web address; it begins with https://.
address-https-only = Events are sent to https:// alone.
address-credentials = An address may not hold a name and password before its host.
address-fragment = An address may not hold a #.
address-host = This is no host's name.
address-port = Events are sent to port 443, or to one from 1024 on.
address-private = This address leads into a private network, where events are not sent.
address-too-long = An address has at most 2000 characters.
