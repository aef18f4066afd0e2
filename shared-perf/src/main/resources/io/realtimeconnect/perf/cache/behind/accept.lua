-- KEYS entries, due, since, attempts, parked, last version      all of one shard, so of one slot
-- ARGV key, text, not after (µs of the server, '0' for ever), most entries, delay ms
-- -> { 1, version, now, 1 if it replaced one } accepted ; { 0, version, now, 0 } no room ; { 2, '0', now, 0 } too late, nobody waits any more
--    { 3, '0', now, 0 } no room on the server
-- The shard is a journal, so it does not expire:
--   entries   hash: key -> 'version|text', the last change of each key that is not known to be stored
--   due       sorted set: key by when it may be stored, in ms
--   since     sorted set: key by when its oldest change that is not stored was accepted, in ms
--   attempts  hash: key -> stores of this version that have failed
--   parked    sorted set: key by when it is tried again, in ms; a key is either due or parked
-- Versions are microseconds of the server, or one more than the last: they grow, also when the clock does not.
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local ms = math.floor(now / 1000)
local stamp = string.format('%.0f', now)
if tonumber(ARGV[3]) > 0 and now > tonumber(ARGV[3]) then
    return { 2, '0', stamp, 0 }
end
local last = tonumber(redis.call('GET', KEYS[6]) or '0')
local version = string.format('%.0f', math.max(last + 1, now))
local noted = redis.pcall('SET', KEYS[6], version, 'PX', 86400000)
if noted.err then
    return string.sub(noted.err, 1, 3) == 'OOM' and { 3, '0', stamp, 0 } or noted
end
local there = redis.call('HEXISTS', KEYS[1], ARGV[1])
if there == 0 and redis.call('HLEN', KEYS[1]) >= tonumber(ARGV[4]) then
    return { 0, version, stamp, 0 }
end
redis.call('HSET', KEYS[1], ARGV[1], version .. '|' .. ARGV[2])
redis.call('HDEL', KEYS[4], ARGV[1])
redis.call('ZREM', KEYS[5], ARGV[1])
redis.call('ZADD', KEYS[2], 'NX', ms + ARGV[5], ARGV[1])
redis.call('ZADD', KEYS[3], 'NX', ms, ARGV[1])
return { 1, version, stamp, there }
