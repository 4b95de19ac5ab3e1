import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readPage, root } from './pages.ts';

/** What docs/architecture.md says is never there, as far as no import rule and no test of behaviour can hold it. */
const sources = globSync('src/**/*.ts', { cwd: root })
  .sort()
  .map((path) => ({ path, code: withoutComments(readFileSync(join(root, path), 'utf8')) }));

function withoutComments(code: string): string {
  return code.replaceAll(/\/\*.*?\*\//gs, '').replaceAll(/^\s*\/\/.*$/gm, '');
}

const filesWith = (pattern: RegExp): readonly string[] =>
  sources.filter(({ code }) => pattern.test(code)).map(({ path }) => path);

describe('a hidden value', () => {
  test("is revealed by one call, where a request's text is built", () => {
    const calls = sources.flatMap(({ path, code }) => [...code.matchAll(/\.reveal\b/g)].map(() => path));
    expect(calls).toEqual(['src/cloudflare/wire-text.ts']);
  });
});

describe('the Kubernetes edge', () => {
  test('writes status, finalizers, Events, the digest key, the Lease and the annotation of a release, and nothing else', () => {
    expect(filesWith(/method: '(?:POST|PUT|PATCH|DELETE)'/).filter((path) => path.startsWith('src/kube/'))).toEqual([
      'src/kube/annotate.ts',
      'src/kube/events.ts',
      'src/kube/finalizers.ts',
      'src/kube/key-secret.ts',
      'src/kube/lease.ts',
      'src/kube/status-writer.ts',
    ]);
  });

  test('never replaces or deletes an object', () => {
    expect(filesWith(/method: '(?:PUT|DELETE)'/).filter((path) => path.startsWith('src/kube/'))).toEqual([]);
  });

  test('lets nobody else send a request', () => {
    expect(filesWith(/\/kube\/(?:transport|send)\.ts'/)).toEqual([]);
  });
});

describe('a status', () => {
  test('is written at the end of a pass over a resource or a store, and nowhere else', () => {
    expect(filesWith(/\bapplyStatus\(/)).toEqual(['src/kube/status-writer.ts', 'src/sync/write-status.ts']);
    expect(filesWith(/\bwriteStatus\(/)).toEqual(['src/sync/reconcile-store.ts', 'src/sync/report.ts']);
  });
});

describe('docs/architecture.md', () => {
  const { text } = readPage('docs/architecture.md');

  test('names every import rule, and no other', () => {
    const configuration = readFileSync(join(root, '.dependency-cruiser.mjs'), 'utf8');
    const rules = [...configuration.matchAll(/onlyFrom\(\s*'([a-z-]+)'/g)].map(([, rule]) => rule);
    const [, invariants = ''] = text.split('## What is never there');
    const cells = invariants.split('\n').flatMap((line) => /\| rules? (.*) \|$/.exec(line)?.[1] ?? []);
    const named = cells.flatMap((cell) => [...cell.matchAll(/`([a-z-]+)`/g)].map(([, rule]) => rule));
    expect(new Set(named)).toEqual(new Set(rules));
  });

  test('has a line for every folder of src', () => {
    const folders = sources.flatMap(({ path }) => /^src\/[\w-]+(?=\/)/.exec(path)?.[0] ?? []);
    const named = [...text.matchAll(/^\| `(src\/[\w-]+)`/gm)].map(([, folder]) => folder);
    expect(new Set(named)).toEqual(new Set(folders));
  });
});
