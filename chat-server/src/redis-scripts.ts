/** The keys in Redis. `list` is the original server's history, imported once and never written. */
export const keys = {
  stream: "chat:messages",
  epoch: "chat:epoch",
  mid: "chat:mid:",
  mids: "chat:mids",
  identity: "chat:identity-key",
  predecessor: "chat:predecessor:",
  replicas: "chat:replicas",
  typing: "chat:typing",
  list: "messages",
} as const;

// Not the newest entry's id: an entry may have been deleted, and its offset must not come again.
const lastOffset = `
local function lastOffset(stream)
  if redis.call('EXISTS', stream) == 0 then return 0 end
  local facts = redis.call('XINFO', 'STREAM', stream)
  for i = 1, #facts, 2 do
    if facts[i] == 'last-generated-id' then return tonumber(string.match(facts[i + 1], '^%d+')) end
  end
end`;

/**
 * Agrees on an epoch. A new one begins where there is none, and where the caller has seen more than the stream holds:
 * then Redis has lost acknowledged messages (a restart from an old snapshot, a failover), and offsets will be reused.
 * The texts of the original's history come in with the very first epoch.
 */
export const openScript = `${lastOffset}
local stream, key = KEYS[1], KEYS[2]
local proposal, knownEpoch, seen = ARGV[1], ARGV[2], tonumber(ARGV[3])
local epoch = redis.call('GET', key)
local last = lastOffset(stream)
if epoch and not (epoch == knownEpoch and last < seen) then return epoch end
if not epoch and last == 0 then
  for i = 4, #ARGV do redis.call('XADD', stream, (i - 3) .. '-0', 't', 0, 'm', ARGV[i]) end
end
redis.call('SET', key, proposal)
return proposal`;

/**
 * Stores messages with the next offsets, except those whose mid was stored before; all replicas' messages pass here one
 * after the other. A reply for each: its offset, below zero for one that was stored before. Refuses to write on from an
 * epoch that is over: then there are no replies. `mids` lists the keys of mids, so that there are never too many.
 */
export const appendScript = `${lastOffset}
local stream, epochKey, mids = KEYS[1], KEYS[2], KEYS[3]
local epoch, seen, limit, midSeconds, mostMids = ARGV[1], tonumber(ARGV[2]), ARGV[3], ARGV[4], tonumber(ARGV[5])
local last = lastOffset(stream)
if redis.call('GET', epochKey) ~= epoch or last < seen then return {} end
local time = redis.call('TIME')
local now = string.format('%d', time[1] * 1000 + math.floor(time[2] / 1000))
local replies = {}
for i = 4, #KEYS do
  local hasMid = KEYS[i] ~= ''
  local earlier = hasMid and redis.call('GET', KEYS[i])
  if earlier then
    replies[#replies + 1] = -tonumber(earlier)
  else
    last = last + 1
    local offset = string.format('%d', last)
    local fields = {'e', epoch, 't', now, 'm', ARGV[2 * i - 2]}
    if ARGV[2 * i - 1] ~= '' then fields[7], fields[8] = 'u', ARGV[2 * i - 1] end
    redis.call('XADD', stream, 'MAXLEN', '=', limit, offset .. '-0', unpack(fields))
    if hasMid then
      redis.call('SET', KEYS[i], offset, 'EX', midSeconds)
      redis.call('RPUSH', mids, KEYS[i])
    end
    replies[#replies + 1] = last
  end
end
for _ = 1, redis.call('LLEN', mids) - mostMids do redis.call('DEL', redis.call('LPOP', mids)) end
redis.call('EXPIRE', mids, midSeconds)
return replies`;

/** What there is: the epoch, the one that it was restored from, and the highest offset. */
export const stateScript = `${lastOffset}
local epoch = redis.call('GET', KEYS[2])
return {epoch, epoch and redis.call('GET', KEYS[3] .. epoch), lastOffset(KEYS[1])}`;

/**
 * Writes messages back that Redis has lost, where nothing has changed since the caller looked. They get their offsets
 * again; where other messages have those by now, a new epoch begins, in which they come after them, except those that
 * their senders have sent again meanwhile.
 */
export const restoreScript = `${lastOffset}
local stream, epochKey, predecessor, midPrefix = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local expected, last, proposal, limit, seconds = ARGV[1], tonumber(ARGV[2]), ARGV[3], ARGV[5], ARGV[6]
if redis.call('GET', epochKey) ~= expected or lastOffset(stream) ~= last then return 0 end
local keeps = ARGV[4] == '1' and tonumber(ARGV[7]) > last
local epoch = keeps and expected or proposal
for i = 7, #ARGV, 5 do
  local offset, at, text, uid, mid = ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3], ARGV[i + 4]
  if mid == '' or not redis.call('GET', midPrefix .. expected .. ':' .. mid) then
    last = keeps and tonumber(offset) or last + 1
    local id = string.format('%d', last)
    local fields = {'e', epoch, 't', at, 'm', text}
    if uid ~= '' then fields[7], fields[8] = 'u', uid end
    redis.call('XADD', stream, 'MAXLEN', '=', limit, id .. '-0', unpack(fields))
    if mid ~= '' then redis.call('SET', midPrefix .. epoch .. ':' .. mid, id, 'EX', seconds) end
  end
end
if not keeps then
  redis.call('SET', epochKey, epoch)
  redis.call('SET', predecessor .. epoch, expected, 'EX', seconds)
end
return 1`;

/**
 * Who is there: how many are at this replica and who writes there, each for a while, and then what all replicas said. The
 * reply is the number of all, and `uid` and name of each who writes.
 */
export const presenceScript = `
local patience, replica, here = tonumber(ARGV[1]), ARGV[2], ARGV[3]
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local ends = string.format('%d', now + patience)
redis.call('HSET', KEYS[1], replica, ends .. ' ' .. here)
for i = 4, #ARGV, 2 do redis.call('HSET', KEYS[2], ARGV[i], ends .. ' ' .. ARGV[i + 1]) end
local function live(key)
  local found = {}
  local all = redis.call('HGETALL', key)
  for i = 1, #all, 2 do
    local at, value = string.match(all[i + 1], '^(%d+) (.*)$')
    if tonumber(at) < now then redis.call('HDEL', key, all[i])
    else found[#found + 1] = {all[i], value} end
  end
  redis.call('PEXPIRE', key, 10 * patience)
  return found
end
local total, reply = 0, {}
for _, pair in ipairs(live(KEYS[1])) do total = total + tonumber(pair[2]) end
reply[1] = total
for _, pair in ipairs(live(KEYS[2])) do
  reply[#reply + 1] = pair[1]
  reply[#reply + 1] = pair[2]
end
return reply`;
