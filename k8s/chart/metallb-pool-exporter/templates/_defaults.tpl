{{/*
Sets the defaults of sections and keys that are null in the values: Helm then deletes the default of
values.yaml. Each template calls this first, because the order of templates is not defined.
*/}}
{{- define "exporter.defaults" -}}
{{- $root := . -}}
{{- range $section, $keys := include "exporter.neededValues" . | fromYaml -}}
{{- if kindIs "invalid" (index $root.Values $section) }}{{ $_ := set $root.Values $section dict }}{{ end -}}
{{- $values := index $root.Values $section -}}
{{- range $key, $default := $keys -}}
{{- if kindIs "invalid" (index $values $key) }}{{ $_ := set $values $key $default }}{{ end -}}
{{- end -}}
{{- end -}}
{{- end }}

{{/* The values that the templates cannot be rendered without, as in values.yaml. */}}
{{- define "exporter.neededValues" -}}
inCluster: {name: in-cluster}
kubeconfigs: {}
fleets: {}
webConfig: {scheme: https}
collector: {mode: poll}
metrics: {addressInfo: ""}
image: {registry: ghcr.io, repository: metallb-pool-exporter/metallb-pool-exporter}
commonLabels: {}
serviceAccount: {create: true}
rbac: {create: true}
service: {type: ClusterIP, port: 10472}
serviceMonitor: {interval: 30s}
prometheusRule: {disabled: []}
dashboard: {labels: {grafana_dashboard: "1"}}
networkPolicy: {apiServerPorts: [443, 6443]}
scan: {interfaces: [eth0], interval: 5m, rate: 10, replicas: 1, host: $(HOST_IP), port: 10473}
livenessProbe: {}
readinessProbe: {}
podLabels: {}
{{- end }}
