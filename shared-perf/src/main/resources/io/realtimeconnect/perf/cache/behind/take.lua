#!lua flags=allow-oom
-- KEYS lease, entries, due, attempts, parked   ARGV token, most, '1' for all that is not parked, due or not
-- -> { 0 } the lease is somebody else's ; { 1, key, entry, attempts, key, … } what is to be stored now; it stays where it is
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
    return { 0 }
end
local time = redis.call('TIME')
local ms = time[1] * 1000 + math.floor(time[2] / 1000)
-- A server that evicts may have lost a key of the shard: changes without a turn get one, turns without a change go.
if redis.call('ZCARD', KEYS[3]) + redis.call('ZCARD', KEYS[5]) < redis.call('HLEN', KEYS[2]) then
    for _, key in ipairs(redis.call('HKEYS', KEYS[2])) do
        if not redis.call('ZSCORE', KEYS[5], key) then
            redis.call('ZADD', KEYS[3], 'NX', ms, key)
        end
    end
end
local keys = redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', ARGV[3] == '1' and '+inf' or ms, 'LIMIT', 0, ARGV[2])
for _, key in ipairs(redis.call('ZRANGEBYSCORE', KEYS[5], '-inf', ms, 'LIMIT', 0, 1)) do
    keys[#keys + 1] = key
end
local taken = { 1 }
for _, key in ipairs(keys) do
    local entry = redis.call('HGET', KEYS[2], key)
    if entry then
        taken[#taken + 1] = key
        taken[#taken + 1] = entry
        taken[#taken + 1] = redis.call('HGET', KEYS[4], key) or '0'
    else
        redis.call('ZREM', KEYS[3], key)
        redis.call('ZREM', KEYS[5], key)
    end
end
return taken
