-- KEYS stamp   ARGV candidate epoch, channel, bucket, '1' to clear the values too
-- -> { stamp }
-- Voids all tokens of the bucket and, when clearing, all its values, and tells everybody to forget it.
local epoch, seq, floor, fills = stamp(KEYS[1], ARGV[1])
local before = seq
seq = after(seq)
if ARGV[4] == '1' then
    floor = seq
end
local text = keep(KEYS[1], epoch, seq, floor, seq)
tell(ARGV[2], 'D', ARGV[3], epoch, before, seq, '')
return { text }
