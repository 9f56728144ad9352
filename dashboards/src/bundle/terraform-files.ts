import type { ResolvedDashboardOptions } from '../options/resolve-dashboard-options.ts'
import type { BundleFile } from './bundle-file.ts'
import { ruleFileName } from './rule-files.ts'

/** The dashboards in a Grafana that is managed by Terraform, e.g. Grafana Cloud, which takes no files. */
export function terraformFiles(options: ResolvedDashboardOptions): BundleFile[] {
  const name = options.uidPrefix.replaceAll('-', '_')
  const rules = `../prometheus/rules/${ruleFileName(options)}`
  const content = `# terraform init && terraform apply -var grafana_url=... -var grafana_auth=...
# These are the dashboards. The recording rules that they read go to the metrics store, for Grafana Cloud and Mimir with
# MIMIR_ADDRESS=... MIMIR_API_USER=... MIMIR_API_KEY=... mimirtool rules load ${rules}
terraform {
  required_providers {
    grafana = {
      source = "grafana/grafana"
    }
  }
}

variable "grafana_url" {
  description = "Address of Grafana."
  type        = string
}

variable "grafana_auth" {
  description = "Service account token."
  type        = string
  sensitive   = true
}

provider "grafana" {
  url  = var.grafana_url
  auth = var.grafana_auth
}

resource "grafana_folder" "${name}" {
  uid   = "${options.uidPrefix}"
  title = ${quoted(options.title)}
}

resource "grafana_dashboard" "${name}" {
  for_each    = fileset("\${path.module}/../dashboards", "*.json")
  folder      = grafana_folder.${name}.uid
  config_json = file("\${path.module}/../dashboards/\${each.value}")
  overwrite   = true
}
`
  return [{ path: 'terraform/main.tf', content }]
}

/** A string that Terraform takes as it is: `${` and `%{` would begin an expression. */
function quoted(text: string): string {
  return JSON.stringify(text).replaceAll(/[$%](?=\{)/g, '$&$&')
}
