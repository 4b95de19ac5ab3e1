import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readCrds, type Schema } from '../../tools/generate/crds.ts';
import { root } from '../docs/pages.ts';
import { objectsIn } from '../support/rendered-chart.ts';

const samples = globSync('deploy/samples/**/*.yaml', { cwd: root }).flatMap((path) =>
  objectsIn(readFileSync(join(root, path), 'utf8')),
);

/** The paths of all that can be written, such as `data[].key`. */
function fieldsOf({ properties, items }: Schema, path = ''): readonly string[] {
  if (items) return fieldsOf(items, `${path}[]`);
  if (!properties) return [path];
  return Object.entries(properties).flatMap(([name, field]) => fieldsOf(field, path === '' ? name : `${path}.${name}`));
}

/** Likewise of all that is written. */
function writtenIn(value: unknown, path = ''): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item) => writtenIn(item, `${path}[]`));
  if (typeof value !== 'object' || value === null) return [path];
  const within = Object.entries(value).flatMap(([name, item]) =>
    writtenIn(item, path === '' ? name : `${path}.${name}`),
  );
  return [path, ...within];
}

/** A SecretsStore and a ClusterSecretsStore have the same fields, and a store has an id that no sample can know. */
const leftOut = new Set(['store.id']);
const isStore = (kind: string): boolean => kind !== 'SecretsStoreSecret';

describe('the samples', () => {
  test.each(readCrds(root).map(({ kind, schema }) => [kind, schema] as const))(
    'show every field of %s',
    (kind, schema) => {
      const written = new Set(
        samples
          .filter((object) => object.kind === kind || (isStore(kind) && isStore(object.kind)))
          .flatMap(({ spec }) => writtenIn(spec)),
      );
      const missing = fieldsOf(schema.properties?.['spec'] ?? {}).filter(
        (field) => !written.has(field) && !leftOut.has(field),
      );
      expect(missing).toEqual([]);
    },
  );
});
