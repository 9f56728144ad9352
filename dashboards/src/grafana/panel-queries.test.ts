import { describe, expect, it } from 'vitest'
import { panelQueries } from '../index.ts'

const dashboard = (expr: string, interval?: string): string =>
  JSON.stringify({
    panels: [
      {
        id: 3,
        title: 'P',
        type: 'timeseries',
        interval,
        targets: [{ refId: 'A', expr, legendFormat: '{{x}}' }],
      },
    ],
    templating: {
      list: [
        { name: 'tenantId', type: 'query', multi: true },
        { name: 'one', type: 'query', multi: false },
      ],
    },
  })
const range = { fromMs: 1_000_000_000_000, toMs: 1_000_021_600_000 }
const filled = (expr: string, variables = {}): string | undefined =>
  panelQueries(dashboard(expr), { range, variables })[0]?.expr

describe('panelQueries', () => {
  it('fills in intervals and the range', () => {
    expect(
      panelQueries(dashboard('x[$__range] / $__range_s [$__rate_interval] [$__interval]'), { range }),
    ).toEqual([
      {
        panelId: 3,
        panelTitle: 'P',
        panelType: 'timeseries',
        refId: 'A',
        expr: 'x[21600s] / 21600 [75s] [60s]',
        legend: '{{x}}',
        instant: false,
        stepMs: 60_000,
      },
    ])
  })

  it('never goes below the interval of the panel', () => {
    expect(panelQueries(dashboard('x[$__interval]', '1d'), { range })[0]).toMatchObject({
      expr: 'x[86400s]',
      stepMs: 86_400_000,
    })
  })

  it("escapes a name with quotes, an apostrophe and regular-expression characters as Grafana's formats do", () => {
    const name = 'R&D "x" (a|b) O\'Brien/.*'
    expect(filled('{t=~`${tenantId:regex}`}', { tenantId: name })).toBe(
      '{t=~`R&D "x" \\(a\\|b\\) O\'Brien\\/\\.\\*`}',
    )
    expect(filled('{t=`${one:raw}`}', { one: name })).toBe(`{t=\`${name}\`}`)
  })

  it('takes several values, all of them, and none', () => {
    expect(filled('{t=~`${tenantId:regex}`}', { tenantId: ['a.b', 'c'] })).toBe('{t=~`(a\\.b|c)`}')
    expect(filled('{t=~`${tenantId:regex}`}')).toBe('{t=~`.*`}')
    expect(filled('{t=`${one:raw}`}')).toBe('{t=``}')
  })
})
