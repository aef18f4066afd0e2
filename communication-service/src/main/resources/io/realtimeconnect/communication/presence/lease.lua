-- KEYS[1] presence of a user: hash of instance -> "<expires ms>:<last active ms>", and "seen" -> ms
-- ARGV[1] instance, or '' to look only   ARGV[2] lease ms, 0 to leave   ARGV[3] ms since the user was active there
-- ARGV[4] away after ms   ARGV[5] keep ms
-- -> {state before, state after, last seen ms}; state is online, away or offline, last seen 0 when never
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local away = tonumber(ARGV[4])

local function state(leases)
  local found = 'offline'
  for instance, lease in pairs(leases) do
    if now - lease.active <= away then return 'online' end
    found = 'away'
  end
  return found
end

local leases, expired, seen = {}, {}, 0
local fields = redis.call('HGETALL', KEYS[1])
for i = 1, #fields, 2 do
  if fields[i] == 'seen' then
    seen = tonumber(fields[i + 1])
  else
    local expires, active = string.match(fields[i + 1], '^(%d+):(%d+)$')
    if expires and tonumber(expires) > now then
      leases[fields[i]] = { active = tonumber(active) }
    else
      expired[#expired + 1] = fields[i]
    end
  end
end

local before = state(leases)
if ARGV[1] == '' then return { before, before, seen } end

if #expired > 0 then redis.call('HDEL', KEYS[1], unpack(expired)) end
local lease = tonumber(ARGV[2])
if lease > 0 then
  local active = now - tonumber(ARGV[3])
  leases[ARGV[1]] = { active = active }
  redis.call('HSET', KEYS[1], ARGV[1], string.format('%d:%d', now + lease, active), 'seen', string.format('%d', now))
else
  leases[ARGV[1]] = nil
  redis.call('HDEL', KEYS[1], ARGV[1])
  redis.call('HSET', KEYS[1], 'seen', string.format('%d', now))
end
redis.call('PEXPIRE', KEYS[1], ARGV[5])
return { before, state(leases), now }
