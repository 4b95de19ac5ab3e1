import { readFileSync } from 'node:fs';
import { parseSync } from '@swc/core';

/** The full names of a file's tests as it writes them, `%s` and all: `creating secrets > stops at the quota`. */
export function testNamesIn(path: string): readonly string[] {
  const names: string[] = [];
  collect(parseSync(readFileSync(path, 'utf8'), { syntax: 'typescript' }), [], names);
  return names;
}

function collect(node: unknown, place: readonly string[], names: string[]): void {
  if (typeof node !== 'object' || node === null) return;
  const { kind, title } = readCall(node);
  if ((kind === 'test' || kind === 'it') && title !== undefined) names.push([...place, title].join(' > '));
  const inside = kind === 'describe' && title !== undefined ? [...place, title] : place;
  for (const child of Object.values(node)) collect(child, inside, names);
}

type CallNode = Readonly<{
  type?: string;
  value?: string;
  object?: CallNode;
  callee?: CallNode;
  arguments?: readonly Readonly<{ expression: CallNode }>[];
}>;

/** `test('…', …)`, `describe('…', …)`, and both with `.each(…)` in between. */
function readCall(node: CallNode): Readonly<{ kind?: string | undefined; title?: string | undefined }> {
  if (node.type !== 'CallExpression') return {};
  const first = node.arguments?.[0]?.expression;
  if (first?.type !== 'StringLiteral') return {};
  const callee = node.callee?.type === 'CallExpression' ? node.callee.callee : node.callee;
  const kind = callee?.type === 'MemberExpression' ? callee.object?.value : callee?.value;
  return { kind, title: first.value };
}
