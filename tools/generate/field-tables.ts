import { type Crd, readCrds, type Schema } from './crds.ts';
import { pageWithRegions } from './page-regions.ts';

/** One page for each kind, with its lists of fields, made of the descriptions and bounds in the CRDs. */
export async function fieldTables(root: string): Promise<ReadonlyMap<string, string>> {
  const pages = new Map<string, string>();
  for (const { kind, schema } of readCrds(root)) {
    const path = `docs/resources/${kind.toLowerCase()}.md`;
    pages.set(path, await pageWithRegions(root, path, regionsOf(schema)));
  }
  return pages;
}

const regionsOf = ({ properties: { spec, status } = {} }: Crd['schema']): Readonly<Record<string, string>> => ({
  ...(spec && { spec: linesOf(spec).join('\n') }),
  ...(status && { status: linesOf(status).join('\n') }),
});

/** A line for each field, those of an object or of a list's items indented below it. */
function linesOf(schema: Schema, indent = ''): readonly string[] {
  const { properties = {}, required = [] } = fieldsOf(schema);
  return Object.entries(properties).flatMap(([name, field]) => {
    const traits = [typeOf(field), required.includes(name) && 'required', choicesOf(field), boundsOf(field)];
    const text = [field.description, ...rulesOf(field)].filter((part) => part !== undefined).join(' ');
    const line = `${indent}- **\`${name}\`** (${traits.filter(Boolean).join(', ')})${text === '' ? '' : `: ${text}`}`;
    return [line, ...linesOf(field, `${indent}  `)];
  });
}

const fieldsOf = (schema: Schema): Schema => schema.items ?? schema;

function typeOf({ type = 'object', items, additionalProperties }: Schema): string {
  if (items) return `list of ${typeOf(items)}s`;
  if (additionalProperties) return `map of ${typeOf(additionalProperties)}s`;
  return type;
}

const choicesOf = ({ enum: choices }: Schema): string | undefined =>
  choices && `one of ${choices.map((choice) => `\`${choice}\``).join(', ')}`;

function boundsOf({ minimum, maximum, maxLength, maxItems, maxProperties }: Schema): string | undefined {
  if (minimum !== undefined && maximum !== undefined) return `${minimum} to ${maximum}`;
  if (maxLength !== undefined) return `at most ${maxLength} characters`;
  const most = maxItems ?? maxProperties;
  return most === undefined ? undefined : `at most ${most}`;
}

/** What the API server says to whoever breaks a rule tells the rule. */
function rulesOf(schema: Schema): readonly string[] {
  const rules = [schema, schema.items].flatMap((one) => one?.['x-kubernetes-validations'] ?? []);
  return rules.map(({ message }) => `_Rule:_ ${message}.`);
}
