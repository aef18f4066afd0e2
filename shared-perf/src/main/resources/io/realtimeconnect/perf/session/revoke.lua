-- Ends sessions of a user and tells everybody.
-- KEYS[1] index
-- ARGV 1 prefix of the user's sessions  2 handle, '' for all  3 handle of the one that stays, ''  4 channel  5 user id
-- -> hashes of those that ended
local ended = {}
for _, hash in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  local key = ARGV[1] .. hash
  local value = redis.call('GET', key)
  if not value then
    redis.call('ZREM', KEYS[1], hash)
  else
    local readable, session = pcall(cjson.decode, value)
    local handle = readable and session.handle or hash
    if (ARGV[2] == '' or handle == ARGV[2]) and handle ~= ARGV[3] then
      redis.call('DEL', key)
      redis.call('ZREM', KEYS[1], hash)
      ended[#ended + 1] = hash
    end
  end
end
-- all of a user's: told even if none was found, for after a failover only sockets may know of one
if #ended > 0 or ARGV[2] == '' then
  local news = '{"userId":"' .. ARGV[5] .. '"'
  if ARGV[2] ~= '' then
    news = news .. ',"handle":' .. cjson.encode(ARGV[2])
  elseif ARGV[3] ~= '' then
    news = news .. ',"except":' .. cjson.encode(ARGV[3])
  end
  local hashes = #ended == 0 and '[]' or '["' .. table.concat(ended, '","') .. '"]'
  redis.call('PUBLISH', ARGV[4], news .. ',"hashes":' .. hashes .. '}')
end
return ended
