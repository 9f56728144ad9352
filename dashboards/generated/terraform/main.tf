# terraform init && terraform apply -var grafana_url=... -var grafana_auth=...
# These are the dashboards. The recording rules that they read go to the metrics store, for Grafana Cloud and Mimir with
# MIMIR_ADDRESS=... MIMIR_API_USER=... MIMIR_API_KEY=... mimirtool rules load ../prometheus/rules/llm-cost.rules.yaml
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

resource "grafana_folder" "llm_cost" {
  uid   = "llm-cost"
  title = "LLM cost"
}

resource "grafana_dashboard" "llm_cost" {
  for_each    = fileset("${path.module}/../dashboards", "*.json")
  folder      = grafana_folder.llm_cost.uid
  config_json = file("${path.module}/../dashboards/${each.value}")
  overwrite   = true
}
