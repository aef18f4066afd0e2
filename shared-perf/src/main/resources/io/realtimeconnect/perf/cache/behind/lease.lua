#!lua flags=allow-oom
-- KEYS lease, entries, since, parked   ARGV token, ms ('0' gives the lease back)
-- -> { 1 if it is the caller's, entries, parked, age of the oldest in ms, now in µs }
-- Who has the lease alone stores what the shard holds. Everybody may look. It goes on where the server is full: what is stored makes room.
local time = redis.call('TIME')
local ms = time[1] * 1000 + math.floor(time[2] / 1000)
local holder = redis.call('GET', KEYS[1])
local held = 0
if ARGV[2] == '0' then
    if holder == ARGV[1] then
        redis.call('DEL', KEYS[1])
    end
elseif not holder or holder == ARGV[1] then
    redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
    held = 1
end
local oldest = redis.call('ZRANGE', KEYS[3], 0, 0, 'WITHSCORES')
local age = oldest[2] and math.max(0, ms - oldest[2]) or 0
return { held, redis.call('HLEN', KEYS[2]), redis.call('ZCARD', KEYS[4]), age, string.format('%.0f', time[1] * 1000000 + time[2]) }
