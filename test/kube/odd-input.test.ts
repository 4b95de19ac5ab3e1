import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseKubeObject } from '../../src/kube/kube-object.ts';
import { loadKubeConfig } from '../../src/kube/kubeconfig.ts';
import { parseSecret } from '../../src/kube/secrets.ts';
import { OwnError } from '../../src/runtime/own-error.ts';

let directory = '';
beforeAll(() => void (directory = mkdtempSync(join(tmpdir(), 'odd-input-'))));
afterAll(() => rmSync(directory, { recursive: true }));

/** With names that objects of JavaScript take for their own. */
const odd: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    '',
    '..',
    1e300,
    [],
    [null],
    JSON.parse('{"__proto__":1,"toString":null,"valueOf":{}}'),
  ),
  fc.jsonValue({ maxDepth: 2 }),
);

const kubeconfigs = fc.record(
  {
    'current-context': fc.oneof(fc.constant('c'), odd),
    clusters: fc.oneof(
      fc.constant([{ name: 'k', cluster: { server: 'https://127.0.0.1:1' } }]),
      fc.array(fc.record({ name: odd, cluster: odd })),
      odd,
    ),
    users: fc.oneof(
      fc.constant([{ name: 'u', user: { token: 'canary' } }]),
      fc.array(fc.record({ name: odd, user: odd })),
      odd,
    ),
    contexts: fc.oneof(fc.constant([{ name: 'c', context: { cluster: 'k', user: 'u' } }]), odd),
  },
  { requiredKeys: [] },
);

test('a kubeconfig is read, or refused by one sentence that quotes nothing of it', () => {
  const path = join(directory, 'config');
  fc.assert(
    fc.property(
      fc.oneof(
        kubeconfigs.map((json) => JSON.stringify(json)),
        fc.string({ maxLength: 200 }),
        fc.constant('a: &a [*a, *a]'),
      ),
      (text) => {
        writeFileSync(path, text);
        try {
          loadKubeConfig(path);
        } catch (error) {
          expect(error).toBeInstanceOf(OwnError);
          expect(String(error)).not.toContain('canary');
          expect(String(error).length).toBeLessThan(500);
        }
      },
    ),
    { numRuns: 200 },
  );
});

test('whatever the API server answers is an object or none, and a Secret or none', () => {
  const metadata = { name: 'app', namespace: 'shop', uid: 'u', resourceVersion: '1' };
  fc.assert(
    fc.property(odd, odd, odd, (json, data, type) => {
      parseKubeObject(json);
      parseSecret(json);
      const secret = parseSecret({ apiVersion: 'v1', kind: 'Secret', metadata, data, type });
      expect(typeof secret?.type).toBe('string');
      parseSecret({ apiVersion: 'v1', kind: 'Secret', metadata, data: { key: data } });
    }),
    { numRuns: 300 },
  );
});
