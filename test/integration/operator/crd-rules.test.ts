import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { kubeClient } from '../../support/kube-client.ts';
import { kubeObjects, type NewObject } from '../../support/kube-objects.ts';
import { clusterStore, resource, store } from '../../support/sample-objects.ts';

const namespace = `test-${randomBytes(4).toString('hex')}`;
const objects = kubeObjects(kubeClient(inject('kubeconfigPath')), namespace);

beforeAll(async () => void (await objects.apply({ kind: 'Namespace', metadata: { name: namespace } })));
afterAll(async () => {
  for (const { metadata } of await objects.list('ClusterSecretsStore'))
    await objects.remove('ClusterSecretsStore', metadata.name);
  await objects.remove('Namespace', namespace);
});

/** The spec as the builder made it, with these fields; undefined takes one away. */
const withSpec = (object: NewObject, fields: object): NewObject => ({
  ...object,
  spec: { ...(object['spec'] as object), ...fields },
});

const token = { apiToken: { secretRef: { name: 'cloudflare', key: 'token' } } };
const global = { globalApiKey: { email: 'ops@example.com', secretRef: { name: 'cloudflare', key: 'key' } } };
const id = 'f75432dd22909b85f862e6ba4f9a4016';
const entry = { name: 'KEY', key: 'key' };
const admitting = (item: object): NewObject => withSpec(clusterStore(), { allowedNamespaces: [item] });
const expression = (values: object): NewObject =>
  admitting({ selector: { matchExpressions: [{ key: 'team', ...values }] } });

describe('the API server refuses', () => {
  test.each<readonly [what: string, object: NewObject, message: string]>([
    [
      'an account id that is no 32 hex digits',
      withSpec(store(), { accountId: '985E105F4ECEF8AD9CA31A8372D0C353' }),
      "an account id is 32 hex digits in lower case, as the account's page in Cloudflare's dashboard shows it",
    ],
    [
      'an account id that is too short, in a ClusterSecretsStore',
      withSpec(clusterStore(), { accountId: '985e' }),
      'an account id is 32 hex digits in lower case',
    ],
    ['a store by id and name', withSpec(store(), { store: { id, name: 'x' } }), "give the store's id or its name"],
    [
      'a store that is to be created without a name',
      withSpec(store(), { creationPolicy: 'IfMissing', store: { id } }),
      'creationPolicy IfMissing needs store.name',
    ],
    [
      'a store that is to be created without anything, in a ClusterSecretsStore',
      withSpec(clusterStore(), { creationPolicy: 'IfMissing' }),
      'creationPolicy IfMissing needs store.name',
    ],
    ['a store id that is none', withSpec(store(), { store: { id: 'x' } }), "a store's id is 32 hex digits"],
    [
      'two credentials',
      withSpec(store(), { auth: { ...token, ...global } }),
      'give exactly one of apiToken and globalApiKey',
    ],
    ['an empty auth', withSpec(clusterStore(), { auth: {} }), 'give exactly one of apiToken and globalApiKey'],
    ['a SecretsStore without auth', withSpec(store(), { auth: undefined }), 'spec.auth: Required'],
    ['a resync period of a second', withSpec(store(), { resyncPeriodSeconds: 1 }), 'greater than or equal to 5'],
    ['a negative reserve', withSpec(store(), { quotaReserve: -1 }), 'greater than or equal to 0'],
    [
      'an admission of nobody',
      admitting({ scopes: ['dex'] }),
      'an item admits namespaces by names, by selector, or both',
    ],
    ['In without values', expression({ operator: 'In' }), 'In and NotIn need values'],
    ['Exists with values', expression({ operator: 'Exists', values: ['x'] }), 'Exists and DoesNotExist take none'],
    [
      'a resource that pushes nothing',
      withSpec(resource(), { data: undefined }),
      'nothing would be pushed: give data (chosen entries), dataFrom (every key that matches), or both',
    ],
    [
      'an entry without a scope',
      withSpec(resource(), { scopes: undefined }),
      'every secret at Cloudflare needs a scope: give spec.scopes, or scopes for each entry of data',
    ],
    [
      'dataFrom without a scope, though every entry of data has one',
      withSpec(resource(), { scopes: undefined, data: [{ ...entry, scopes: ['dex'] }], dataFrom: { include: ['*'] } }),
      'every secret at Cloudflare needs a scope',
    ],
    ['a comment like our mark', withSpec(resource(), { comment: 'x [k8s y' }), 'a comment cannot contain "[k8s "'],
    [
      "an entry's comment like our mark",
      withSpec(resource(), { data: [{ ...entry, comment: '[k8s a b/c]' }] }),
      'a comment cannot contain "[k8s "',
    ],
    ['one name twice', withSpec(resource(), { data: [entry, { name: 'KEY', key: 'other' }] }), 'KEY'],
    ['a name with a dot', withSpec(resource(), { data: [{ name: 'a.b', key: 'key' }] }), 'should match'],
    [
      'an entry of two sources',
      withSpec(resource(), { data: [{ ...entry, template: '$(key)' }] }),
      'an entry has exactly one of key, template, bundle and copyOf',
    ],
    [
      'an entry without a source',
      withSpec(resource(), { data: [{ name: 'KEY' }] }),
      'an entry has exactly one of key, template, bundle and copyOf',
    ],
    [
      'a former name that is the name',
      withSpec(resource(), { data: [{ ...entry, formerName: 'KEY' }] }),
      'formerName is the name that the secret had before, and so another one',
    ],
    [
      'a copy of itself',
      withSpec(resource(), { data: [{ name: 'KEY', copyOf: 'KEY' }] }),
      'a secret cannot be a copy of itself',
    ],
    [
      'a copy with a key',
      withSpec(resource(), { data: [{ ...entry, copyOf: 'OTHER' }] }),
      'an entry has exactly one of key, template, bundle and copyOf',
    ],
    [
      'a key without a Secret',
      withSpec(resource(), { secretRef: undefined, data: [entry, { name: 'COPY', copyOf: 'KEY' }] }),
      'give secretRef, the Kubernetes Secret that has the values: only entries with copyOf need none',
    ],
    [
      'an encoding beside a template',
      withSpec(resource(), { data: [{ name: 'KEY', template: '$(key)', encoding: 'Base64' }] }),
      'encoding goes with key alone',
    ],
    [
      'an encoding beside a bundle',
      withSpec(resource(), { data: [{ name: 'KEY', bundle: { format: 'Json' }, encoding: 'Utf8' }] }),
      'encoding goes with key alone',
    ],
    [
      'a template of another language',
      withSpec(resource(), { data: [{ name: 'KEY', template: '{{ .user }} ${user}' }] }),
      'a template takes at least one key of the Secret, written `$(key)`',
    ],
    [
      'a template that is too long',
      withSpec(resource(), { data: [{ name: 'KEY', template: '$(key)'.padEnd(8193, 'ü') }] }),
      'may not be more than 8192',
    ],
    ['a bundle without a format', withSpec(resource(), { data: [{ name: 'KEY', bundle: {} }] }), 'format: Required'],
    [
      'a bundle of a format that nobody knows',
      withSpec(resource(), { data: [{ name: 'KEY', bundle: { format: 'Yaml' } }] }),
      'supported values: "Json", "Dotenv"',
    ],
    [
      'an update policy that nobody knows',
      withSpec(resource(), { data: [{ ...entry, updatePolicy: 'IfNotPresent' }] }),
      'supported values: "Always", "CreateOnly"',
    ],
    ['fewer than no deletions', withSpec(resource(), { maxDeletions: -1 }), 'greater than or equal to 0'],
    ['an unknown policy', withSpec(resource(), { driftPolicy: 'Ignore' }), 'supported values: "Correct", "Report"'],
  ])('%s', async (_what, object, message) => {
    const { status, body } = await objects.tryApply(object);
    expect(body['message']).toContain(message);
    expect([422, 500]).toContain(status);
  });
});

describe('the API server accepts', () => {
  test('another store, of either kind, for a resource that has one', async () => {
    for (const storeRef of [{ name: 'default' }, { name: 'other' }, { kind: 'ClusterSecretsStore', name: 'other' }])
      expect((await objects.tryApply(withSpec(resource(), { storeRef }))).status).toBeLessThan(300);
  });

  test.each<readonly [what: string, object: NewObject]>([
    ['a store by its name', withSpec(store(), { store: { name: 'x' } })],
    ['a store by its id', withSpec(store(), { store: { id } })],
    ["the account's only store, by an empty choice", store({ store: {} }, 'only')],
    ['a store that is created if missing', withSpec(store(), { creationPolicy: 'IfMissing', store: { name: 'x' } })],
    ['a store by its id that is never created', withSpec(store(), { creationPolicy: 'Never', store: { id } })],
    ['the global API key', withSpec(store(), { auth: global })],
    ['a ClusterSecretsStore without auth', withSpec(clusterStore(), { auth: undefined })],
    ['an admission by name and by selector', admitting({ names: ['shop'], selector: {} })],
    ['In with values', expression({ operator: 'In', values: ['shop'] })],
    ['Exists without values', expression({ operator: 'Exists' })],
    [
      'scopes on each entry alone',
      withSpec(resource({}, 'x'), { scopes: undefined, data: [{ ...entry, scopes: ['dex'] }] }),
    ],
    ['a template of the largest size', resource({ data: [{ name: 'KEY', template: '$(a)'.padEnd(8192, 'ü') }] }, 't')],
    ['a bundle of every key', resource({ data: [{ name: 'KEY', bundle: { format: 'Json' } }] }, 'b')],
    [
      'copies alone without a Secret',
      withSpec(resource({ data: [{ name: 'KEY', copyOf: 'OTHER' }] }, 'c'), { secretRef: undefined }),
    ],
    ['a comment with brackets', resource({ comment: 'see [k8s] and [runbook]' }, 'y')],
    ['a scope that nobody knows yet', resource({ scopes: ['scope_of_2030'] }, 'z')],
    ['the kind SecretsStore, said or not', resource({ storeRef: { kind: 'SecretsStore', name: 'default' } })],
  ])('%s', async (_what, object) => {
    const { status, body } = await objects.tryApply(object);
    expect([body['message'], status < 300]).toEqual([undefined, true]);
  });
});
