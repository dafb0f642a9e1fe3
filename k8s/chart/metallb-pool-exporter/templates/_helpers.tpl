{{- define "exporter.chartName" -}}
{{ .Values.nameOverride | default .Chart.Name }}
{{- end }}

{{/* The name of all objects. The name of a Service has at most 63 characters, and no dots. */}}
{{- define "exporter.name" -}}
{{- if .Values.fullnameOverride -}}
{{ .Values.fullnameOverride }}
{{- else if contains (include "exporter.chartName" .) .Release.Name -}}
{{ .Release.Name | replace "." "-" | trunc 63 | trimSuffix "-" }}
{{- else -}}
{{ printf "%s-%s" .Release.Name (include "exporter.chartName" .) | replace "." "-" | trunc 63 | trimSuffix "-" }}
{{- end -}}
{{- end }}

{{- define "exporter.namespace" -}}
{{ .Values.namespaceOverride | default .Release.Namespace }}
{{- end }}

{{/* Labels that never change, because a selector cannot be changed. */}}
{{- define "exporter.selector" -}}
app.kubernetes.io/name: {{ include "exporter.chartName" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{/* The labels of an object: (list ROOT LABELS). Our own labels come first. */}}
{{- define "exporter.labels" -}}
{{- $root := index . 0 -}}
{{- $own := include "exporter.selector" $root | fromYaml -}}
{{- $_ := set $own "app.kubernetes.io/version" $root.Chart.AppVersion -}}
{{- $_ := set $own "app.kubernetes.io/managed-by" $root.Release.Service -}}
{{- $_ := set $own "helm.sh/chart" (printf "%s-%s" $root.Chart.Name $root.Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-") -}}
{{ toYaml (merge $own (index . 1 | default dict) $root.Values.commonLabels) }}
{{- end }}

{{/* The names of the scan's objects, their namespace, and labels that no selector of the exporter matches. */}}
{{- define "exporter.scanName" -}}
{{ include "exporter.name" . | trunc 58 | trimSuffix "-" }}-scan
{{- end }}

{{- define "exporter.scanNamespace" -}}
{{ .Values.scan.namespace | default (include "exporter.namespace" .) }}
{{- end }}

{{- define "exporter.scanSelector" -}}
app.kubernetes.io/name: {{ include "exporter.chartName" . }}-scan
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{/* The labels of an object of the scan: (list ROOT LABELS). */}}
{{- define "exporter.scanLabels" -}}
{{ toYaml (merge (include "exporter.scanSelector" (index . 0) | fromYaml) (include "exporter.labels" . | fromYaml)) }}
{{- end }}

{{- define "exporter.fleetUrl" -}}
{{ .Values.scan.fleetUrl | default (printf "http://%s.%s.svc:%v" (include "exporter.name" .) (include "exporter.namespace" .) .Values.service.port) }}
{{- end }}

{{- define "exporter.serviceAccount" -}}
{{ .Values.serviceAccount.name | default (ternary (include "exporter.name" .) "default" .Values.serviceAccount.create) }}
{{- end }}

{{- define "exporter.image" -}}
{{- $registry := (.Values.global).imageRegistry | default .Values.image.registry -}}
{{- with $registry }}{{ . }}/{{ end }}{{ .Values.image.repository -}}
{{- if .Values.image.digest }}@{{ .Values.image.digest }}{{ else }}:{{ .Values.image.tag | default .Chart.AppVersion }}{{ end -}}
{{- end }}

{{/* "true" if the configuration file lists the cluster of the exporter, else empty. */}}
{{- define "exporter.listsOwnCluster" -}}
{{- range (.Values.config).clusters }}{{ if .in_cluster }}true{{ break }}{{ end }}{{ end -}}
{{- end }}

{{/* "true" if the exporter reads its own cluster, else empty. */}}
{{- define "exporter.inCluster" -}}
{{- if kindIs "bool" .Values.inCluster.enabled -}}
{{ .Values.inCluster.enabled | ternary "true" "" }}
{{- else -}}
{{ or (empty .Values.kubeconfigs.existingSecret) (not (empty (include "exporter.listsOwnCluster" .))) | ternary "true" "" }}
{{- end -}}
{{- end }}

{{/* "true" if there is a ConfigMap, else empty. */}}
{{- define "exporter.hasConfig" -}}
{{ or (not (empty .Values.config)) (not (empty .Values.plan)) | ternary "true" "" }}
{{- end }}
