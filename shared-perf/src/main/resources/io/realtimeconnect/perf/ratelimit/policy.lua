-- Keeps a policy that was changed at run time, and tells everybody.
-- KEYS[1] hash: name of a policy -> JSON with its revision; '#' -> highest revision
-- ARGV 1 name  2 JSON after '{"revision":n,'  3 revision: '' for the next one, else kept only where it is newer  4 highest known  5 channel  6 ttl ms
-- -> {revision}, {0} where a newer one stands
local top = math.max(tonumber(redis.call('HGET', KEYS[1], '#') or 0), tonumber(ARGV[4]))
local revision = tonumber(ARGV[3]) or top + 1
local stands = redis.call('HGET', KEYS[1], ARGV[1])
if stands and cjson.decode(stands).revision >= revision then
  return { 0 }
end
local number = string.format('%.0f', revision)
redis.call('HSET', KEYS[1], ARGV[1], '{"revision":' .. number .. ',' .. ARGV[2], '#', string.format('%.0f', math.max(top, revision)))
redis.call('PEXPIRE', KEYS[1], ARGV[6])
redis.call('PUBLISH', ARGV[5], number)
return { revision }
