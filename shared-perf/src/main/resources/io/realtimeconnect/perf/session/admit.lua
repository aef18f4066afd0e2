-- Lets a login in: purges dead index members, makes room or refuses, stores the session, indexes it. One slot.
-- KEYS[1] index: sorted set, member = hash of a session's secret, score = ms of its login, strictly rising
-- KEYS[2] the new session
-- ARGV 1 hash of the new secret  2 its JSON after the times  3 limit  4 'evict-oldest' | 'reject'  5 idle ms  6 absolute ms
--      7 prefix of the user's sessions  8 channel  9 user id
-- -> {1, ms of login, hash, handle, ...} with the evicted, earliest login first | {0, live sessions}
local index, prefix = KEYS[1], ARGV[7]
local limit, idle, absolute = tonumber(ARGV[3]), tonumber(ARGV[5]), tonumber(ARGV[6])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local live, score = {}, now
local members = redis.call('ZRANGE', index, 0, -1, 'WITHSCORES')
for i = 1, #members, 2 do
  if redis.call('EXISTS', prefix .. members[i]) == 1 then
    live[#live + 1] = members[i]
    score = math.max(score, tonumber(members[i + 1]) + 1)
  else
    redis.call('ZREM', index, members[i])
  end
end
if #live >= limit and ARGV[4] == 'reject' then
  return { 0, #live }
end

local reply = { 1, now }
for i = 1, #live - limit + 1 do
  local hash = live[i]
  local readable, session = pcall(cjson.decode, redis.call('GET', prefix .. hash))
  local handle = readable and session.handle or hash
  redis.call('DEL', prefix .. hash)
  redis.call('ZREM', index, hash)
  redis.call('PUBLISH', ARGV[8], '{"userId":"' .. ARGV[9] .. '","handle":' .. cjson.encode(handle) .. ',"hashes":["' .. hash .. '"]}')
  reply[#reply + 1] = hash
  reply[#reply + 1] = handle
end

local ms = string.format('%.0f', now)
redis.call('SET', KEYS[2], '{"v":1,"active":' .. ms .. ',"created":' .. ms .. ',' .. ARGV[2], 'PX', math.min(idle, absolute))
redis.call('ZADD', index, score, ARGV[1])
if redis.call('PTTL', index) < absolute then
  redis.call('PEXPIRE', index, absolute)
end
return reply
