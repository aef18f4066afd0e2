-- Writes the last access of a session, at most once an interval, and never of one that is gone.
-- KEYS[1] session   ARGV 1 idle ms  2 absolute ms  3 interval ms   -> {ms of the last access}, {0} if there is no such session
local value = redis.call('GET', KEYS[1])
if not value then
  return { 0 }
end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local active = tonumber(string.match(value, '"active":(%d+)'))
local created = tonumber(string.match(value, '"created":(%d+)'))
if now - active < tonumber(ARGV[3]) then
  return { active }
end
local left = math.min(tonumber(ARGV[1]), created + tonumber(ARGV[2]) - now)
if left <= 0 then
  redis.call('DEL', KEYS[1])
  return { 0 }
end
value = string.gsub(value, '"active":%d+', '"active":' .. string.format('%.0f', now), 1)
redis.call('SET', KEYS[1], value, 'PX', left)
return { now }
