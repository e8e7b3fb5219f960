# Being away until a day: said on My notifications, ended there or on Tonight; shown to oneself alone.
away = Away
away-hint = Nobody asks you until you are back
back-on = Back on
answered = You said that you may play on { $days }. That stands.
you-are-away = You are away until { $date }.
i-am-back = I am back
you-are-back = You are back
