# The way to devices, beside the services, which have names of their own.
push = Push
