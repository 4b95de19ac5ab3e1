import { expect, test } from 'vitest';
import { readClusterIdentity } from '../../../src/kube/cluster-identity.ts';
import { connect, signal } from './cluster.ts';

test('a cluster is known by eight hex digits that stay', async () => {
  const [first, second] = [connect(), connect()];
  const identity = await readClusterIdentity(first, { signal });
  expect(identity.ok && identity.value).toMatch(/^[0-9a-f]{8}$/);
  expect(await readClusterIdentity(second, { signal })).toEqual(identity);
  await Promise.all([first.close(), second.close()]);
});
