# What stands in the page before any of its code runs (index.html), on the page of an unknown address (not-found.html), and in
# what a phone reads when it installs the page (manifest.webmanifest).

description = Who plays tonight: availability of a community, day by day.
broken = This page could not be drawn
broken-means = Something went wrong in this browser; what you saved is kept. Reload the page. If that does not help, tell whoever runs this site what stands below.
broken-reload = Reload the page
code-not-loaded = The page’s code could not be loaded.
browser-too-old = This browser is too old for the page’s code.
no-script = Muster needs JavaScript to show who plays tonight.

nothing-title = Nothing here · Muster
nothing = There is nothing at this address
nothing-means = It may have been mistyped, or what stood here has moved.
where-to-go = Where to go
tonight = Tonight
week = Week
teams = Teams

installed-description = Who plays tonight.
shortcut-tonight = Playing tonight?
