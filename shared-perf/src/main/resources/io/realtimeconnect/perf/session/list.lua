-- Live sessions of a user; index members whose session is gone are dropped on the way.
-- KEYS[1] index   ARGV 1 prefix of the user's sessions   -> values, earliest login first
local values = {}
for _, hash in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  local value = redis.call('GET', ARGV[1] .. hash)
  if value then
    values[#values + 1] = value
  else
    redis.call('ZREM', KEYS[1], hash)
  end
end
return values
