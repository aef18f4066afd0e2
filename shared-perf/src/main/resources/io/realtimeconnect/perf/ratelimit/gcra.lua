-- GCRA: one number per bucket, the time at which it would be empty again (ATM Forum TM 4.0, as in throttled and redis-cell).
-- KEYS[1] bucket   ARGV 1 us per call  2 us of tolerance = burst * us per call  3 cost in calls
-- -> {1 allowed | 0 denied, calls that remain, us to wait, us until the whole burst is there}
local per_call, tolerance, cost = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local empty = math.max(tonumber(redis.call('GET', KEYS[1]) or now), now)
-- a bucket filled under another policy, or by a clock that went back, shuts nobody out for longer than one of this policy does
if empty > now + tolerance then
  empty = now + tolerance
  redis.call('SET', KEYS[1], string.format('%.0f', empty), 'PX', math.ceil(tolerance / 1000) + 1)
end
local after = empty + per_call * cost
local wait = after - tolerance - now
if wait > 0 then
  return { 0, math.floor((tolerance - (empty - now)) / per_call), wait, empty - now }
end
redis.call('SET', KEYS[1], string.format('%.0f', after), 'PX', math.ceil((after - now) / 1000) + 1)
return { 1, math.floor((tolerance - (after - now)) / per_call), 0, after - now }
