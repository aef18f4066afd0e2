-- KEYS value, token, stamp   ARGV candidate epoch, token, lease ms, 'written' of the value the caller has seen ('' if none)
-- -> { stamp, 0, '' } granted ; { stamp, 1, value } somebody has filled it meanwhile ; { stamp, 2, '' } somebody is loading it
local epoch, seq, floor, fills = stamp(KEYS[3], ARGV[1])
local text = keep(KEYS[3], epoch, seq, floor, fills)
local value = redis.call('GET', KEYS[1])
if value then
    local at, since, version, written = header(value)
    if at == epoch and tonumber(since) >= floor and written ~= ARGV[4] then
        return { text, 1, value }
    end
end
if redis.call('SET', KEYS[2], ARGV[2], 'NX', 'PX', ARGV[3]) then
    return { text, 0, '' }
end
return { text, 2, '' }
