-- KEYS entries   ARGV keys   -> { key, entry, key, entry … } of those that are there
local found = {}
for i, entry in ipairs(redis.call('HMGET', KEYS[1], unpack(ARGV))) do
    if entry then
        found[#found + 1] = ARGV[i]
        found[#found + 1] = entry
    end
end
return found
