{{/* Name of everything in this release: the release's own, or with the chart's where it does not hold it. */}}
{{- define "chat-server.fullname" -}}
{{- if contains .Chart.Name .Release.Name }}
{{- .Release.Name | trunc 53 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 53 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{- define "chat-server.selectorLabels" -}}
app.kubernetes.io/name: chat-server
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: server
{{- end }}

{{- define "chat-server.labels" -}}
{{ include "chat-server.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | replace "+" "_" | trunc 63 | trimAll "-_." | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimAll "-_." | quote }}
{{- end }}

{{- define "chat-server.serviceAccount" -}}
{{- .Values.serviceAccount.name | default (ternary (include "chat-server.fullname" .) "default" .Values.serviceAccount.create) }}
{{- end }}

{{/* repository:tag@digest: the tag is for people, the digest is what runs. */}}
{{- define "chat-server.image" -}}
{{- printf "%s:%s" .Values.image.repository (.Values.image.tag | default .Chart.AppVersion) }}
{{- with .Values.image.digest }}@{{ . }}{{ end }}
{{- end }}

{{/* What a probe asks: a path, or only whether the port is open. */}}
{{- define "chat-server.probe" -}}
{{- if . -}}
httpGet: { path: {{ . | quote }}, port: http }
{{- else -}}
tcpSocket: { port: http }
{{- end }}
{{- end }}

{{/* What collectors know it by. */}}
{{- define "chat-server.telemetryLabels" -}}
{{- if .Values.telemetry.datadog -}}
tags.datadoghq.com/env: {{ .Release.Namespace }}
tags.datadoghq.com/service: chat-server
tags.datadoghq.com/version: {{ .Chart.AppVersion | replace "+" "_" | trunc 63 | trimAll "-_." | quote }}
{{- end }}
{{- end }}

{{/* What it tells them, but for what `env` says itself. */}}
{{- define "chat-server.telemetry" -}}
{{- $told := dict }}
{{- with .Values.telemetry.otlpEndpoint }}
{{- $attributes := printf "service.version=%s,deployment.environment.name=%s" $.Chart.AppVersion $.Release.Namespace }}
{{- $told = dict "OTEL_EXPORTER_OTLP_ENDPOINT" . "OTEL_SERVICE_NAME" "chat-server" "OTEL_RESOURCE_ATTRIBUTES" $attributes }}
{{- end }}
{{- if .Values.telemetry.datadog }}
{{- $told = merge $told (dict "DD_ENV" .Release.Namespace "DD_SERVICE" "chat-server" "DD_VERSION" .Chart.AppVersion) }}
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
{{- define "chat-server.variables" -}}
env:
  - name: PORT
    value: {{ .Values.service.internalPort | quote }}
  {{- if .Values.redis.auth }}
  - name: REDIS_PASSWORD
    valueFrom:
      secretKeyRef:
        name: {{ include "chat-server.redisSecret" . }}
        key: password
  {{- end }}
  - name: REDIS_URL
    value: {{ include "chat-server.redisUrl" . | quote }}
  {{- include "chat-server.telemetry" . | nindent 2 }}
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

{{/* Where Redis is: the one of this chart, or the one that values name. */}}
{{- define "chat-server.redisHost" -}}
{{- if not (or .Values.redis.enabled .Values.redis.host) }}{{ fail "redis.host is needed where redis.enabled is false" }}{{ end }}
{{- .Values.redis.host | default (printf "%s-redis" (include "chat-server.fullname" .)) }}
{{- end }}

{{/* The Secret with Redis' password: made outside of this chart, so that no upgrade changes it. */}}
{{- define "chat-server.redisSecret" -}}
{{- .Values.redis.secret | default (printf "%s-redis" (include "chat-server.fullname" .)) }}
{{- end }}

{{/* Kubernetes fills $(REDIS_PASSWORD) in when it starts the container: the manifest holds no secret. */}}
{{- define "chat-server.redisUrl" -}}
{{- printf "redis://%s%s:%v" (ternary ":$(REDIS_PASSWORD)@" "" .Values.redis.auth) (include "chat-server.redisHost" .) .Values.redis.port }}
{{- end }}

{{/* A label of its pods is this name and a hash, which together must not be longer than a label may be. */}}
{{- define "chat-server.redisStatefulSet" -}}
{{- $name := printf "%s-redis" (include "chat-server.fullname" .) }}
{{- if le (len $name) 52 }}
{{- $name }}
{{- else }}
{{- printf "%s-%s" ($name | trunc 45 | trimSuffix "-") ($name | sha256sum | trunc 6) }}
{{- end }}
{{- end }}

{{- define "chat-server.redisSelectorLabels" -}}
app.kubernetes.io/name: chat-server
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: redis
{{- end }}
