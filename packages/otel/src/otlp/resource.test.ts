import { afterEach, expect, it, vi } from 'vitest'
import { createResource } from './resource.ts'

afterEach(() => vi.unstubAllEnvs())

it('has a new instance id at every start', () => {
  const ids = new Set([1, 2, 3].map(() => createResource({}).instanceId))
  expect(ids.size).toBe(3)
  const { resource, instanceId } = createResource({})
  expect(resource.attributes['service.instance.id']).toBe(instanceId)
})

it('keeps an id from the environment as the beginning of its own', () => {
  vi.stubEnv('OTEL_RESOURCE_ATTRIBUTES', 'service.instance.id=pod-1,deployment.environment.name=test')
  vi.stubEnv('OTEL_SERVICE_NAME', 'chat')
  const { resource } = createResource({ region: 'eu' })
  expect(resource.attributes).toMatchObject({
    'service.name': 'chat',
    'deployment.environment.name': 'test',
    region: 'eu',
    'service.instance.id': expect.stringMatching(/^pod-1\/[\da-f-]{36}$/) as string,
  })
})

it('refuses a fixed id from the code', () => {
  expect(() => createResource({ 'service.instance.id': 'pod-1' })).toThrow(/Leave it out/)
})
