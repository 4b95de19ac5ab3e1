import { Ajv } from 'ajv';
import { readCrds, type Schema } from '../../tools/generate/crds.ts';
import { root } from './pages.ts';

/** Bounds of numbers stand in the schema beside their format; no example has a date. */
const ajv = new Ajv({ strict: false, allErrors: true, formats: { int32: true, int64: true, 'date-time': true } });

const crds = readCrds(root);
const groups = new Set(crds.map(({ apiVersion }) => groupOf(apiVersion)));
const validators = new Map(
  crds.map(({ apiVersion, kind, schema }) => [`${apiVersion} ${kind}`, ajv.compile(closed(withoutStatus(schema)))]),
);

/**
 * What is wrong with an object, a line for each fault. Ours must fit the schemas of their CRDs, without a field that the
 * schema does not know; of others, only that they are Kubernetes objects is asked. The rules in CEL are not evaluated.
 */
export function problemsOf(object: unknown): readonly string[] {
  if (!isNamed(object)) return ['it has no apiVersion, kind or metadata.name'];
  const { apiVersion, kind } = object;
  const validate = validators.get(`${apiVersion} ${kind}`);
  if (validate === undefined) return groups.has(groupOf(apiVersion)) ? [`no CRD has ${apiVersion} ${kind}`] : [];
  if (validate(object)) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${kind}${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}

/** Whether it is of a group of our CRDs. */
export const isOurs = (object: unknown): boolean => isNamed(object) && groups.has(groupOf(object.apiVersion));

interface Named {
  readonly apiVersion: string;
  readonly kind: string;
}

function isNamed(object: unknown): object is Named {
  if (typeof object !== 'object' || object === null) return false;
  const { apiVersion, kind, metadata } = object as Record<string, unknown>;
  const hasName = typeof metadata === 'object' && metadata !== null && 'name' in metadata;
  return typeof apiVersion === 'string' && typeof kind === 'string' && hasName;
}

function groupOf(apiVersion: string): string {
  return apiVersion.split('/')[0] ?? '';
}

/** Users do not write it. */
function withoutStatus(schema: Schema): Schema {
  const { status: _status, ...properties } = schema.properties ?? {};
  return { ...schema, properties };
}

/** The API server drops unknown fields with a warning: in an example each is a mistake. `metadata` names no fields, and stays open. */
function closed(schema: Schema): object {
  const { properties, items } = schema;
  return {
    ...schema,
    ...(properties && {
      properties: Object.fromEntries(Object.entries(properties).map(([name, field]) => [name, closed(field)])),
      additionalProperties: false,
    }),
    ...(items && { items: closed(items) }),
  };
}
