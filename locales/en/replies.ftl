# The answers that messages offer: buttons on Discord and Telegram, numbers on Signal.
as-usual = As usual: { $answer }
day-usual = { $day } as usual: { $answer }
