import { format } from 'prettier';
import { readCrds, type Schema } from './crds.ts';

const path = 'src/api/generated/manifest-schemas.json';

/** What users may write of each of our kinds, for whoever checks it without an API server: their specs, without descriptions. */
export async function manifestSchemas(root: string): Promise<ReadonlyMap<string, string>> {
  const specs = readCrds(root).map(({ kind, schema }) => [kind, bare(schema.properties?.['spec'] ?? {})]);
  return new Map([
    [path, await format(JSON.stringify(Object.fromEntries(specs)), { parser: 'json', printWidth: 120 })],
  ]);
}

function bare({ description: _description, properties, items, additionalProperties, ...rest }: Schema): object {
  const { 'x-kubernetes-validations': rules, ...others } = rest;
  return {
    ...others,
    ...(properties && {
      properties: Object.fromEntries(Object.entries(properties).map(([name, field]) => [name, bare(field)])),
    }),
    ...(items && { items: bare(items) }),
    ...(additionalProperties && { additionalProperties: bare(additionalProperties) }),
    ...(rules && { 'x-kubernetes-validations': rules.map(({ rule, message }) => ({ rule, message })) }),
  };
}
