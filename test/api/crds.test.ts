import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readCrds, type Schema } from '../../tools/generate/crds.ts';
import { root } from '../docs/pages.ts';

interface Field {
  readonly path: string;
  readonly schema: Schema;
}

/** The schema and all that is within it, by their paths. */
function* fieldsOf(schema: Schema, path: string): Generator<Field> {
  yield { path, schema };
  for (const [name, field] of Object.entries(schema.properties ?? {})) yield* fieldsOf(field, `${path}.${name}`);
  if (schema.items) yield* fieldsOf(schema.items, `${path}[]`);
  if (schema.additionalProperties) yield* fieldsOf(schema.additionalProperties, `${path}{}`);
}

/** An item of a list and a value of a map have no name of their own. */
const isNamed = ({ path }: Field): boolean => !path.endsWith('[]') && !path.endsWith('{}');

describe.each(readCrds(root))('$kind', ({ file, kind, schema }) => {
  const spec = [...fieldsOf(schema.properties?.['spec'] ?? {}, 'spec')];
  const pathsWith = (isIt: (field: Schema) => boolean): readonly string[] =>
    spec.filter((field) => isIt(field.schema)).map(({ path }) => path);

  test('has no default in its spec: Argo CD would show what it adds as a difference for ever', () => {
    expect(pathsWith((field) => 'default' in field)).toEqual([]);
  });

  test('bounds every string, list, map and number of its spec', () => {
    expect(pathsWith(({ type, maxLength, enum: words }) => type === 'string' && !words && !maxLength)).toEqual([]);
    expect(pathsWith(({ type, maxItems }) => type === 'array' && !maxItems)).toEqual([]);
    expect(pathsWith((field) => field.additionalProperties !== undefined && !field.maxProperties)).toEqual([]);
    expect(pathsWith((field) => field.type === 'integer' && field.maximum === undefined)).toEqual([]);
  });

  test('says of every field what it is, for kubectl explain', () => {
    const status = [...fieldsOf(schema.properties?.['status'] ?? {}, 'status')];
    const silent = [...spec, ...status].filter(isNamed).filter((field) => !field.schema.description);
    expect(silent.map(({ path }) => path)).toEqual([]);
  });

  test('has no address of a server in it, and a namespaced kind no namespace', () => {
    const names = spec.map(({ path }) => path.split('.').at(-1) ?? '');
    expect(names.filter((name) => /url|endpoint|server|host|proxy/i.test(name))).toEqual([]);
    if (kind !== 'ClusterSecretsStore') expect(names.filter((name) => /namespace/i.test(name))).toEqual([]);
  });

  test('is small enough for a plain kubectl apply', () => {
    expect(readFileSync(join(root, 'crds', file)).byteLength).toBeLessThan(100_000);
  });
});
