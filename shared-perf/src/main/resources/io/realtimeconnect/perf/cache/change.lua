-- KEYS hash, list, set or counter   ARGV ttl ms, command, its arguments after the key   -> { reply of the command }
local reply = redis.call(ARGV[2], KEYS[1], unpack(ARGV, 3))
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return { reply }
