# What went wrong, where the server has said nothing better. $reason and $what are whole: a sentence, a part's name.
unreachable = The server cannot be reached. Check your connection.
too-many = Too many requests. Wait a moment and try again.
server-problem = The server has a problem. Try again in a moment.
refused = The server did not accept that.
something-wrong = Something went wrong. Try again.
not-saved = Not saved. { $reason }
not-drawn = { $what } could not be drawn.
reload = Reload the page
