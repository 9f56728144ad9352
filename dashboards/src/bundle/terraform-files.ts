import type { ResolvedDashboardOptions } from '../options/resolve-dashboard-options.ts'
import type { BundleFile } from './bundle-file.ts'

/** The dashboards in a Grafana that is managed by Terraform, e.g. Grafana Cloud, which takes no files. */
export function terraformFiles(options: ResolvedDashboardOptions): BundleFile[] {
  const name = options.uidPrefix.replaceAll('-', '_')
  const content = `# terraform init && terraform apply -var grafana_url=... -var grafana_auth=...
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
  title = ${JSON.stringify(options.title)}
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
