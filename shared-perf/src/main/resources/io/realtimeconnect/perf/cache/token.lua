-- KEYS value, token, stamp   ARGV candidate epoch, token, lease ms, 'written' of the value the caller has seen ('' if none)
-- A token that somebody waits for ends with '+'.
-- -> { stamp, 0, '' } granted ; { stamp, 1, value } there is another value ; { stamp, 2, '' } somebody is loading it
local there = redis.call('MGET', KEYS[1], KEYS[2], KEYS[3])
local epoch, seq, floor, fills, text = parsed(there[3], ARGV[1])
text = text or keep(KEYS[3], epoch, seq, floor, fills)
local value = there[1]
if value then
    local at, since, version, written, body = header(value)
    if at == epoch and tonumber(since) >= floor and body <= #value and written ~= ARGV[4] then
        return { text, 1, value }
    end
end
local taken = there[2]
if not taken then
    redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[3])
    return { text, 0, '' }
end
if string.sub(taken, -1) ~= '+' then
    redis.call('SET', KEYS[2], taken .. '+', 'KEEPTTL')
end
return { text, 2, '' }
