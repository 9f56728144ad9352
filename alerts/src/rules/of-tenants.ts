import type { RuleContext } from '../rules-context.ts'

/**
 * A series by tenant without what belongs to none: calls without a tenant, and tenants beyond the limit of series.
 * Both have alerts of their own.
 */
export function ofTenants({ names }: RuleContext, series: string): string {
  return `${series}{${names.label('tenantId')}!~"__none__|__other__"}`
}
