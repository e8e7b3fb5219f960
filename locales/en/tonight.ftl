# The tonight message on Discord, its scheduled event, and the planning room's thread there. $start and $relative
# are Discord's own times, which everybody sees in their zone.
heading = ## Tonight, { $start }
start = Start: { $start }, { $relative }
queue = **Queue:** { $names }
queue-empty = **Queue:** Queue is empty
nobody-in-queue = Queue is empty
available = **Available:** { $names }
maybe = **Maybe:** { $names }
room-open = The planning room is open.
room-can-open = The session is ready: the planning room can be opened.
call = A call is on: { $asked } asked, { $yes } yes.
heading-over = ## The evening of { $start }
over = This evening is over.

event-name = Tonight's session
# How many are looking, how many are needed (0: none), and when it starts.
event = { $count ->
    [0] Nobody is looking
    [one] { $count } is looking
   *[other] { $count } are looking
}{ $missing ->
    [0] : the session is ready.
    [one] { "" } at the moment; { $missing } more is needed.
   *[other] { "" } at the moment; { $missing } more are needed.
} { $begun ->
    [yes] It started at { $when }.
   *[no] It starts at { $when }.
}

thread-name = Planning { $day } { $year }
# Why there is no thread, for whoever opened the room.
thread-not-yet = Discord has not opened the thread yet; we keep trying.
thread-too-late = Discord did not open the thread before the day was over.
thread-no-bot = Discord is not set up here: the operator has to set DISCORD_BOT_TOKEN.
thread-no-channel = No channel is set for the thread: the operator has to set AVAILABILITY_PLANNING_THREAD_PARENT_CHANNEL_ID.
thread-unknown-channel = Discord knows no channel with the id in AVAILABILITY_PLANNING_THREAD_PARENT_CHANNEL_ID; the operator has to correct it.
thread-wrong-channel = AVAILABILITY_PLANNING_THREAD_PARENT_CHANNEL_ID is no ordinary text channel, and private threads exist only there.
thread-no-access = The bot may not open private threads in the channel: give it View Channel, Create Private Threads and Send Messages in Threads there.
thread-too-many = The Discord server has as many open threads as it may have; close some.
thread-bad-token = Discord does not accept the bot's token; the operator has to set another.
thread-refused = Discord did not open the thread; the bot's log says more.
thread-as-stored = { $reason }
