-- Sends the requests of a file in turn, and prints what happened as one line of JSON.
local requests, place, last = {}, 0, 0

function init(arguments)
  local file = assert(io.open(arguments[1], "rb"))
  for text in (file:read("*a")):gmatch("([^\30]+)\30") do
    last = last + 1
    requests[last] = text
  end
  file:close()
end

function request()
  place = place % last + 1
  return requests[place]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\nJSON {"requests": %d, "microseconds": %d, "p50": %d, "p99": %d, '
      .. '"errors": {"connect": %d, "read": %d, "write": %d, "status": %d, "timeout": %d}}\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    errors.connect, errors.read, errors.write, errors.status, errors.timeout))
end
