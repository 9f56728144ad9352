import { TokentollError } from '@tokentoll/core'

/** Where the ledger lives in the database. */
export interface SchemaNames {
  /** Schema of the tables. */
  readonly schema: string
  /** Schema of the views `llm_cost_metrics` and `llm_call_log`. */
  readonly viewSchema: string
}

/** The ledger's objects, quoted and qualified for use in SQL. */
export interface SqlNames {
  readonly schema: string
  readonly call: string
  readonly spendDay: string
  readonly userSpendDay: string
  /** Calls that were made. */
  readonly view: string
  /** The same, and calls that were refused before they were made. */
  readonly callLog: string
}

/** Quoted names; throws `invalid_option` for a name that PostgreSQL would cut or that is no plain name. */
export function sqlNames(names: SchemaNames): SqlNames {
  const schema = quoted('schema', names.schema)
  const viewSchema = quoted('viewSchema', names.viewSchema)
  return {
    schema,
    call: `${schema}.llm_call`,
    spendDay: `${schema}.llm_spend_day`,
    userSpendDay: `${schema}.llm_user_spend_day`,
    view: `${viewSchema}.llm_cost_metrics`,
    callLog: `${viewSchema}.llm_call_log`,
  }
}

function quoted(field: string, name: string): string {
  if (/^[A-Za-z_][A-Za-z0-9_]{0,62}$/.test(name)) return `"${name}"`
  throw new TokentollError({
    code: 'invalid_option',
    problem: 'Not a name for a schema',
    remedy: 'Give up to 63 letters, digits and underscores that do not begin with a digit',
    field,
    value: name,
  })
}
