-- KEYS value, token, stamp   ARGV candidate epoch, channel, bucket, key, version, written, ttl ms, envelope ('' removes)
-- -> { stamp, 1 } ; { stamp, 0 } when a value of a higher version stays
-- Changes the value, voids the token of whoever is loading it, counts the change and tells everybody.
local epoch, seq, floor, fills = stamp(KEYS[3], ARGV[1])
redis.call('DEL', KEYS[2])
local version, envelope = tonumber(ARGV[5]), ARGV[8]
if version > 0 and envelope ~= '' then
    local there = redis.call('GET', KEYS[1])
    if there then
        local at, since, higher = header(there)
        if at == epoch and tonumber(since) >= floor and tonumber(higher) > version then
            return { keep(KEYS[3], epoch, seq, floor, fills), 0 }
        end
    end
end
seq = seq + 1
if envelope == '' then
    redis.call('UNLINK', KEYS[1])
else
    local head = epoch .. string.format('|%.0f|', seq) .. ARGV[5] .. '|' .. ARGV[6] .. '|'
    redis.call('SET', KEYS[1], head .. envelope, 'PX', ARGV[7])
end
local text = keep(KEYS[3], epoch, seq, floor, fills)
redis.call('PUBLISH', ARGV[2], 'K|' .. ARGV[3] .. '|' .. epoch .. string.format('|%.0f|', seq) .. ARGV[4])
return { text, 1 }
