/** A structural schema of Kubernetes, as far as our CRDs use one. */
export interface ManifestSchema {
  readonly type?: string;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, ManifestSchema>>;
  readonly additionalProperties?: ManifestSchema;
  readonly items?: ManifestSchema;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly 'x-kubernetes-list-type'?: string;
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
  readonly 'x-kubernetes-validations'?: readonly { readonly rule: string; readonly message: string }[];
}

/**
 * The first thing that keeps a value from fitting its schema: `spec.data[0].key: it must be a string`; undefined where it fits.
 * Of the rules in CEL, only those that choose among fields are checked; the API server checks all. No value is repeated.
 */
export function schemaProblem(value: unknown, schema: ManifestSchema, path: string): string | undefined {
  const say = (problem: string): string => `${path}: ${problem}`;
  switch (schema.type) {
    case 'object':
      return isRecord(value) ? objectProblem(value, schema, path) : say('it must be an object');
    case 'array':
      return Array.isArray(value) ? arrayProblem(value, schema, path) : say('it must be a list');
    case 'string': {
      const problem = typeof value === 'string' ? stringProblem(value, schema) : 'it must be a string';
      return problem && say(problem);
    }
    case 'boolean':
      return typeof value === 'boolean' ? undefined : say('it must be true or false');
    case 'integer': {
      const { minimum = -Infinity, maximum = Infinity } = schema;
      const fits = Number.isInteger(value) && Number(value) >= minimum && Number(value) <= maximum;
      return fits ? undefined : say(`it must be a whole number from ${minimum} to ${maximum}`);
    }
    default:
      return undefined;
  }
}

type Fields = Readonly<Record<string, unknown>>;

function objectProblem(value: Fields, schema: ManifestSchema, path: string): string | undefined {
  const { properties, additionalProperties, required = [] } = schema;
  const missing = required.find((name) => value[name] === undefined);
  if (missing !== undefined) return `${path}: it lacks ${missing}`;
  for (const [name, field] of Object.entries(value)) {
    const known = properties && Object.hasOwn(properties, name) ? properties[name] : additionalProperties;
    if (known === undefined) return `${path}: there is no field ${name}`;
    const problem = schemaProblem(field, known, `${path}.${name}`);
    if (problem !== undefined) return problem;
  }
  const broken = schema['x-kubernetes-validations']?.find(({ rule }) => !keepsRule(value, rule));
  return broken && `${path}: ${broken.message}`;
}

const onlyFields = /^\[((?:has\(self\.\w+\)(?:, )?)+)\]\.exists_one\(given, given\)$/;
const anyField = /^has\(self\.\w+\)(?: \|\| has\(self\.\w+\))+$/;

function keepsRule(value: Fields, rule: string): boolean {
  const given = [...rule.matchAll(/has\(self\.(\w+)\)/g)].filter(([, name = '']) => value[name] !== undefined).length;
  if (onlyFields.test(rule)) return given === 1;
  return !anyField.test(rule) || given > 0;
}

function arrayProblem(value: readonly unknown[], schema: ManifestSchema, path: string): string | undefined {
  const { items = {}, minItems = 0, maxItems = Infinity } = schema;
  if (value.length < minItems || value.length > maxItems) {
    return `${path}: it must have ${minItems} to ${maxItems} items`;
  }
  for (const [index, item] of value.entries()) {
    const problem = schemaProblem(item, items, `${path}[${index}]`);
    if (problem !== undefined) return problem;
  }
  const keys = value.map((item) => keyIn(item, schema));
  return schema['x-kubernetes-list-type'] !== 'atomic' && new Set(keys).size < keys.length
    ? `${path}: two of its items are for the same`
    : undefined;
}

function keyIn(item: unknown, { 'x-kubernetes-list-map-keys': names }: ManifestSchema): string {
  return JSON.stringify(names && isRecord(item) ? names.map((name) => item[name]) : item);
}

function stringProblem(value: string, schema: ManifestSchema): string | undefined {
  const { minLength = 0, maxLength = Infinity, pattern, enum: choices } = schema;
  if (choices && !choices.includes(value)) return `it must be one of ${choices.join(', ')}`;
  // The API server counts characters, not UTF-16 units.
  const { length } = Array.from(value);
  if (length < minLength || length > maxLength) return `it must have ${minLength} to ${maxLength} characters`;
  return pattern !== undefined && !new RegExp(pattern).test(value) ? `it must match ${pattern}` : undefined;
}

const isRecord = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
