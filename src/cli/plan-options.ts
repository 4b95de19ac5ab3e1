import { choice, list, matching, type Option } from '../config.ts';
import { dnsLabel, runOptions } from './run-options.ts';

const { kubeconfig, clusterName, cloudflareApiUrl, apiTokenFile, rateLimitShare, maxValueBytes } = runOptions;

/** Every option of `plan`. Whatever an operator was told that its plans rest on has to be told here too. */
export const planOptions = {
  file: {
    flag: 'file',
    short: 'f',
    repeats: true,
    default: 'none: every resource of the cluster',
    doc: "Manifests in YAML or JSON, in place of the cluster's objects of the same names; - is the standard input. May be given several times.",
    parse: list(),
  },
  namespace: {
    flag: 'namespace',
    default: 'all',
    doc: 'Only resources of this namespace; also that of manifests that name none.',
    parse: matching(dnsLabel, { what: 'the name of a namespace', fallback: undefined }),
  },
  output: {
    flag: 'output',
    short: 'o',
    default: 'table',
    doc: 'table or json.',
    parse: choice(['table', 'json'], 'table'),
  },
  kubeconfig,
  operatorNamespace: { ...runOptions.namespace, flag: 'operator-namespace' },
  clusterName,
  cloudflareApiUrl,
  apiTokenFile,
  rateLimitShare,
  maxValueBytes,
} as const satisfies Readonly<Record<string, Option<unknown>>>;
