
{{/* What makes its dumps and restores them is called like this and `-backup` or `-restore`: a CronJob has at most 52 letters. */}}
{{- define "__NAME__.__SERVICE__Dumps" -}}
{{- $name := printf "%s-__SERVICE__" (include "__NAME__.fullname" .) }}
{{- if le (len $name) 44 }}
{{- $name }}
{{- else }}
{{- printf "%s-%s" ($name | trunc 37 | trimSuffix "-") ($name | sha256sum | trunc 6) }}
{{- end }}
{{- end }}

{{- define "__NAME__.__SERVICE__DumpsLabels" -}}
app.kubernetes.io/name: __NAME__
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: __SERVICE__-backup
{{- end }}

{{/* A pod that has the database and the dumps at hand, and runs the script that it is given. */}}
{{- define "__NAME__.__SERVICE__DumpsPod" -}}
{{- $root := index . 0 }}
{{- with $root }}
metadata:
  labels:
    {{- include "__NAME__.__SERVICE__DumpsLabels" . | nindent 4 }}
spec:
  restartPolicy: Never
  automountServiceAccountToken: false
  enableServiceLinks: false
  securityContext:
    runAsNonRoot: true
    runAsUser: __SERVICE_USER__
    runAsGroup: __SERVICE_USER__
    fsGroup: __SERVICE_USER__
    fsGroupChangePolicy: OnRootMismatch
    seccompProfile: { type: RuntimeDefault }
  containers:
    - name: dumps
      image: {{ .Values.__SERVICE__.image }}
      command: [sh, -euc]
      args:
        - |
          {{- index $ 1 | nindent 10 }}
      env:
        - name: HOST
          value: {{ include "__NAME__.__SERVICE__Host" . | quote }}
        - name: PORT
          value: {{ .Values.__SERVICE__.port | quote }}
        - name: ACCOUNT
          value: {{ .Values.__SERVICE__.user | quote }}
        - name: PASSWORD
          valueFrom:
            secretKeyRef:
              name: {{ include "__NAME__.__SERVICE__Secret" . }}
              key: password
        - name: DATABASE
          value: {{ .Values.__SERVICE__.database | quote }}
      resources:
        {{- toYaml .Values.__SERVICE__.resources | nindent 8 }}
      securityContext:
        allowPrivilegeEscalation: false
        readOnlyRootFilesystem: true
        capabilities: { drop: [ALL] }
      volumeMounts:
        - name: dumps
          mountPath: /dumps
        - name: scratch
          mountPath: /tmp
  volumes:
    - name: dumps
      persistentVolumeClaim:
        claimName: {{ include "__NAME__.__SERVICE__Dumps" . }}-backup
    - name: scratch
      emptyDir: { sizeLimit: 64Mi }
{{- end }}
{{- end }}

{{/* A dump that is not whole is never called one. */}}
{{- define "__NAME__.__SERVICE__DumpScript" -}}
umask 077
rm -f /dumps/*.part
dump="/dumps/$(date -u +%Y-%m-%dT%H:%M:%SZ).dump"
__SERVICE_DUMP__ > "$dump.part"
mv "$dump.part" "$dump"
echo "$dump"
ls -1 /dumps/*.dump | sort -r | tail -n +{{ add1 .Values.__SERVICE__.backup.keep }} | xargs -r rm -f --
{{- end }}

{{- define "__NAME__.__SERVICE__RestoreScript" -}}
{{- with .Values.__SERVICE__.backup.restore -}}
dump={{ printf "/dumps/%s" . }}
{{- else -}}
dump="$(ls -1 /dumps/*.dump | sort | tail -n 1)"
{{- end }}
echo "$dump"
__SERVICE_RESTORE__ < "$dump"
{{- end }}
