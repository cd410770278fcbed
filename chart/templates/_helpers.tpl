{{/* Name of everything in this release: the release's own, or with the chart's where it does not hold it. */}}
{{- define "chatops.fullname" -}}
{{- if contains .Chart.Name .Release.Name }}
{{- .Release.Name | trunc 53 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 53 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{- define "chatops.selectorLabels" -}}
app.kubernetes.io/name: chatops
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: server
{{- end }}

{{- define "chatops.labels" -}}
{{ include "chatops.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | replace "+" "_" | trunc 63 | trimAll "-_." | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimAll "-_." | quote }}
{{- end }}

{{- define "chatops.serviceAccount" -}}
{{- .Values.serviceAccount.name | default (ternary (include "chatops.fullname" .) "default" .Values.serviceAccount.create) }}
{{- end }}

{{/* repository:tag@digest: the tag is for people, the digest is what runs. */}}
{{- define "chatops.image" -}}
{{- printf "%s:%s" .Values.image.repository (.Values.image.tag | default .Chart.AppVersion) }}
{{- with .Values.image.digest }}@{{ . }}{{ end }}
{{- end }}

{{/* What the program is told, and whatever else runs in its image. */}}
{{- define "chatops.variables" -}}
env:
  - name: POD_NAME
    valueFrom: { fieldRef: { fieldPath: metadata.name } }
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

{{/* Runs that are Jobs have a ServiceAccount of their own. */}}
{{- define "chatops.runs" -}}
{{ include "chatops.fullname" . }}-runs
{{- end }}

{{/* Whether the pod itself asks the cluster: for the Lease, for Jobs, or for what it promotes. */}}
{{- define "chatops.asksCluster" -}}
{{- if or .Values.leaderElection .Values.runs.enabled .Values.promotesTo }}true{{ end }}
{{- end }}

{{/* serve.yaml: what `serve` says, and what follows from the chart. */}}
{{- define "chatops.serve" -}}
{{- $own := dict "listen" "0.0.0.0:8086" "health" "0.0.0.0:8087" "state" "/var/lib/chatops" }}
{{- $kubernetes := dict }}
{{- if .Values.leaderElection }}{{ $_ := set $kubernetes "lease" (include "chatops.fullname" .) }}{{ end }}
{{- if .Values.runs.enabled }}
{{- $_ := set $kubernetes "podTemplate" (include "chatops.runs" .) }}
{{- $_ := set $own "runner" "kubernetes" }}
{{- end }}
{{- if $kubernetes }}
{{- $_ := set $own "kubernetes" (mergeOverwrite $kubernetes (dict "namespace" .Release.Namespace)) }}
{{- end }}
{{- $page := dict }}
{{- if .Values.serve.page }}{{ $page = dict "page" (dict "listen" "0.0.0.0:8088") }}{{ end }}
{{- mergeOverwrite (deepCopy .Values.serve) $own $page | toYaml }}
{{- end }}

{{/* Where its pods may write, and what is read-only of the container. */}}
{{- define "chatops.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end }}

{{- define "chatops.podSecurity" -}}
runAsNonRoot: true
runAsUser: 1000
runAsGroup: 1000
fsGroup: 1000
seccompProfile: { type: RuntimeDefault }
{{- end }}
