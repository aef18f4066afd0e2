-- KEYS value, token, stamp   ARGV candidate epoch, token, lease ms   -> { stamp }
-- Takes the key's token from whoever holds it: what is being loaded will be old, and what is being written goes in by this token
-- unless another write, or an invalidation, takes it in turn.
local epoch, seq, floor, fills = stamp(KEYS[3], ARGV[1])
local text = keep(KEYS[3], epoch, seq, floor, fills)
local waited = string.sub(redis.call('GET', KEYS[2]) or '', -1) == '+'
redis.call('SET', KEYS[2], ARGV[2] .. (waited and '+' or ''), 'PX', ARGV[3])
return { text }
