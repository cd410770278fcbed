{{/* Name of everything in this release: the release's own, or with the chart's where it does not hold it. */}}
{{- define "__NAME__.fullname" -}}
{{- if contains .Chart.Name .Release.Name }}
{{- .Release.Name | trunc 53 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 53 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{- define "__NAME__.selectorLabels" -}}
app.kubernetes.io/name: __NAME__
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: server
{{- end }}

{{- define "__NAME__.labels" -}}
{{ include "__NAME__.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | replace "+" "_" | trunc 63 | trimAll "-_." | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimAll "-_." | quote }}
{{- end }}

{{- define "__NAME__.serviceAccount" -}}
{{- .Values.serviceAccount.name | default (ternary (include "__NAME__.fullname" .) "default" .Values.serviceAccount.create) }}
{{- end }}

{{/* repository:tag@digest: the tag is for people, the digest is what runs. */}}
{{- define "__NAME__.image" -}}
{{- printf "%s:%s" .Values.image.repository (.Values.image.tag | default .Chart.AppVersion) }}
{{- with .Values.image.digest }}@{{ . }}{{ end }}
{{- end }}

{{/* What a probe asks: a path, or only whether the port is open. */}}
{{- define "__NAME__.probe" -}}
{{- if . -}}
httpGet: { path: {{ . | quote }}, port: http }
{{- else -}}
tcpSocket: { port: http }
{{- end }}
{{- end }}

{{/* What collectors know it by. */}}
{{- define "__NAME__.telemetryLabels" -}}
{{- if .Values.telemetry.datadog -}}
tags.datadoghq.com/env: {{ .Release.Namespace }}
tags.datadoghq.com/service: __NAME__
tags.datadoghq.com/version: {{ .Chart.AppVersion | replace "+" "_" | trunc 63 | trimAll "-_." | quote }}
{{- end }}
{{- end }}

{{/* What it tells them, but for what `env` says itself. */}}
{{- define "__NAME__.telemetry" -}}
{{- $told := dict }}
{{- with .Values.telemetry.otlpEndpoint }}
{{- $attributes := printf "service.version=%s,deployment.environment.name=%s" $.Chart.AppVersion $.Release.Namespace }}
{{- $told = dict "OTEL_EXPORTER_OTLP_ENDPOINT" . "OTEL_SERVICE_NAME" "__NAME__" "OTEL_RESOURCE_ATTRIBUTES" $attributes }}
{{- end }}
{{- if .Values.telemetry.datadog }}
{{- $told = merge $told (dict "DD_ENV" .Release.Namespace "DD_SERVICE" "__NAME__" "DD_VERSION" .Chart.AppVersion) }}
{{- if not (hasKey (.Values.env | default dict) "DD_AGENT_HOST") }}
- name: DD_AGENT_HOST
  valueFrom:
    fieldRef: { fieldPath: status.hostIP }
{{- end }}
{{- end }}
{{- range $name, $value := $told }}
{{- if not (hasKey ($.Values.env | default dict) $name) }}
- name: {{ $name }}
  value: {{ $value | quote }}
{{- end }}
{{- end }}
{{- end }}

{{/* What the program is told, and whatever else runs in its image. */}}
{{- define "__NAME__.variables" -}}
env:
  - name: PORT
    value: {{ .Values.service.internalPort | quote }}
  __SERVICE_ENV__
  {{- include "__NAME__.telemetry" . | nindent 2 }}
  {{- range $name, $value := .Values.env }}
  - name: {{ $name }}
    value: {{ $value | quote }}
  {{- end }}
{{- with .Values.envFromSecrets }}
envFrom:
  {{- range . }}
  - secretRef: { name: {{ . }} }
  {{- end }}
{{- end }}
{{- end }}
__SERVICE_HELPERS__
