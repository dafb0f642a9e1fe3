{{- define "exporter.livenessProbe" -}}
{{- if .Values.webConfig.existingSecret -}}
exec:
  command:
  - /usr/bin/metallb-pool-exporter
  - health
  - {{ .Values.webConfig.scheme }}://127.0.0.1:10472
{{- else -}}
httpGet:
  path: /-/healthy
  port: http
{{- end }}
periodSeconds: 10
timeoutSeconds: 5
{{- end }}

{{- define "exporter.readinessProbe" -}}
{{- if .Values.webConfig.existingSecret -}}
tcpSocket:
  port: http
{{- else -}}
httpGet:
  path: /-/ready
  port: http
{{- end }}
periodSeconds: 5
timeoutSeconds: 5
{{- end }}

{{/* A probe with the values of the user: (list DEFAULT VALUES). A probe can have one handler only. */}}
{{- define "exporter.probe" -}}
{{- $probe := index . 0 | fromYaml -}}
{{- $own := index . 1 -}}
{{- $handlers := list "exec" "grpc" "httpGet" "tcpSocket" -}}
{{- range $chosen := $handlers -}}
{{- if index $own $chosen -}}
{{- range without $handlers $chosen }}{{ $_ := unset $probe . }}{{ end -}}
{{- end -}}
{{- end -}}
{{ toYaml (mergeOverwrite $probe $own) }}
{{- end }}
