import { globSync } from 'node:fs';
import { join } from 'node:path';
import { parseFileSync } from '@swc/core';
import { root } from './pages.ts';

/** A node of the syntax tree, as far as it is looked at. */
interface Node {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** The fields that the program gives to lines of its log. What is spread into a line, or made by a function, is not seen. */
export const loggedFields = (): ReadonlySet<string> =>
  new Set(globSync('src/**/*.ts', { cwd: root, exclude: ['src/emulator/**', 'src/runtime/**'] }).flatMap(fieldsIn));

function fieldsIn(path: string): readonly string[] {
  const nodes = [...walk(parseFileSync(join(root, path), { syntax: 'typescript', target: 'es2024' }))];
  const declarations = nodes.filter(({ type }) => type === 'VariableDeclarator');
  const named = new Map(declarations.map(({ id, init }) => [nameOf(id), init]));
  return nodes.filter(isLogCall).flatMap(({ arguments: given }) => {
    const [first] = given as readonly { readonly expression: unknown }[];
    return [...fieldsOf(first?.expression), ...fieldsOf(named.get(nameOf(first?.expression)))];
  });
}

function* walk(value: unknown): Generator<Node> {
  if (typeof value !== 'object' || value === null) return;
  if ('type' in value && typeof value.type === 'string') yield value as Node;
  for (const child of Object.values(value)) yield* walk(child);
}

/** `log.info(…)`, `context.log.warn(…)` and the like, the level computed or not. */
function isLogCall({ type, callee }: Node): boolean {
  if (type !== 'CallExpression') return false;
  const { object } = callee as { readonly object?: Node };
  return nameOf(object) === 'log' || nameOf(object?.['property']) === 'log';
}

function fieldsOf(expression: unknown): readonly string[] {
  const { type, properties } = (expression ?? {}) as { readonly type?: string; readonly properties?: readonly Node[] };
  if (type !== 'ObjectExpression') return [];
  return (properties ?? []).flatMap((property) => nameOf(property) ?? nameOf(property['key']) ?? []);
}

/** Of an identifier. */
const nameOf = (node: unknown): string | undefined =>
  typeof node === 'object' && node !== null && 'type' in node && node.type === 'Identifier' && 'value' in node
    ? String(node.value)
    : undefined;
