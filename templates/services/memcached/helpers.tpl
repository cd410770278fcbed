
{{/* Where memcached is: the one of this chart, or the one that values name. */}}
{{- define "__NAME__.memcachedHost" -}}
{{- if .Values.memcached.enabled }}
{{- printf "%s-memcached" (include "__NAME__.fullname" .) }}
{{- else }}
{{- required "memcached.external.host is needed where memcached.enabled is false" .Values.memcached.external.host }}
{{- end }}
{{- end }}

{{/* A label of its pods is this name and a hash, which together must not be longer than a label may be. */}}
{{- define "__NAME__.memcachedStatefulSet" -}}
{{- $name := printf "%s-memcached" (include "__NAME__.fullname" .) }}
{{- if le (len $name) 52 }}
{{- $name }}
{{- else }}
{{- printf "%s-%s" ($name | trunc 45 | trimSuffix "-") ($name | sha256sum | trunc 6) }}
{{- end }}
{{- end }}

{{- define "__NAME__.memcachedSelectorLabels" -}}
app.kubernetes.io/name: __NAME__
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: memcached
{{- end }}
