# Why signing in did not work, said once by the page that comes after it.
failed = The sign-in expired or was started in another browser, or this browser refuses cookies. Start it again.
discord-unavailable = Signing in with Discord does not work just now. Try again in a moment.
not-configured = Signing in with Discord is not set up here. Ask an admin.
unavailable = Signing in did not work just now. Try again in a moment.
too-often = That was too often. Wait a minute and sign in again.
