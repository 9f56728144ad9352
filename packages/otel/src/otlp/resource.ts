import { randomUUID } from 'node:crypto'
import {
  defaultResource,
  detectResources,
  resourceAttributesEnvDetector,
  resourceFromAttributes,
  serviceNameEnvDetector,
  type Resource,
} from '@opentelemetry/resources'
import { TokentollError } from '@tokentoll/core'

const instanceKey = 'service.instance.id'

/** Facts about the process that every series carries, e.g. `{ 'deployment.environment.name': 'production' }`. */
export type ResourceAttributes = Readonly<Record<string, string | number | boolean>>

/**
 * The resource of one process start: what `OTEL_RESOURCE_ATTRIBUTES` and `OTEL_SERVICE_NAME` say, then
 * `attributes`, and an instance id that no other start has. A counter that starts again under an old id
 * loses or repeats money in every query, so a fixed id is refused; one from the environment gets a suffix.
 */
export function createResource(attributes: ResourceAttributes): { resource: Resource; instanceId: string } {
  const fixed = attributes[instanceKey]
  if (fixed !== undefined) {
    throw new TokentollError({
      code: 'instance_id_fixed',
      problem: 'A fixed service.instance.id makes two process starts one series, and their amounts wrong',
      remedy:
        'Leave it out: each start gets its own id. Put the name of the pod in another attribute, e.g. k8s.pod.name',
      field: instanceKey,
      value: fixed,
    })
  }
  const environment = detectResources({ detectors: [resourceAttributesEnvDetector, serviceNameEnvDetector] })
  const given = environment.attributes[instanceKey]
  const instanceId = typeof given === 'string' && given !== '' ? `${given}/${randomUUID()}` : randomUUID()
  const resource = defaultResource()
    .merge(environment)
    .merge(resourceFromAttributes({ ...attributes, [instanceKey]: instanceId }))
  return { resource, instanceId }
}
