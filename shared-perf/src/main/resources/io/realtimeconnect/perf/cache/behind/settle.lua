#!lua flags=allow-oom
-- KEYS entries, due, since, attempts, parked   ARGV delay ms, key, version, key, version …   -> { how many went }
-- The versions, or later ones, are stored: entries that are no newer go. Newer ones stay and wait for their own turn.
local time = redis.call('TIME')
local ms = time[1] * 1000 + math.floor(time[2] / 1000)
local gone = 0
for i = 2, #ARGV, 2 do
    local key = ARGV[i]
    local version = tonumber(string.match(redis.call('HGET', KEYS[1], key) or '', '^(%d+)|'))
    if version and version <= tonumber(ARGV[i + 1]) then
        redis.call('HDEL', KEYS[1], key)
        redis.call('HDEL', KEYS[4], key)
        redis.call('ZREM', KEYS[2], key)
        redis.call('ZREM', KEYS[3], key)
        redis.call('ZREM', KEYS[5], key)
        gone = gone + 1
    elseif version then
        redis.call('ZADD', KEYS[2], ms + ARGV[1], key)
        redis.call('ZADD', KEYS[3], math.floor(version / 1000), key)
    end
end
return { gone }
