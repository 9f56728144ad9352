import { tenants, type Tenant } from './tenants.ts'

/** The touchpoints of the product; each is one module in `tasks/`. */
export type TaskName =
  | 'main-chat'
  | 'document-analysis'
  | 'entity-extraction'
  | 'compliance-check'
  | 'summarization'
  | 'classification'
  | 'egress-guard'
  | 'pii-sanitizer'

/** One thing a user does. A chat is several turns of one conversation. */
export interface Job {
  readonly number: number
  readonly tenant: Tenant
  readonly userId: string
  readonly task: TaskName
  readonly conversationId: string
  readonly turns: number
  /** The user leaves in the middle of the first streamed answer. */
  readonly leavesEarly: boolean
  /** A directive for the loopback provider, e.g. a fault; ignored by real providers. */
  readonly directive: string
}

// Share of the jobs per task, in parts of their sum.
const mix: Readonly<Record<TaskName, number>> = {
  'main-chat': 10,
  'document-analysis': 4,
  'entity-extraction': 6,
  'compliance-check': 5,
  summarization: 7,
  classification: 8,
  'egress-guard': 8,
  'pii-sanitizer': 5,
}

const streamed: ReadonlySet<TaskName> = new Set(['main-chat', 'summarization'])

/** The same jobs for the same seed: a repeated run is comparable. */
export function planJobs(count: number, seed: number): readonly Job[] {
  const random = createRandom(seed)
  const taskNames = Object.keys(mix) as TaskName[]
  return Array.from({ length: count }, (_, index) => {
    const tenant = pick(random, tenants, (candidate) => candidate.weight)
    const task = pick(random, taskNames, (name) => mix[name])
    const userId = pick(random, tenant.users, () => 1)
    const leavesEarly = streamed.has(task) && random() < 0.06
    return {
      number: index + 1,
      tenant,
      userId,
      task,
      conversationId: `${task}-${String(index + 1).padStart(4, '0')}`,
      turns: task === 'main-chat' ? 2 + Math.floor(random() * 3) : 1,
      leavesEarly,
      // Slow enough that the answer is never whole before the user has left, even on a busy machine.
      directive: leavesEarly ? '[[pace chunks=40 delay=100]]' : drawFault(random()),
    }
  })
}

function drawFault(draw: number): string {
  if (draw < 0.02) return '[[fault 400]]'
  if (draw < 0.05) return '[[fault 503 times=1]]'
  if (draw < 0.06) return '[[fault nousage]]'
  return ''
}

function pick<Item>(random: () => number, items: readonly Item[], weight: (item: Item) => number): Item {
  let draw = random() * items.reduce((sum, item) => sum + weight(item), 0)
  for (const item of items) {
    draw -= weight(item)
    if (draw < 0) return item
  }
  return items.at(-1)!
}

// A linear congruential generator (Numerical Recipes): plenty for a plan, and the same everywhere.
function createRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
