import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { tablesIn } from '../emulator/markdown-tables.ts';
import { testNamesIn } from '../emulator/test-names.ts';
import { headingsOf, readPage, root } from './pages.ts';

/** Files all of whose tests stand in a table of the page. */
const pages = {
  'docs/reliability.md': [
    'test/cli/odd-input.test.ts',
    'test/cloudflare/odd-answers.test.ts',
    'test/core/as-our-kind.test.ts',
    'test/integration/operator/clock-jumps.test.ts',
    'test/integration/operator/closed-namespace.test.ts',
    'test/integration/operator/bad-answers.test.ts',
    'test/integration/operator/cut-watches.test.ts',
    'test/integration/operator/faults-of-cloudflare.test.ts',
    'test/integration/operator/faults-of-kubernetes.test.ts',
    'test/integration/operator/hopeless-deletion.test.ts',
    'test/kube/odd-answers.test.ts',
    'test/integration/operator/kube-outages.test.ts',
    'test/integration/operator/lost-permission.test.ts',
    'test/integration/operator/namespace-deletion.test.ts',
    'test/integration/operator/rate-limit-refusals.test.ts',
    'test/kube/odd-input.test.ts',
  ],
  'docs/security.md': [
    'test/core/hostile-work.test.ts',
    'test/core/tenants.test.ts',
    'test/integration/operator/canary.test.ts',
    'test/integration/operator/leaks.test.ts',
    'test/runtime/crash.test.ts',
    'test/integration/operator/tenants.test.ts',
  ],
} as const;

/** `file`: the full name of a test in it. */
const proof = /^`(test\/[\w./-]+)`: (.+)$/;

describe.each(Object.entries(pages))('%s', (path, files) => {
  const page = readPage(path);
  const proofs = headingsOf(page, 2)
    .flatMap((heading) => tablesIn(page, heading).flat())
    .flatMap(({ Test }) => Test ?? []);

  test('names a test in each row of its tables, and only tests that there are', () => {
    const lost = proofs.filter((text) => {
      const [, file = '', name = ''] = proof.exec(text) ?? [];
      return !existsSync(join(root, file)) || file === '' || !testNamesIn(join(root, file)).includes(name);
    });
    expect(proofs.length).toBeGreaterThan(0);
    expect(lost).toEqual([]);
  });

  test.each(files)('names every test of %s', (file) => {
    const missing = testNamesIn(join(root, file)).filter((name) => !proofs.includes(`\`${file}\`: ${name}`));
    expect(missing).toEqual([]);
  });
});
