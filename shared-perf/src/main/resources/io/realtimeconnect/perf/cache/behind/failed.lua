#!lua flags=allow-oom
-- KEYS entries, due, attempts, parked   ARGV key, version, attempts until it is parked, wait ms, wait ms when parked
-- -> { 1 if it is parked now }
-- A store of that version failed. Of a newer one nobody has tried yet, so it keeps its turn.
local version = string.match(redis.call('HGET', KEYS[1], ARGV[1]) or '', '^(%d+)|')
if version ~= ARGV[2] then
    return { 0 }
end
local time = redis.call('TIME')
local ms = time[1] * 1000 + math.floor(time[2] / 1000)
if redis.call('HINCRBY', KEYS[3], ARGV[1], 1) >= tonumber(ARGV[3]) then
    redis.call('ZREM', KEYS[2], ARGV[1])
    redis.call('ZADD', KEYS[4], ms + ARGV[5], ARGV[1])
    return { 1 }
end
redis.call('ZADD', KEYS[2], ms + ARGV[4], ARGV[1])
return { 0 }
