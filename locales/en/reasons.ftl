# Why a message did not reach somebody, as they are told.
quiet-hours = It was your quiet hours.
withdrew = You had taken your answer back.
opted-out = You had switched this off.
unlinked = You were not linked to a player.
no-channel = There was no channel that could reach you.
already-notified = You had been told already.
expired = It would have come too late to be of use.
cancelled = It was no longer needed.
voice-unknown = Voice could not be read.
away = You were away.
over-limit = You had been asked as often as you want to be.
full = Enough players had been found.
comes-later = You had said that you come later.
erasing = You are to be erased here.
failed = The service did not take it.
unknown = The service did not say whether it arrived; it is not sent twice.
