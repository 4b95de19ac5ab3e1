import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { codeBlocksOf, pages, readPage, root } from './pages.ts';
import { problemsOf } from './validate-resource.ts';

const objectsIn = (yaml: string): readonly unknown[] =>
  parseAllDocuments(yaml, { uniqueKeys: true, strict: true }).map((document) => {
    const [problem] = [...document.errors, ...document.warnings];
    if (problem) throw problem;
    return document.toJS();
  });

const blocks = pages.flatMap(codeBlocksOf).filter(({ language }) => language === 'yaml');
const samples = globSync('deploy/samples/*.yaml', { cwd: root })
  .sort()
  .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));

describe('an example', () => {
  test('is in the README and on the page of each kind and task', () => {
    expect(new Set(blocks.map(({ page }) => page))).toEqual(
      new Set(['README.md', ...globSync('docs/{resources,tasks}/*.md', { cwd: root })]),
    );
  });

  test.each(blocks.map((block) => [`${block.page}:${block.line}`, block.text]))('is valid: %s', (_place, text) => {
    expect(objectsIn(text).flatMap(problemsOf)).toEqual([]);
  });

  test.each(samples.map(({ path, text }) => [path, text]))('is valid: %s', (_path, text) => {
    expect(objectsIn(text).flatMap(problemsOf)).toEqual([]);
  });

  test('of the README is one of the samples', () => {
    const known = samples.flatMap(({ text }) => objectsIn(text));
    const shown = codeBlocksOf(readPage('README.md')).filter(({ language }) => language === 'yaml');
    expect(shown.length).toBeGreaterThan(0);
    for (const object of shown.flatMap(({ text }) => objectsIn(text))) expect(known).toContainEqual(object);
  });
});

describe('the validation of the examples', () => {
  const secret = {
    apiVersion: 'secretsstore.dev/v1alpha1',
    kind: 'SecretsStoreSecret',
    metadata: { name: 'app-keys' },
    spec: { storeRef: { name: 'default' }, secretRef: { name: 'app-keys' }, scopes: ['workers'] },
  };
  const withSpec = (spec: object): unknown => ({ ...secret, spec: { ...secret.spec, ...spec } });

  test.each([
    ['a field that does not exist', withSpec({ datas: [] })],
    ['a field that does not exist, in a list', withSpec({ data: [{ name: 'A', key: 'a', value: 'x' }] })],
    ['a value outside its choices', withSpec({ deletionPolicy: 'Keep' })],
    ['a missing field', { ...secret, spec: { scopes: ['workers'] } }],
    ['a name with characters that Cloudflare does not take', withSpec({ data: [{ name: 'a.b', key: 'a' }] })],
    ['a status in what users write', { ...secret, status: {} }],
    ['a kind of ours that does not exist', { ...secret, kind: 'SecretStore' }],
    ['something that is no object', 'text'],
  ])('finds %s', (_what, object) => {
    expect(problemsOf(object)).not.toEqual([]);
  });

  test('finds nothing where all is well', () => {
    expect(problemsOf(withSpec({ data: [{ name: 'A', key: 'a' }] }))).toEqual([]);
  });
});
