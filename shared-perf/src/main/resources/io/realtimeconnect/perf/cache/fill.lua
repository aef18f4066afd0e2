-- KEYS value, token, stamp, indexes of tags
-- ARGV candidate epoch, channel, bucket, key, token, epoch and seq of its grant, written, ttl ms, envelope ('' gives up),
--      '1' if it replaces a value that others may hold, '2' if it does and is kept out of here
-- -> { stamp, 1, seq before } filled ; { stamp, 0, seq } the token was void: the key has changed since, or waited too long
-- What was loaded is no older than what was there when the token was granted, so it takes over the version. Whoever waits for the key
-- is woken; nobody hears of a load that nobody waits for.
local epoch, seq, floor, fills = stamp(KEYS[3], ARGV[1])
local text = keep(KEYS[3], epoch, seq, floor, fills)
local token = redis.call('GET', KEYS[2])
local waited = token == ARGV[5] .. '+'
if token ~= ARGV[5] and not waited then
    return { text, 0, string.format('%.0f', seq) }
end
redis.call('DEL', KEYS[2])
local filled, before = 0, seq
if (ARGV[10] ~= '' or ARGV[11] == '2') and ARGV[6] == epoch and tonumber(ARGV[7]) >= fills then
    if ARGV[11] ~= '0' then
        seq = after(seq)
        text = keep(KEYS[3], epoch, seq, floor, fills)
    end
    place(KEYS[1], epoch, seq, versionAt(KEYS[1], epoch, floor) or '0', ARGV[8], ARGV[10], ARGV[9])
    tagged(4, ARGV[4], ARGV[9])
    filled = 1
end
if before ~= seq or waited then
    tell(ARGV[2], before == seq and 'W' or 'K', ARGV[3], epoch, before, seq, ARGV[4])
end
return { text, filled, string.format('%.0f', before) }
