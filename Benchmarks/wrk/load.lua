-- The load of every benchmark, told by the environment so that each is made in the same way:
--   BENCH_METHOD   GET or POST
--   BENCH_PATHS    a file with one path a line; they are asked for in turn
--   BENCH_BODY     the body of a POST
--   BENCH_KEY      the API key
-- The requests are formatted once, before the clock starts.

local requests = {}
local position = 0

function init()
    wrk.method = os.getenv("BENCH_METHOD")
    wrk.body = os.getenv("BENCH_BODY")
    wrk.headers["Authorization"] = "Bearer " .. os.getenv("BENCH_KEY")
    if wrk.body then wrk.headers["Content-Type"] = "application/json" end
    for path in io.lines(os.getenv("BENCH_PATHS")) do
        requests[#requests + 1] = wrk.format(nil, path)
    end
end

function request()
    position = position % #requests + 1
    return requests[position]
end

-- One line for the driver. errors.status counts every answer above 399; nothing here redirects.
function done(summary, latency)
    local errors = summary.errors
    io.write(string.format(
        "RESULT %d %d %d %d %d %d %d\n",
        summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
        errors.status, errors.connect + errors.read + errors.write + errors.timeout,
        summary.bytes
    ))
end
