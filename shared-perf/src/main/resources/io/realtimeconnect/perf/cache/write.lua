-- KEYS value, token, stamp   ARGV candidate epoch, channel, bucket, key, version, written, ttl ms, envelope ('' removes)
-- -> { stamp, 1, seq before } ; { stamp, 0, seq } when a value of a higher version stays
-- Changes the value, voids the token of whoever is loading it, counts the change and tells everybody.
local epoch, seq, floor, fills = stamp(KEYS[3], ARGV[1])
redis.call('DEL', KEYS[2])
local version, envelope = tonumber(ARGV[5]), ARGV[8]
if version > 0 and envelope ~= '' then
    local there = redis.call('GET', KEYS[1])
    if there then
        local at, since, higher = header(there)
        if at == epoch and tonumber(since) >= floor and tonumber(higher) > version then
            return { keep(KEYS[3], epoch, seq, floor, fills), 0, string.format('%.0f', seq) }
        end
    end
end
local before = seq
seq = after(seq)
if envelope == '' then
    redis.call('UNLINK', KEYS[1])
else
    local head = epoch .. string.format('|%.0f|', seq) .. ARGV[5] .. '|' .. ARGV[6] .. '|'
    redis.call('SET', KEYS[1], head .. envelope, 'PX', ARGV[7])
end
local text = keep(KEYS[3], epoch, seq, floor, fills)
tell(ARGV[2], 'K', ARGV[3], epoch, before, seq, ARGV[4])
return { text, 1, string.format('%.0f', before) }
