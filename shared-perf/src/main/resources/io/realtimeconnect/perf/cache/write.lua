-- KEYS value, token, stamp, indexes of tags
-- ARGV candidate epoch, channel, bucket, key, version, written, ttl ms, envelope ('' removes), schema to put only where no value is ('' always)
-- -> { stamp, 1, seq before } ; { stamp, 0, seq } when a value of a higher version stays (or, of a removal, of the same), or one is there
-- Changes the value, voids the token of whoever is loading it, counts the change and tells everybody. Of a removal the version stays,
-- so that who puts an earlier one and comes late is refused.
-- As text: versions have up to 63 bits, numbers of Lua 53.
local function above(one, other)
    return #one > #other or (#one == #other and one > other)
end
local function answers(value, epoch, floor, schema, now)
    local at, since, _, _, body = header(value)
    if at ~= epoch or tonumber(since) < floor or #value < body + 22 then
        return false
    end
    local _, _, flags, of, _, fresh = struct.unpack('>BBBI4I8I8', string.sub(value, body, body + 22))
    return of == schema and flags % 4 < 2 and fresh > now
end
local epoch, seq, floor, fills = stamp(KEYS[3], ARGV[1])
if ARGV[9] ~= '' then
    local there = redis.call('GET', KEYS[1])
    if there and answers(there, epoch, floor, tonumber(ARGV[9]), tonumber(ARGV[6])) then
        return { keep(KEYS[3], epoch, seq, floor, fills), 0, string.format('%.0f', seq) }
    end
end
redis.call('DEL', KEYS[2])
local version, envelope = ARGV[5], ARGV[8]
if version ~= '0' then
    local there = versionAt(KEYS[1], epoch, floor)
    -- a value of the same version may be put again, and need not be removed
    if there and (above(there, version) or (envelope == '' and there == version)) then
        return { keep(KEYS[3], epoch, seq, floor, fills), 0, string.format('%.0f', seq) }
    end
end
local before = seq
seq = after(seq)
place(KEYS[1], epoch, seq, version, ARGV[6], envelope, ARGV[7])
tagged(4, ARGV[4], ARGV[7])
local text = keep(KEYS[3], epoch, seq, floor, fills)
tell(ARGV[2], 'K', ARGV[3], epoch, before, seq, ARGV[4])
return { text, 1, string.format('%.0f', before) }
