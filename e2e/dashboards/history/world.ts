import type { CallEnd, CallStart } from '@tokentoll/core'
import { createRandom } from './random.ts'
import { lastSampleMs } from './segments.ts'

/** One call of the made-up past. */
export type PastCall = CallStart & CallEnd & { readonly startedAt: number; readonly replica: number }

/** How much of a past is wanted. */
export interface WorldOptions {
  readonly nowMs: number
  /** How far the calls go back. */
  readonly days: number
  /** How far the samples go back. */
  readonly sampledDays: number
  /** Calls per day of all tenants together, roughly. */
  readonly callsPerDay: number
  readonly seed: number
}

interface Tenant {
  readonly id: string
  readonly users: number
  readonly weight: number
  /** Growth over the whole past: 2 means twice as busy at its end. */
  readonly growth: number
}

/** Tenants of the demonstration, and two with names that need escaping. */
export const tenants: readonly Tenant[] = [
  { id: 'acme-corp', users: 10, weight: 9, growth: 1.2 },
  { id: 'globex', users: 8, weight: 7, growth: 1.5 },
  { id: 'hooli', users: 7, weight: 6, growth: 1 },
  { id: 'initech', users: 6, weight: 5, growth: 0.8 },
  { id: 'umbrella', users: 6, weight: 5, growth: 1.1 },
  { id: 'stark-industries', users: 5, weight: 4, growth: 2 },
  { id: 'wayne-enterprises', users: 4, weight: 3, growth: 1 },
  { id: 'wonka', users: 4, weight: 3, growth: 1 },
  { id: 'tyrell', users: 3, weight: 2, growth: 1.4 },
  { id: 'vandelay', users: 2, weight: 1, growth: 1 },
  { id: 'R&D "x" (a|b)', users: 2, weight: 1, growth: 1 },
  { id: 'newcomer', users: 2, weight: 0, growth: 1 },
]

interface Task {
  readonly name: string
  readonly weight: number
  readonly provider: string
  readonly model: string
  readonly input: number
  readonly output: number
  /** Share of the input that is read from the provider's cache. */
  readonly cached: number
  readonly seconds: number
}

const tasks: readonly Task[] = [
  {
    name: 'main-chat',
    weight: 10,
    provider: 'anthropic',
    model: 'claude-sonnet-4-5',
    input: 6000,
    output: 700,
    cached: 0.6,
    seconds: 6,
  },
  {
    name: 'main-chat',
    weight: 6,
    provider: 'openai',
    model: 'gpt-4o',
    input: 5000,
    output: 500,
    cached: 0.5,
    seconds: 4,
  },
  {
    name: 'document-analysis',
    weight: 4,
    provider: 'google',
    model: 'gemini-2.5-pro',
    input: 30_000,
    output: 1500,
    cached: 0.1,
    seconds: 14,
  },
  {
    name: 'compliance-check',
    weight: 4,
    provider: 'anthropic',
    model: 'claude-sonnet-4-5',
    input: 9000,
    output: 400,
    cached: 0.2,
    seconds: 5,
  },
  {
    name: 'summarization',
    weight: 5,
    provider: 'openai',
    model: 'gpt-4o',
    input: 8000,
    output: 600,
    cached: 0,
    seconds: 5,
  },
  {
    name: 'entity-extraction',
    weight: 6,
    provider: 'openai',
    model: 'gpt-4o-mini',
    input: 2500,
    output: 300,
    cached: 0,
    seconds: 2,
  },
  {
    name: 'classification',
    weight: 8,
    provider: 'openai',
    model: 'gpt-4o-mini',
    input: 700,
    output: 20,
    cached: 0,
    seconds: 0.8,
  },
  {
    name: 'pii-sanitizer',
    weight: 9,
    provider: 'vllm',
    model: 'llama-3.3-70b',
    input: 1500,
    output: 200,
    cached: 0,
    seconds: 1.5,
  },
  {
    name: 'egress-guard',
    weight: 8,
    provider: 'google',
    model: 'gemini-2.5-flash',
    input: 1200,
    output: 30,
    cached: 0,
    seconds: 0.7,
  },
]

const HOUR = 3_600_000
const DAY = 24 * HOUR

/**
 * A past with a daily and a weekly rhythm, in order of time, and in its last two hours the troubles that the dashboards
 * are for: a tenant that spends many times its usual, one that has just come, a model that fails, one without a price.
 */
export function* pastCalls({ nowMs, days, callsPerDay, seed }: WorldOptions): Generator<PastCall> {
  const random = createRandom(seed)
  const start = nowMs - days * DAY
  const end = lastSampleMs(nowMs)
  const stepMs = HOUR / 4
  for (let at = start; at < nowMs; at += stepMs) {
    const progress = (at - start) / (nowMs - start)
    const expected = (callsPerDay / 96) * rhythm(at)
    const count = Math.floor(expected + random())
    const calls = Array.from({ length: count }, () => ordinaryCall(random, at + random() * stepMs, progress))
    if (at >= nowMs - 2 * HOUR) calls.push(...troubles(random, at, stepMs, Math.max(1, expected / 25)))
    yield* calls.filter((call) => call.startedAt < end).toSorted((a, b) => a.startedAt - b.startedAt)
  }
}

/** Busy at two in the afternoon UTC, quiet at night and on weekends. */
function rhythm(atMs: number): number {
  const date = new Date(atMs)
  const hour = date.getUTCHours() + date.getUTCMinutes() / 60
  const daily = 0.15 + 1.7 * Math.max(0, Math.cos(((hour - 14) / 24) * 2 * Math.PI)) ** 1.5
  const weekend = date.getUTCDay() === 0 || date.getUTCDay() === 6
  return daily * (weekend ? 0.35 : 1)
}

function ordinaryCall(random: () => number, startedAt: number, progress: number): PastCall {
  const tenant = pick(random, tenants, ({ weight, growth }) => weight * (1 + (growth - 1) * progress))
  const task = pick(random, tasks, ({ weight }) => weight)
  const user = Math.floor(random() ** 1.6 * tenant.users)
  return callOf(random, startedAt, tenant.id, `user-${user + 1}@${tenant.id}`, task, random() < 0.008)
}

function callOf(
  random: () => number,
  startedAt: number,
  tenantId: string | undefined,
  userId: string | undefined,
  task: Task,
  failed: boolean,
): PastCall {
  const size = 0.4 + 1.2 * random()
  const inputTokens = Math.round(task.input * size)
  return {
    provider: task.provider,
    model: task.model,
    integration: 'manual',
    attribution: { tenantId, userId, task: task.name },
    startedAt: Math.round(startedAt),
    endedAt: Math.round(startedAt + task.seconds * 1000 * (0.5 + random() ** 3 * 3)),
    outcome: failed ? 'error' : 'success',
    usage: failed
      ? { inputTokens: 0, outputTokens: 0 }
      : {
          inputTokens,
          outputTokens: Math.round(task.output * (0.4 + 1.2 * random())),
          cacheReadTokens: Math.round(inputTokens * task.cached * (0.7 + 0.6 * random())),
        },
    replica: random() < 0.5 ? 0 : 1,
  }
}

function troubles(random: () => number, at: number, stepMs: number, scale: number): PastCall[] {
  const [chat, , documents, compliance, , , classification] = tasks as [
    Task,
    Task,
    Task,
    Task,
    Task,
    Task,
    Task,
  ]
  const some = (count: number, make: (startedAt: number) => PastCall): PastCall[] =>
    Array.from({ length: Math.ceil(count * scale) }, () => make(at + random() * stepMs))
  return [
    ...some(12, (when) => callOf(random, when, 'globex', 'user-3@globex', documents, false)),
    ...some(5, (when) => callOf(random, when, 'newcomer', 'user-1@newcomer', chat, false)),
    ...some(6, (when) => callOf(random, when, 'acme-corp', undefined, compliance, random() < 0.5)),
    ...some(4, (when) => ({
      ...callOf(random, when, 'vandelay', undefined, classification, false),
      model: 'house-model-7',
    })),
    ...some(3, (when) => callOf(random, when, undefined, undefined, classification, false)),
  ]
}

function pick<Item>(random: () => number, items: readonly Item[], weight: (item: Item) => number): Item {
  let draw = random() * items.reduce((sum, item) => sum + weight(item), 0)
  for (const item of items) {
    draw -= weight(item)
    if (draw < 0) return item
  }
  return items[0]!
}
