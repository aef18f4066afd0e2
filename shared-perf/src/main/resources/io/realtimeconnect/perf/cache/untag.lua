-- KEYS stamp, index of the tag, evictions known of   ARGV candidate epoch, channel, bucket, the bucket's hash tag
-- -> { stamp, 0, keys } ; { stamp, 1, {} } when all of the bucket may have gone
-- Removes the bucket's values that carry the tag, voids all its tokens (who holds one may be loading such a value), and tells
-- everybody the keys. A server that has evicted since the bucket's values last went may have evicted the index alone: then they go again.
local epoch, seq, floor, fills = stamp(KEYS[1], ARGV[1])
local before = seq
seq = after(seq)
local evicted = tonumber(string.match(redis.call('INFO', 'stats'), 'evicted_keys:(%d+)'))
local keys = redis.call('ZRANGE', KEYS[2], 0, -1)
local doubtful = not evicted or evicted ~= tonumber(redis.call('GET', KEYS[3]) or '0')
local all = doubtful or #keys > 1000
for i, key in ipairs(keys) do
    redis.call('UNLINK', ARGV[4] .. ':' .. key)
    all = all or string.find(key, '\n', 1, true)
end
redis.call('UNLINK', KEYS[2])
if doubtful then
    floor = seq
    redis.call('SET', KEYS[3], evicted or '', 'PX', 604800000)
end
local text = keep(KEYS[1], epoch, seq, floor, seq)
tell(ARGV[2], all and 'D' or 'T', ARGV[3], epoch, before, seq, all and '' or table.concat(keys, '\n'))
return { text, all and 1 or 0, all and {} or keys }
