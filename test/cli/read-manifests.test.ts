import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readManifests } from '../../src/cli/read-manifests.ts';

async function read(text: string, namespace?: string) {
  const directory = mkdtempSync(join(tmpdir(), 'manifests-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const path = join(directory, 'app.yaml');
  writeFileSync(path, text);
  return readManifests([path], { namespace });
}

const resource = (spec: string): string => `
apiVersion: secretsstore.dev/v1alpha1
kind: SecretsStoreSecret
metadata: {name: app, namespace: shop}
spec: {storeRef: {name: default}, secretRef: {name: app}, scopes: [workers]${spec}}
`;
const key = ', data: [{name: KEY, key: key}]';

const secret = (rest: string): string => `
apiVersion: v1
kind: Secret
metadata: {name: app, namespace: shop}
${rest}
`;

describe('manifests', () => {
  test('are read from several documents, of which others than ours are left out', async () => {
    const { resources, secretsStores, clusterStores, secrets } = await read(
      [
        resource(key),
        secret('stringData: {a: text}'),
        'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n',
        '# nothing\n',
        'apiVersion: secretsstore.dev/v1alpha1\nkind: ClusterSecretsStore\nmetadata: {name: shared}\nspec: {accountId: 985e105f4ecef8ad9ca31a8372d0c353}\n',
      ].join('---\n'),
    );
    expect(resources).toMatchObject([{ kind: 'SecretsStoreSecret', metadata: { name: 'app', namespace: 'shop' } }]);
    expect(secretsStores).toEqual([]);
    expect(clusterStores).toMatchObject([{ metadata: { name: 'shared' } }]);
    expect(secrets).toMatchObject([{ namespace: 'shop', name: 'app', type: 'Opaque' }]);
  });

  test('are read from the items of a List, and from JSON', async () => {
    const items = [{ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'app' } }];
    const { secrets } = await read(JSON.stringify({ apiVersion: 'v1', kind: 'List', items }), 'shop');
    expect(secrets).toMatchObject([{ namespace: 'shop', name: 'app' }]);
  });

  test('of Secrets have texts and Base64 as the API server would keep them', async () => {
    const { secrets } = await read(secret('data: {a: YQ==, b: Yg==}\nstringData: {b: text}\ntype: kubernetes.io/tls'));
    expect(secrets[0]?.type).toBe('kubernetes.io/tls');
    const texts = [...(secrets[0]?.keys ?? [])].map(([name, bytes]) => [
      name,
      Buffer.from(bytes.copyForKey()).toString(),
    ]);
    expect(texts).toEqual([
      ['a', 'a'],
      ['b', 'text'],
    ]);
  });

  test.each([
    ['a field that does not exist', resource(`${key}, datas: []`), 'document 1: spec: there is no field datas'],
    ['a missing field', resource(key).replace('storeRef: {name: default}, ', ''), 'spec: it lacks storeRef'],
    ['an entry without a source', resource(', data: [{name: KEY}]'), 'spec.data[0]: an entry has exactly one of'],
    [
      'an entry with two',
      resource(', data: [{name: KEY, key: a, template: "$(a)"}]'),
      'spec.data[0]: an entry has exactly',
    ],
    ['nothing to push', resource(''), 'spec: nothing would be pushed'],
    [
      'two entries of one name',
      resource(', data: [{name: K, key: a}, {name: K, key: b}]'),
      'spec.data: two of its items',
    ],
    ['a word that is not offered', resource(`${key}, mode: Dry`), 'spec.mode: it must be one of Apply, Plan'],
    ['a number for a text', resource(`${key}, comment: 1`), 'spec.comment: it must be a string'],
    ['a text for a truth', resource(`${key}, suspend: "yes"`), 'spec.suspend: it must be true or false'],
    ['a text that does not fit', resource(', data: [{name: a.b, key: a}]'), 'spec.data[0].name: it must match'],
    ['an empty list', resource(key).replace('[workers]', '[]'), 'spec.scopes: it must have 1 to 16 items'],
    [
      'a kind that does not exist',
      resource(key).replace('StoreSecret', 'StoreSecrets'),
      'there is no SecretsStoreSecrets',
    ],
    ['another version', resource(key).replace('v1alpha1', 'v2'), 'in secretsstore.dev/v2; known are'],
    ['no name', resource(key).replace('name: app, ', ''), 'it has no metadata.name'],
    [
      'no namespace',
      resource(key).replace(', namespace: shop', ''),
      'it has no metadata.namespace; give it one, or --namespace',
    ],
    ['no object', 'text', 'it is not a Kubernetes object'],
    ['no kind', 'a: b', 'it has no apiVersion or no kind'],
    ['what is not Base64', secret('data: {a: hidden!}'), 'data.a is not Base64'],
    ['a number in a Secret', secret('stringData: {a: 123456}'), 'stringData.a is not a string; quote it'],
    ['what is no YAML', secret('stringData: {a: "hidden'), 'it is not YAML ('],
    ['an alias without an anchor', 'a: *hidden', 'document 1: '],
  ])('with %s are refused, without their values', async (_what, text, message) => {
    const error = await read(text).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ name: 'OwnError', message: expect.stringContaining(message) });
    expect(String(error)).not.toMatch(/hidden|123456/);
  });

  test.each([
    ['/nonexistent/app.yaml', 'there is no such file'],
    [tmpdir(), 'it is a folder'],
  ])('that cannot be read are named, and why: %s', async (file, why) => {
    await expect(readManifests([file], { namespace: undefined })).rejects.toThrow(
      `Cannot read ${file}: ${why}; check --file`,
    );
  });
});
