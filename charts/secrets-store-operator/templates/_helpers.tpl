{{/* The name of everything that is installed. At most 52 characters, so that what is added to it still fits in 63. */}}
{{- define "secrets-store-operator.fullname" -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 52 | trimSuffix "-" -}}
{{- else if contains $name .Release.Name -}}
{{- .Release.Name | trunc 52 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 52 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{/* By these the operator's pods are chosen: they never change. */}}
{{- define "secrets-store-operator.selectorLabels" -}}
app.kubernetes.io/name: {{ default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: operator
{{- end -}}

{{/* On everything, save what is said by selectorLabels. */}}
{{- define "secrets-store-operator.releaseLabels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/part-of: secrets-store-operator
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "secrets-store-operator.labels" -}}
{{ include "secrets-store-operator.selectorLabels" . }}
{{ include "secrets-store-operator.releaseLabels" . }}
{{- end -}}

{{- define "secrets-store-operator.emulatorSelectorLabels" -}}
app.kubernetes.io/name: {{ default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: emulator
{{- end -}}

{{- define "secrets-store-operator.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "secrets-store-operator.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- required "serviceAccount.name is needed where serviceAccount.create is false" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "secrets-store-operator.image" -}}
{{- with .Values.image -}}
{{- if .digest -}}
{{- printf "%s@%s" .repository .digest -}}
{{- else -}}
{{- printf "%s:%s" .repository (default $.Chart.AppVersion .tag) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "secrets-store-operator.emulatorUrl" -}}
{{- printf "http://%s-emulator.%s.svc:8787/client/v4" (include "secrets-store-operator.fullname" .) .Release.Namespace -}}
{{- end -}}

{{/* What binds a role to the operator's service account. */}}
{{- define "secrets-store-operator.subjects" -}}
- kind: ServiceAccount
  name: {{ include "secrets-store-operator.serviceAccountName" . }}
  namespace: {{ .Release.Namespace }}
{{- end -}}
