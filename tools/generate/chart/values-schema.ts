import { format } from 'prettier';
import { type ChartValue, chartDirectory, readChartValues } from './chart-values.ts';
import { valueShapes } from './value-shapes.ts';

type Schema = Readonly<Record<string, unknown>>;

interface Section {
  readonly [name: string]: Section | ChartValue;
}

/**
 * The chart's values.schema.json: every section is closed, so that a typo is told and not ignored. What a value may be follows from its
 * default, and from value-shapes.ts. Draft 7 is what every Helm from 3.17 on reads.
 */
export async function valuesSchema(root: string): Promise<ReadonlyMap<string, string>> {
  const values = readChartValues(root);
  const unknown = Object.keys(valueShapes).filter((path) => !values.some((value) => value.path.join('.') === path));
  if (unknown.length > 0) throw new Error(`value-shapes.ts names what values.yaml has not: ${unknown.join(', ')}`);
  const { properties, ...rest } = sectionSchema(nested(values)) as { properties: object };
  const global = {
    description: 'What a chart that has this one in it shares with all; of no use here.',
    type: 'object',
  };
  const schema = { $schema: 'http://json-schema.org/draft-07/schema#', ...rest, properties: { ...properties, global } };
  const text = await format(JSON.stringify(schema), { parser: 'json', printWidth: 120 });
  return new Map([[`${chartDirectory}/values.schema.json`, text]]);
}

function nested(values: readonly ChartValue[], depth = 0): Section {
  const names = [...new Set(values.map(({ path }) => path[depth] ?? ''))];
  return Object.fromEntries(
    names.map((name) => {
      const within = values.filter(({ path }) => path[depth] === name);
      const [first] = within;
      return [name, first?.path.length === depth + 1 ? first : nested(within, depth + 1)];
    }),
  );
}

const isValue = (node: Section | ChartValue): node is ChartValue => Array.isArray(node['path']);

const sectionSchema = (section: Section): Schema => ({
  type: 'object',
  additionalProperties: false,
  properties: Object.fromEntries(
    Object.entries(section).map(([name, node]) => [name, isValue(node) ? valueSchema(node) : sectionSchema(node)]),
  ),
});

function valueSchema({ path, description, default: fallback }: ChartValue): Schema {
  const shape = valueShapes[path.join('.')];
  const type = typeOf(fallback);
  if (shape === undefined && (type === 'array' || type === 'object' || type === 'number' || type === 'integer'))
    throw new Error(`Say in value-shapes.ts what ${path.join('.')} may be`);
  return { description, type, ...shape, default: fallback };
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}
