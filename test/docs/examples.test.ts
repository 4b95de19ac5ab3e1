import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { codeBlocksOf, pages, readPage, root, yamlBlocks } from './pages.ts';
import { isOurs, problemsOf } from './validate-resource.ts';

const objectsIn = (yaml: string): readonly unknown[] =>
  parseAllDocuments(yaml, { uniqueKeys: true, strict: true }).map((document) => {
    const [problem] = [...document.errors, ...document.warnings];
    if (problem) throw problem;
    return document.toJS();
  });

/** Those of whole objects, which a cluster with our CRDs takes. */
const blocks = yamlBlocks().filter(({ mark }) => mark === '');
const samples = globSync('deploy/samples/*.yaml', { cwd: root })
  .sort()
  .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));

describe('an example', () => {
  test('is in the README and on the page of each kind and task', () => {
    const shown = new Set(blocks.map(({ page }) => page));
    const wanted = ['README.md', ...globSync('docs/{resources,tasks}/*.md', { cwd: root })];
    expect(wanted.filter((page) => !shown.has(page))).toEqual([]);
  });

  test('in YAML is in a block that the tests find, on whichever page', () => {
    const fences = pages.flatMap(({ path, text }) =>
      [...text.matchAll(/^[ \t>]*(?:```+|~~~+) *ya?ml/gim)].map(() => path),
    );
    expect(yamlBlocks().map(({ page }) => page)).toEqual(fences);
  });

  test.each(yamlBlocks().map((block) => [`${block.page}:${block.line}`, block] as const))(
    'that no cluster with our CRDs takes as it stands says so: %s',
    (_place, { mark, text }) => {
      const objects = objectsIn(text);
      expect(mark).toMatch(/^(?:fragment|of [A-Z].*)?$/);
      if (mark.startsWith('of ')) expect(objects.filter(isOurs)).toEqual([]);
    },
  );

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
