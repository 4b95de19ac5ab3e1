import { format } from 'prettier';
import { readCrds, type Schema } from './crds.ts';

const folder = 'src/api/generated';

/** What may stand in spec and status of each of our kinds, for whoever checks it without the API server, or after it: without descriptions. */
export async function manifestSchemas(root: string): Promise<ReadonlyMap<string, string>> {
  const crds = readCrds(root);
  const schemasOf = async (part: 'spec' | 'status'): Promise<string> => {
    const schemas = crds.map(({ kind, schema }) => [kind, bare(schema.properties?.[part] ?? {})]);
    return format(JSON.stringify(Object.fromEntries(schemas)), { parser: 'json', printWidth: 120 });
  };
  return new Map([
    [`${folder}/manifest-schemas.json`, await schemasOf('spec')],
    [`${folder}/status-schemas.json`, await schemasOf('status')],
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
