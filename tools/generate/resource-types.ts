import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { compile } from 'json-schema-to-typescript';
import { parse } from 'yaml';

interface Crd {
  readonly spec: {
    readonly names: { readonly kind: string };
    readonly versions: readonly { readonly schema: { readonly openAPIV3Schema: Schema } }[];
  };
}

interface Schema {
  readonly [key: string]: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

/** One TypeScript file for each CRD: the types of its `spec` and `status`, descriptions included. */
export async function resourceTypes(root: string): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const file of readdirSync(join(root, 'crds')).sort()) {
    const crd = parse(readFileSync(join(root, 'crds', file), 'utf8')) as Crd;
    files.set(`src/api/generated/${file.replace('.yaml', '.ts')}`, await typesOf(crd, file));
  }
  return files;
}

async function typesOf(crd: Crd, file: string): Promise<string> {
  const [version] = crd.spec.versions;
  const { kind } = crd.spec.names;
  let source = `// Generated from crds/${file} by \`npm run generate\`: change it there.\n`;
  for (const part of ['spec', 'status'] as const) {
    const name = `${kind}${part === 'spec' ? 'Spec' : 'Status'}`;
    const schema = version?.schema.openAPIV3Schema.properties?.[part];
    if (schema === undefined) throw new Error(`crds/${file} has no ${part}`);
    source += `\n${await compile(structural(schema), name, { bannerComment: '', additionalProperties: false })}`;
  }
  return source;
}

/** Bounds mean nothing to TypeScript, and would turn every list into a union of tuples. */
function structural(schema: Schema): Schema {
  const kept = Object.entries(schema).filter(
    ([key]) => !/^(max|min)(Items|Length|Properties)$|^(maximum|minimum|pattern|format)$|^x-/.test(key),
  );
  return {
    ...Object.fromEntries(kept),
    ...(schema.properties && {
      properties: Object.fromEntries(Object.entries(schema.properties).map(([key, value]) => [key, structural(value)])),
    }),
    ...(schema.items && { items: structural(schema.items) }),
  };
}
