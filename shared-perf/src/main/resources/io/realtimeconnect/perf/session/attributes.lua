-- Replaces the attributes of a session, which are the last member of its JSON; never of one that is gone.
-- KEYS[1] session   ARGV 1 attributes as a JSON object   -> {1}, {0} if there is no such session
local value = redis.call('GET', KEYS[1])
local at = value and string.find(value, ',"attributes":', 1, true)
if not at then
  return { 0 }
end
redis.call('SET', KEYS[1], string.sub(value, 1, at) .. '"attributes":' .. ARGV[1] .. '}', 'XX', 'KEEPTTL')
return { 1 }
