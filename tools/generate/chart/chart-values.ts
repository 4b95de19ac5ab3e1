import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMap, isScalar, type Pair, parseDocument, type YAMLMap } from 'yaml';

export const chartDirectory = 'charts/secrets-store-operator';

/** One value of the chart that users may set: what has a comment above it in values.yaml. */
export interface ChartValue {
  /** `image.tag` is two names. */
  readonly path: readonly string[];
  readonly default: unknown;
  readonly description: string;
}

/** In the order of values.yaml. A map without a comment is a section, whose keys are values or sections; throws where a value has none. */
export function readChartValues(root: string): readonly ChartValue[] {
  const document = parseDocument(readFileSync(join(root, chartDirectory, 'values.yaml'), 'utf8'));
  if (!isMap(document.contents)) throw new Error('values.yaml is no map');
  return valuesIn(document.contents, []);
}

function valuesIn(map: YAMLMap, above: readonly string[]): readonly ChartValue[] {
  return map.items.flatMap((pair, index) => {
    const path = [...above, String(isScalar(pair.key) ? pair.key.value : pair.key)];
    const description = commentOf(pair) ?? (index === 0 && above.length > 0 ? oneLine(map.commentBefore) : undefined);
    if (description !== undefined) return [{ path, description, default: plain(pair.value) }];
    if (isMap(pair.value)) return valuesIn(pair.value, path);
    throw new Error(`values.yaml says nothing of ${path.join('.')}: put a comment above it`);
  });
}

const commentOf = ({ key }: Pair): string | undefined => oneLine(isScalar(key) ? key.commentBefore : undefined);

/** Of several paragraphs the last: what stands apart speaks of the whole. */
const oneLine = (comment: string | null | undefined): string | undefined =>
  comment
    ?.split('\n\n')
    .at(-1)
    ?.split('\n')
    .map((line) => line.trim())
    .join(' ');

const plain = (node: unknown): unknown =>
  isScalar(node) ? node.value : ((node as { toJSON?: () => unknown }).toJSON?.() ?? null);
