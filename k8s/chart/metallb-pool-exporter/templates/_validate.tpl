{{/* The value of a flag in extraArgs, or empty: (list ROOT "--flag"). */}}
{{- define "exporter.extraFlag" -}}
{{- $flag := index . 1 -}}
{{- $value := "" -}}
{{- $isNext := false -}}
{{- range (index . 0).Values.extraArgs -}}
{{- if $isNext }}{{ $value = . }}{{ end -}}
{{- if hasPrefix (printf "%s=" $flag) . }}{{ $value = trimPrefix (printf "%s=" $flag) . }}{{ end -}}
{{- $isNext = eq . $flag -}}
{{- end -}}
{{ $value }}
{{- end }}

{{- define "exporter.metricsPath" -}}
{{ include "exporter.extraFlag" (list . "--web.telemetry-path") | default "/metrics" }}
{{- end }}

{{/* The mode of the collector: poll or watch. */}}
{{- define "exporter.mode" -}}
{{ include "exporter.extraFlag" (list . "--collector.mode") | default .Values.collector.mode }}
{{- end }}

{{/* The milliseconds of a duration such as 1m30s. */}}
{{- define "exporter.milliseconds" -}}
{{- $units := dict "ms" 1 "s" 1000 "m" 60000 "h" 3600000 "d" 86400000 "w" 604800000 "y" 31536000000 -}}
{{- $sum := 0 -}}
{{- range regexFindAll "[0-9]+(ms|[smhdwy])" . -1 -}}
{{- $sum = add $sum (mul (regexFind "[0-9]+" . | int64) (index $units (regexFind "[a-z]+" .))) -}}
{{- end -}}
{{ $sum }}
{{- end }}

{{/* Values that the schema cannot reject. */}}
{{- define "exporter.validate" -}}
{{- $inCluster := include "exporter.inCluster" . -}}
{{- $secret := .Values.kubeconfigs.existingSecret -}}
{{- $listed := include "exporter.listsOwnCluster" . -}}
{{- $sources := or (.Values.config).fleets (include "exporter.extraFlag" (list . "--fleet.from")) -}}
{{- if not (or $inCluster $secret $sources (include "exporter.extraFlag" (list . "--kubeconfig"))) -}}
{{ fail "no cluster to read: set inCluster.enabled to true, or set kubeconfigs.existingSecret or config.fleets" }}
{{- end -}}
{{- if and $inCluster $secret (not $listed) -}}
{{ fail "inCluster.enabled and kubeconfigs.existingSecret are both set: list every cluster in config.clusters, with in_cluster: true for the cluster of the exporter; or remove inCluster.enabled" }}
{{- end -}}
{{- if and $listed (not $inCluster) -}}
{{ fail "config.clusters has in_cluster: true, and inCluster.enabled is false: remove one" }}
{{- end -}}
{{- include "exporter.validateClusters" . -}}
{{- include "exporter.validateFleets" . -}}
{{- include "exporter.validateMonitor" . -}}
{{- include "exporter.validateCollector" . -}}
{{- end }}

{{- define "exporter.validateClusters" -}}
{{- $hasKubeconfig := or .Values.kubeconfigs.existingSecret (include "exporter.extraFlag" (list . "--kubeconfig")) -}}
{{- range .Values.extraEnv }}{{ if eq .name "KUBECONFIG" }}{{ $hasKubeconfig = true }}{{ end }}{{ end -}}
{{- $names := list -}}
{{- range $index, $cluster := (.Values.config).clusters -}}
{{- $place := printf "config.clusters[%d]" $index -}}
{{- if and .in_cluster (or .context .kubeconfig) -}}
{{ fail (printf "%s: in_cluster and %s are both set: remove one" $place (empty .context | ternary "kubeconfig" "context")) }}
{{- end -}}
{{- if not (or .in_cluster .context) -}}
{{ fail (printf "%s: set context to a context of its kubeconfig, or in_cluster to true" $place) }}
{{- end -}}
{{- if not (or .in_cluster .kubeconfig $hasKubeconfig) -}}
{{ fail (printf "%s: the context %q needs a kubeconfig: set kubeconfigs.existingSecret" $place .context) }}
{{- end -}}
{{- $name := .name | default .context -}}
{{- if empty $name -}}
{{ fail (printf "%s: set name to the name of the cluster" $place) }}
{{- end -}}
{{- if has $name $names -}}
{{ fail (printf "%s: two clusters have the name %q: set name to another name" $place $name) }}
{{- end -}}
{{- $names = append $names $name -}}
{{- end -}}
{{- end }}

{{- define "exporter.validateFleets" -}}
{{- $folder := "/etc/metallb-pool-exporter/fleets/" -}}
{{- $hasFiles := .Values.fleets.existingSecret -}}
{{- range .Values.extraVolumeMounts }}{{ if hasPrefix (printf "%s/" (trimSuffix "/" .mountPath)) $folder }}{{ $hasFiles = .mountPath }}{{ end }}{{ end -}}
{{- $fleets := (.Values.config).fleets -}}
{{- if and .Values.fleets.existingSecret (not $fleets) -}}
{{ fail "fleets.existingSecret is set, and config.fleets is empty: list the exporters in config.fleets, or remove fleets.existingSecret" }}
{{- end -}}
{{- range $index, $fleet := $fleets -}}
{{- $place := printf "config.fleets[%d]" $index -}}
{{- if and .username (not .password_file) -}}
{{ fail (printf "%s: username is set without password_file: set both or neither" $place) }}
{{- end -}}
{{- if and .password_file (not .username) -}}
{{ fail (printf "%s: password_file is set without username: set both or neither" $place) }}
{{- end -}}
{{- range $key := list "password_file" "ca_file" -}}
{{- $path := get $fleet $key -}}
{{- if and $path (hasPrefix "http://" $fleet.url) -}}
{{ fail (printf "%s: url must begin with https://, because %s has no effect with http://" $place $key) }}
{{- end -}}
{{- if and (hasPrefix $folder (default "" $path)) (not $hasFiles) -}}
{{ fail (printf "%s: %s %s is a file of a Secret: set fleets.existingSecret" $place $key $path) }}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end }}

{{- define "exporter.validateScan" -}}
{{- if and .Values.webConfig.existingSecret (not .Values.scan.fleetUrl) -}}
{{ fail "scan.fleetUrl is empty, and webConfig is used: set scan.fleetUrl to a URL that the web configuration admits" }}
{{- end -}}
{{- end }}

{{- define "exporter.validateMonitor" -}}
{{- $timeout := .Values.serviceMonitor.scrapeTimeout -}}
{{- $interval := .Values.serviceMonitor.interval -}}
{{- if and $timeout (gt (include "exporter.milliseconds" $timeout | int64) (include "exporter.milliseconds" $interval | int64)) -}}
{{ fail (printf "serviceMonitor.scrapeTimeout %s is longer than serviceMonitor.interval %s: Prometheus rejects this" $timeout $interval) }}
{{- end -}}
{{- end }}

{{- define "exporter.validateCollector" -}}
{{- if and (eq .Values.collector.mode "watch") (include "exporter.extraFlag" (list . "--collector.mode")) -}}
{{ fail "collector.mode and --collector.mode in extraArgs are both set: remove one" }}
{{- end -}}
{{- $resync := .Values.collector.resync -}}
{{- if and $resync (include "exporter.extraFlag" (list . "--collector.resync")) -}}
{{ fail "collector.resync and --collector.resync in extraArgs are both set: remove one" }}
{{- end -}}
{{- $interval := include "exporter.extraFlag" (list . "--collector.interval") | default "30s" -}}
{{- if and $resync (eq (include "exporter.mode" .) "watch") (lt (include "exporter.milliseconds" $resync | int64) (include "exporter.milliseconds" $interval | int64)) -}}
{{ fail (printf "collector.resync %s is shorter than --collector.interval %s: the exporter rejects this" $resync $interval) }}
{{- end -}}
{{- end }}
