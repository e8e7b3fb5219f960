# Why one of a person's channels is off, for their own page and for Discord's settings.
dms-closed = Discord does not let us write to you. Allow direct messages from the community's server, then switch this on again.
bot-blocked = You blocked our bot. Unblock it there, then switch this on again.
unknown-recipient = We cannot write to this address on { $channel }. Link the chat with a code from this page to mend that.
refused = { $channel } refused our messages to you. Switch this on again.
linked-by-another = Somebody else linked the chat whose address you had typed, so it is theirs now. Link a chat of your own to hear from us there.
chat-stopped = The chat asked us to stop. Link it again to hear from us there.
as-stored = { $reason }
devices-gone = None of your devices takes our messages any more. Turn push on again where you want to hear from us.
