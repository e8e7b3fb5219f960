# What is wrong with one input of a request: words that stand behind its name (errors.ftl, field-problem), without a full stop.
is-required = is required
not-known = is not known here
no-json = is not JSON
does-not-fit = does not fit
must-be-text = must be text
must-be-unicode = must be valid Unicode
not-as-written = is not written as it must be
must-be-bool = must be true or false
must-be-whole = must be a whole number
must-be-number = must be a number
must-be-finite = must be a finite number
too-large-number = is too large a number
must-be-list = must be a list
must-be-object = must be a JSON object
must-be-date = must be a date, YYYY-MM-DD
must-be-time = must be a time of day, HH:MM
must-be-instant = must be an instant, such as 2026-11-20T20:00:00Z
must-be-time-zone = must be an IANA time zone, such as Europe/Ljubljana
must-be-base64 = must be base64
must-be-discord-id = must be a Discord id, digits as a string
least-characters =
    must have at least { $number ->
        [one] 1 character
       *[other] { $number } characters
    }
most-characters =
    must have at most { $number ->
        [one] 1 character
       *[other] { $number } characters
    }
most-characters-of-json =
    must have at most { $number ->
        [one] 1 character
       *[other] { $number } characters
    } as JSON
least-beside-codes =
    must have at least { $number ->
        [one] 1 character
       *[other] { $number } characters
    } besides colour codes
visible-characters = must have { $least } to { $most } characters that can be seen
at-least = must be at least { $least }
at-most = must be at most { $most }
one-of = must be one of { $words }
no-nul = must not hold a NUL character
one-line = must not hold line breaks or other control characters
printable = must hold printable text
too-deep = is nested too deeply
finite-numbers = must hold finite numbers
same-as-sound = must be the same as sound_enabled: they are one value
both-or-neither = must have start and end, or neither
needs-allowing = needs allow_promotions
on-own-side = must be on the side they lead
signal-address = must be a number in international form, such as +386 40 123 456
telegram-address = must be a numeric chat id or a @name
after-today = must be after today
within-year = must be within a year
weekday-once = Name each weekday once.
address-of-most = must be an address of at most { $number } characters
must-be-address = must be an address
must-be-plain-address = must be a plain address
must-be-https = must begin with https
must-be-push-service = must be that of a push service on the internet
must-be-our-key = must be the key that we give now: read it anew
must-be-curve-point = must be a point of the curve P-256, in URL-safe base64
must-be-16-bytes = must be 16 bytes in URL-safe base64
