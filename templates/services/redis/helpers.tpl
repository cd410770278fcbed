
{{/* Where Redis is: the one of this chart, or the one that values name. */}}
{{- define "__NAME__.redisHost" -}}
{{- if not (or .Values.redis.enabled .Values.redis.host) }}{{ fail "redis.host is needed where redis.enabled is false" }}{{ end }}
{{- .Values.redis.host | default (printf "%s-redis" (include "__NAME__.fullname" .)) }}
{{- end }}

{{/* The Secret with Redis' password: made outside of this chart, so that no upgrade changes it. */}}
{{- define "__NAME__.redisSecret" -}}
{{- .Values.redis.secret | default (printf "%s-redis" (include "__NAME__.fullname" .)) }}
{{- end }}

{{/* Kubernetes fills $(REDIS_PASSWORD) in when it starts the container: the manifest holds no secret. */}}
{{- define "__NAME__.redisUrl" -}}
{{- printf "redis://%s%s:%v" (ternary ":$(REDIS_PASSWORD)@" "" .Values.redis.auth) (include "__NAME__.redisHost" .) .Values.redis.port }}
{{- end }}

{{/* A label of its pods is this name and a hash, which together must not be longer than a label may be. */}}
{{- define "__NAME__.redisStatefulSet" -}}
{{- $name := printf "%s-redis" (include "__NAME__.fullname" .) }}
{{- if le (len $name) 52 }}
{{- $name }}
{{- else }}
{{- printf "%s-%s" ($name | trunc 45 | trimSuffix "-") ($name | sha256sum | trunc 6) }}
{{- end }}
{{- end }}

{{- define "__NAME__.redisSelectorLabels" -}}
app.kubernetes.io/name: __NAME__
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: redis
{{- end }}
