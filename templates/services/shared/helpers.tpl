
{{/* Where __SERVICE__ is: the one of this chart, or the one that values name. */}}
{{- define "__NAME__.__SERVICE__Host" -}}
{{- if .Values.__SERVICE__.enabled }}
{{- printf "%s-__SERVICE__" (include "__NAME__.fullname" .) }}
{{- else }}
{{- required "__SERVICE__.external.host is needed where __SERVICE__.enabled is false" .Values.__SERVICE__.external.host }}
{{- end }}
{{- end }}

{{/* The Secret with the password of __SERVICE__: made outside of this chart, so that no upgrade changes it. */}}
{{- define "__NAME__.__SERVICE__Secret" -}}
{{- if .Values.__SERVICE__.enabled }}
{{- printf "%s-__SERVICE__" (include "__NAME__.fullname" .) }}
{{- else }}
{{- required "__SERVICE__.external.secret is needed where __SERVICE__.enabled is false" .Values.__SERVICE__.external.secret }}
{{- end }}
{{- end }}

{{/* The key with the whole URL, of a service that is not in this chart. */}}
{{- define "__NAME__.__SERVICE__UrlKey" -}}
{{- if not .Values.__SERVICE__.enabled }}{{ .Values.__SERVICE__.external.urlKey }}{{ end }}
{{- end }}

{{/* Kubernetes fills $(…) in when it starts the container: the manifest holds no secret. */}}
{{- define "__NAME__.__SERVICE__Url" -}}
{{- if include "__NAME__.__SERVICE__UrlKey" . -}}
$(__URL_VARIABLE__)
{{- else -}}
{{- printf "__SERVICE_URL__" .Values.__SERVICE__.user "$(__PASSWORD_VARIABLE__)" (include "__NAME__.__SERVICE__Host" .) .Values.__SERVICE__.port .Values.__SERVICE__.database }}
{{- end }}
{{- end }}

{{/* A label of its pods is this name and a hash, which together must not be longer than a label may be. */}}
{{- define "__NAME__.__SERVICE__StatefulSet" -}}
{{- $name := printf "%s-__SERVICE__" (include "__NAME__.fullname" .) }}
{{- if le (len $name) 52 }}
{{- $name }}
{{- else }}
{{- printf "%s-%s" ($name | trunc 45 | trimSuffix "-") ($name | sha256sum | trunc 6) }}
{{- end }}
{{- end }}

{{- define "__NAME__.__SERVICE__SelectorLabels" -}}
app.kubernetes.io/name: __NAME__
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: __SERVICE__
{{- end }}
__SERVICE_BACKUP_HELPERS__
