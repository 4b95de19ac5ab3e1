import { compile, type JSONSchema } from 'json-schema-to-typescript';
import { type Crd, readCrds, type Schema } from './crds.ts';

/** One TypeScript file for each CRD: the types of its `spec` and `status`, descriptions included. */
export async function resourceTypes(root: string): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const crd of readCrds(root)) {
    files.set(`src/api/generated/${crd.file.replace('.yaml', '.ts')}`, await typesOf(crd));
  }
  return files;
}

async function typesOf({ file, kind, schema: whole }: Crd): Promise<string> {
  let source = `// Generated from crds/${file} by \`npm run generate\`: change it there.\n`;
  for (const part of ['spec', 'status'] as const) {
    const name = `${kind}${part === 'spec' ? 'Spec' : 'Status'}`;
    const schema = whole.properties?.[part];
    if (schema === undefined) throw new Error(`crds/${file} has no ${part}`);
    source += `\n${await compile(structural(schema), name, { bannerComment: '', additionalProperties: false })}`;
  }
  return source;
}

/** Bounds mean nothing to TypeScript, and would turn every list into a union of tuples. */
function structural(schema: Schema): JSONSchema {
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
