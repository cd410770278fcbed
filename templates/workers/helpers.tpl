
{{/* Of the root and the name of a worker. */}}
{{- define "__NAME__.workerLabels" -}}
app.kubernetes.io/name: __NAME__
app.kubernetes.io/instance: {{ (index . 0).Release.Name }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end }}
