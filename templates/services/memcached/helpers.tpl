
{{/* Where memcached is: the one of this chart, or the one that values name. */}}
{{- define "__NAME__.memcachedHost" -}}
{{- if .Values.memcached.enabled }}
{{- printf "%s-memcached" (include "__NAME__.fullname" .) }}
{{- else }}
{{- required "memcached.external.host is needed where memcached.enabled is false" .Values.memcached.external.host }}
{{- end }}
{{- end }}

{{- define "__NAME__.memcachedSelectorLabels" -}}
app.kubernetes.io/name: __NAME__
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: memcached
{{- end }}
