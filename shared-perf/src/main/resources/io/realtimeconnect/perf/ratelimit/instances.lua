-- Counts the instances of a service that gave a sign of life lately.
-- KEYS[1] sorted set: member = instance, score = ms of its last sign   ARGV 1 instance  2 ms after which one is gone   -> {instances}
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZADD', KEYS[1], now, ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return { redis.call('ZCARD', KEYS[1]) }
