# What a notification says on a device where an answer could not be given at once; one line each, without a link.
kept = No network. Your answer is kept and sent as soon as there is one.
signed-out = You are signed out here, so nothing was sent. Open the page and sign in.
not-sent = Your answer could not be sent. Open the page to answer.
