import { afterAll, describe, expect, test } from 'vitest';
import { readOrCreateKeySecret } from '../../../src/kube/key-secret.ts';
import { readSecret } from '../../../src/kube/secrets.ts';
import { connect, createSecret, newNamespace, signal } from './cluster.ts';

const connection = connect();
const namespace = await newNamespace(connection);
afterAll(async () => connection.close());

describe('reading a Secret', () => {
  test('gives its keys, and shows none of their bytes', async () => {
    const data = { token: 'canary-7f3a', 'cert.der': 'second-canary' };
    await createSecret(connection, { namespace, name: 'app', data });
    const read = await readSecret(connection, { namespace, name: 'app' }, { signal });
    expect(read).toMatchObject({ ok: true, value: { namespace, name: 'app', type: 'Opaque', immutable: false } });
    expect(read.ok && read.value.keys.get('token')?.asUtf8()?.reveal()).toBe('canary-7f3a');
    expect(read.ok && [...read.value.keys.keys()].sort()).toEqual(['cert.der', 'token']);
    expect(JSON.stringify(read) + JSON.stringify(read.ok && [...read.value.keys])).not.toMatch(/canary|Y2FuYXJ5/);
  });

  test('gives one without any data no keys', async () => {
    await createSecret(connection, { namespace, name: 'empty' });
    const read = await readSecret(connection, { namespace, name: 'empty' }, { signal });
    expect(read.ok && read.value.keys.size).toBe(0);
  });

  test('says NotFound when there is none', async () => {
    const read = await readSecret(connection, { namespace, name: 'missing' }, { signal });
    expect(read).toMatchObject({ ok: false, failure: { kind: 'NotFound', missing: 'secrets' } });
  });
});

const wanted = (name: string, text: string, within = namespace) => ({
  namespace: within,
  name,
  key: 'key',
  make: () => new TextEncoder().encode(text),
});
const get = async (...args: Parameters<typeof wanted>): Promise<unknown> => {
  const key = await readOrCreateKeySecret(connection, wanted(...args), { signal });
  return key.ok ? new TextDecoder().decode(key.value.copyForKey()) : key.failure;
};

describe("the operator's own key", () => {
  test('is made once, and is the same ever after', async () => {
    expect(await get('digest-key', 'first')).toBe('first');
    expect(await get('digest-key', 'second')).toBe('first');
  });

  test('is the same for all who make it at the same time', async () => {
    const texts = ['a', 'b', 'c', 'd', 'e', 'f'];
    const keys = await Promise.all(texts.map(async (text) => get('contended-key', text)));
    expect(new Set(keys).size).toBe(1);
    expect(texts).toContain(keys[0]);
  });

  test('cannot be changed afterwards by mistake', async () => {
    await get('fixed-key', 'fixed');
    const read = await readSecret(connection, { namespace, name: 'fixed-key' }, { signal });
    expect(read).toMatchObject({ ok: true, value: { immutable: true } });
  });

  test('is not put into a Secret of somebody else', async () => {
    await createSecret(connection, { namespace, name: 'theirs', data: { other: 'x' } });
    expect(await get('theirs', 'mine')).toMatchObject({ kind: 'Invalid', fields: ['data.key'] });
  });

  test('needs its namespace, and says so', async () => {
    expect(await get('digest-key', 'first', 'no-such-namespace')).toMatchObject({
      kind: 'NotFound',
      missing: 'namespaces',
    });
  });
});
