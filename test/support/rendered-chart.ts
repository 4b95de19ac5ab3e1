import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import type { Helm } from '../helm/helm.ts';

export const chartPath = join(import.meta.dirname, '..', '..', 'charts', 'secrets-store-operator');

/** What of an object is looked at. */
export interface Rendered {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec?: unknown;
  readonly rules?: readonly PolicyRule[];
  readonly [field: string]: unknown;
}

export interface PolicyRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

/** Documents that hold nothing, as a comment alone, are left out. */
export const objectsIn = (yaml: string): readonly Rendered[] =>
  parseAllDocuments(yaml, { uniqueKeys: true }).flatMap((document) => {
    if (document.errors[0]) throw document.errors[0];
    const object = document.toJS() as Rendered | null;
    return object === null ? [] : [object];
  });

export const namespaceOfChart = 'secrets-store-system';

/** What the chart is with these values, under the release's name that the docs use. */
export const render = async (helm: Helm, values: object = {}): Promise<readonly Rendered[]> =>
  objectsIn(
    await helm.ok(
      ['template', 'secrets-store-operator', chartPath, '--namespace', namespaceOfChart, '--values', '-'],
      JSON.stringify(values),
    ),
  );

/** Values that turn on everything. */
export const everything = parse(readFileSync(join(chartPath, 'ci', 'everything-values.yaml'), 'utf8')) as Readonly<
  Record<string, unknown>
>;

export const named = (objects: readonly Rendered[]): readonly string[] =>
  objects.map(({ kind, metadata: { name, namespace } }) => [kind, ...(namespace ? [namespace] : []), name].join('/'));

export function find(objects: readonly Rendered[], kind: string, name: string): Rendered {
  const found = objects.find((object) => object.kind === kind && object.metadata.name === name);
  if (found === undefined) throw new Error(`There is no ${kind} "${name}" among ${named(objects).join(', ')}`);
  return found;
}
