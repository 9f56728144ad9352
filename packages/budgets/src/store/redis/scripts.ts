// Amounts are whole picodollars in two numbers, whole USD and the rest below 1e12: a double holds each
// exactly up to 9e15 USD, where one number alone would end at 9,007 USD.
const money = `
local BASE = 1000000000000
local function text(number) return string.format('%.0f', number) end
local function parse(amount)
  local usd, pico = string.match(amount, '^(%d+):(%d+)$')
  return tonumber(usd), tonumber(pico)
end
local function format(usd, pico) return text(usd) .. ':' .. text(pico) end
local function plus(a, b)
  local au, ap = parse(a)
  local bu, bp = parse(b)
  local pico = ap + bp
  if pico >= BASE then return format(au + bu + 1, pico - BASE) end
  return format(au + bu, pico)
end
local function minus(a, b)
  local au, ap = parse(a)
  local bu, bp = parse(b)
  local pico = ap - bp
  if pico < 0 then return format(au - bu - 1, pico + BASE) end
  return format(au - bu, pico)
end
local function above(a, b)
  local au, ap = parse(a)
  local bu, bp = parse(b)
  return au > bu or (au == bu and ap > bp)
end
local ZERO = '0:0'
-- Each account has three keys: what it is used, its holds by id, and their ends.
local function account(position)
  return KEYS[3 * position - 1], KEYS[3 * position], KEYS[3 * position + 1]
end
local function field(key, name) return redis.call('HGET', key, name) or ZERO end
local function endHold(key, holds, ends, id)
  local amount = redis.call('HGET', holds, id)
  if not amount then return end
  redis.call('HDEL', holds, id)
  redis.call('ZREM', ends, id)
  redis.call('HSET', key, 'reserved', minus(field(key, 'reserved'), amount))
end
local function expire(key, holds, ends, now)
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', ends, '-inf', now)) do endHold(key, holds, ends, id) end
end
`

/** KEYS: settled mark of the id, then three per account. ARGV: id, now, expiresAt, then amount, limit, enforced each. */
export const holdScript: string = `${money}
local id, now, expiresAt = ARGV[1], ARGV[2], ARGV[3]
local count = (#KEYS - 1) / 3
local unopened = {'unopened'}
local isHeld = redis.call('EXISTS', KEYS[1]) == 1
for position = 1, count do
  local key, holds, ends = account(position)
  expire(key, holds, ends, now)
  if not redis.call('HGET', key, 'used') then unopened[#unopened + 1] = position - 1 end
  if redis.call('HEXISTS', holds, id) == 1 then isHeld = true end
end
if #unopened > 1 then return unopened end
if isHeld then return {'held'} end
local exceeded = {'held'}
for position = 1, count do
  local key = account(position)
  local amount, limit, enforced = ARGV[3 * position + 1], ARGV[3 * position + 2], ARGV[3 * position + 3]
  local used, reserved = field(key, 'used'), field(key, 'reserved')
  if above(amount, ZERO) and above(plus(plus(used, reserved), amount), limit) then
    if enforced == '1' then return {'refused', position - 1, used, reserved} end
    exceeded[#exceeded + 1] = position - 1
    exceeded[#exceeded + 1] = used
    exceeded[#exceeded + 1] = reserved
  end
end
for position = 1, count do
  local key, holds, ends = account(position)
  local amount = ARGV[3 * position + 1]
  redis.call('HSET', holds, id, amount)
  redis.call('ZADD', ends, expiresAt, id)
  redis.call('HSET', key, 'reserved', plus(field(key, 'reserved'), amount))
  local forgetAt = redis.call('HGET', key, 'forgetAt')
  if forgetAt then
    redis.call('PEXPIREAT', holds, forgetAt)
    redis.call('PEXPIREAT', ends, forgetAt)
  end
end
return exceeded`

/** KEYS as above. ARGV: id, how long to remember the settlement in ms or 0 for a release, then an amount each. */
export const settleScript: string = `${money}
local id, rememberMs = ARGV[1], ARGV[2]
if rememberMs ~= '0' and not redis.call('SET', KEYS[1], '1', 'NX', 'PX', rememberMs) then return false end
local answer = {}
for position = 1, (#KEYS - 1) / 3 do
  local key, holds, ends = account(position)
  local amount = ARGV[position + 2]
  endHold(key, holds, ends, id)
  local before = redis.call('HGET', key, 'used')
  local after = before
  if before and above(amount, ZERO) then
    after = plus(before, amount)
    redis.call('HSET', key, 'used', after)
  end
  answer[#answer + 1] = before or ZERO
  answer[#answer + 1] = after or ZERO
  answer[#answer + 1] = field(key, 'reserved')
end
return answer`

/** KEYS as above. ARGV: unused, then used and the time to forget the account at or '' each. */
export const openScript: string = `${money}
local answer = {}
for position = 1, (#KEYS - 1) / 3 do
  local key = account(position)
  local used, forgetAt = ARGV[2 * position], ARGV[2 * position + 1]
  local known = redis.call('HGET', key, 'used')
  local isRaised = not known or above(used, known)
  if isRaised then redis.call('HSET', key, 'used', used) end
  answer[#answer + 1] = known or ZERO
  answer[#answer + 1] = isRaised and used or known
  answer[#answer + 1] = field(key, 'reserved')
  if forgetAt ~= '' then
    redis.call('HSET', key, 'forgetAt', forgetAt)
    redis.call('PEXPIREAT', key, forgetAt)
  end
end
return answer`

/** KEYS as above. ARGV: now. */
export const readScript: string = `${money}
local answer = {}
for position = 1, (#KEYS - 1) / 3 do
  local key, holds, ends = account(position)
  expire(key, holds, ends, ARGV[1])
  answer[#answer + 1] = redis.call('HGET', key, 'used') or ''
  answer[#answer + 1] = field(key, 'reserved')
end
return answer`
