-- Goes before every script here. The stamp of a bucket is 'epoch|seq|floor|fills':
--   epoch  random; a new one says that the stamp was lost, so nothing read under the old one counts any more
--   seq    of the last change of the bucket's keys: microseconds of the server, so that no number is given twice, also not
--          after a failover that lost some
--   floor  values stamped with a lower seq were cleared
--   fills  tokens granted at a lower seq may not fill
-- A value is 'epoch|seq|version|written|' and its envelope; version orders writers (0 is none), written is in ms. Without an envelope it
-- stands for no value, and remembers for a minute which version was removed.
-- The last result is the stamp as it stands there, nil if it is yet to be kept.
local function parsed(text, candidate)
    local epoch, seq, floor, fills = string.match(text or '', '^(%w+)|(%d+)|(%d+)|(%d+)$')
    if epoch then
        return epoch, tonumber(seq), tonumber(floor), tonumber(fills), text
    end
    return candidate, 1, 0, 0, nil
end
local function stamp(key, candidate)
    return parsed(redis.call('GET', key), candidate)
end
local function after(seq)
    local time = redis.call('TIME')
    return math.max(seq + 1, time[1] * 1000000 + time[2])
end
local function keep(key, epoch, seq, floor, fills)
    local text = epoch .. string.format('|%.0f|%.0f|%.0f', seq, floor, fills)
    redis.call('SET', key, text, 'PX', 604800000)
    return text
end
-- -> epoch, seq, version and written as text, the position of the envelope
local function header(value)
    return string.match(value, '^(%w+)|(%d+)|(%d+)|(%d+)|()')
end
-- The version of what stands there, and counts; nil if nothing does.
local function versionAt(key, epoch, floor)
    local there = redis.call('GET', key)
    if there then
        local at, since, version = header(there)
        return at == epoch and tonumber(since) >= floor and version or nil
    end
end
-- Without an envelope there is no value from here on.
local function place(key, epoch, seq, version, written, envelope, ttl)
    if envelope == '' and version == '0' then
        redis.call('UNLINK', key)
    else
        local head = epoch .. string.format('|%.0f|', seq) .. version .. '|' .. written .. '|'
        redis.call('SET', key, head .. envelope, 'PX', envelope == '' and 60000 or ttl)
    end
end
-- Each tag has an index per bucket: a sorted set of the keys that carry it, by when they end in ms, gone once the last has.
local function tagged(first, key, ttl)
    if #KEYS < first then
        return
    end
    local time = redis.call('TIME')
    local now = time[1] * 1000 + math.floor(time[2] / 1000)
    for i = first, #KEYS do
        redis.call('ZREMRANGEBYSCORE', KEYS[i], '-inf', now)
        redis.call('ZADD', KEYS[i], now + ttl, key)
        if redis.call('PTTL', KEYS[i]) < tonumber(ttl) then
            redis.call('PEXPIRE', KEYS[i], ttl)
        end
    end
end
-- Messages are 'kind|bucket|epoch|seq before|seq|key': K a key has changed, T some have (a line each), D all of the bucket may have,
-- W a load has ended.
local function tell(channel, kind, bucket, epoch, before, seq, key)
    redis.call('PUBLISH', channel, kind .. '|' .. bucket .. '|' .. epoch .. string.format('|%.0f|%.0f|', before, seq) .. key)
end
