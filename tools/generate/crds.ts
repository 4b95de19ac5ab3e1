import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

export interface Crd {
  /** In `crds/`. */
  readonly file: string;
  readonly kind: string;
  readonly apiVersion: string;
  /** Of the whole object: `properties.spec` and `properties.status` are what we write ourselves. */
  readonly schema: Schema;
}

/** A structural schema, as far as we look at it. */
export interface Schema {
  readonly type?: 'object' | 'array' | 'string' | 'integer' | 'boolean';
  readonly description?: string;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema;
  readonly items?: Schema;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly maxProperties?: number;
  readonly 'x-kubernetes-validations'?: readonly { readonly rule: string; readonly message: string }[];
}

interface Definition {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly [
      { readonly name: string; readonly schema: { readonly openAPIV3Schema: Schema } },
      ...unknown[],
    ];
  };
}

/** Our kinds, in the order of their files. */
export function readCrds(root: string): readonly Crd[] {
  const directory = join(root, 'crds');
  const files = readdirSync(directory).filter((file) => file.endsWith('.yaml'));
  return files.sort().map((file) => {
    const { spec } = parse(readFileSync(join(directory, file), 'utf8')) as Definition;
    const [{ name, schema }] = spec.versions;
    return { file, kind: spec.names.kind, apiVersion: `${spec.group}/${name}`, schema: schema.openAPIV3Schema };
  });
}
