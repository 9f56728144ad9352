import { fileURLToPath } from 'node:url'
import { Ajv, type AnySchemaObject, type ValidateFunction } from 'ajv'
import { createGenerator } from 'ts-json-schema-generator'
import { beforeAll, describe, expect, it } from 'vitest'
import { createDashboards } from '../index.ts'

const dashboards = createDashboards()
const folder = fileURLToPath(new URL('.', import.meta.url))

describe('the schema that Grafana types make', () => {
  let validate: ValidateFunction

  beforeAll(() => {
    const schema = createGenerator({
      path: `${folder}dashboard-schema-entry.ts`,
      tsconfig: `${folder}tsconfig.json`,
      type: 'CheckedDashboard',
      // The kinds of panels each have an Options and a FieldConfig: definitions of one name would clash.
      expose: 'none',
      additionalProperties: false,
      skipTypeCheck: true,
    }).createSchema('CheckedDashboard') as AnySchemaObject
    validate = new Ajv({
      allErrors: true,
      strict: false,
      allowUnionTypes: true,
      discriminator: true,
    }).compile(schema)
  }, 60_000)

  it.each(dashboards)('accepts $title', ({ json }) => {
    validate(JSON.parse(json))
    expect(validate.errors ?? []).toEqual([])
  })

  const tenant = dashboards[1]?.json ?? ''
  it.each([
    ['a field that does not exist', tenant.replace('"unit":', '"unitt":')],
    ['a width in words', tenant.replace('"w": 5', '"w": "five"')],
    ['a kind of panel that does not exist', tenant.replace('"type": "bargauge"', '"type": "barguage"')],
    ['a query without an expression', tenant.replace('"expr":', '"query":')],
    ['a drawing style that does not exist', tenant.replace('"drawStyle": "bars"', '"drawStyle": "columns"')],
    ['an option of another kind of panel', tenant.replace('"graphMode": "none"', '"pieType": "donut"')],
  ])('refuses %s', (_, json) => {
    expect(json).not.toBe(tenant)
    expect(validate(JSON.parse(json))).toBe(false)
  })
})
