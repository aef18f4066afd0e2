-- KEYS[1] counter   ARGV[1] failures to add, 0 only reads   ARGV[2] window in ms   -> {failures, ms until they are forgotten}
local count
if ARGV[1] == '0' then
  count = tonumber(redis.call('GET', KEYS[1]) or '0')
else
  count = redis.call('INCRBY', KEYS[1], ARGV[1])
  if redis.call('PTTL', KEYS[1]) < 0 then
    redis.call('PEXPIRE', KEYS[1], ARGV[2])
  end
end
return {count, math.max(redis.call('PTTL', KEYS[1]), 0)}
