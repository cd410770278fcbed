/** The keys in Redis. `list` is the original server's history, imported once and never written. */
export const keys = { stream: "chat:messages", epoch: "chat:epoch", mids: "chat:mid:", list: "messages" } as const;

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
 * Stores one message with the next offset, unless its mid was stored before; all replicas' messages pass here one after
 * the other. Refuses to write on from an epoch that is over.
 */
export const appendScript = `${lastOffset}
local stream, epochKey, midKey = KEYS[1], KEYS[2], KEYS[3]
local epoch, seen, limit, text, midSeconds = ARGV[1], tonumber(ARGV[2]), ARGV[3], ARGV[4], ARGV[5]
local last = lastOffset(stream)
if redis.call('GET', epochKey) ~= epoch or last < seen then return {'stale', 0} end
local earlier = midKey and redis.call('GET', midKey)
if earlier then return {'duplicate', tonumber(earlier)} end
local time = redis.call('TIME')
local now = string.format('%d', time[1] * 1000 + math.floor(time[2] / 1000))
redis.call('XADD', stream, 'MAXLEN', '=', limit, string.format('%d-0', last + 1), 'e', epoch, 't', now, 'm', text)
if midKey then redis.call('SET', midKey, string.format('%d', last + 1), 'EX', midSeconds) end
return {'stored', last + 1}`;
