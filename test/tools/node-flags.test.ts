import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { containerFlags, nodeEnvironment, nodeFlags } from '../../tools/node-flags.ts';

test('npm start runs the operator as its memory was measured', () => {
  const environment = Object.entries(nodeEnvironment).map(([name, value]) => `${name}=${value}`);
  const command = [...environment, 'node', ...nodeFlags, 'dist/main.mjs'].join(' ');
  expect(packageJson.scripts.start).toContain(command);
});

test('the image runs the operator with the same, and with a heap that fits into a container', () => {
  const dockerfile = readFileSync('Dockerfile', 'utf8');
  const entrypoint = JSON.parse(/^ENTRYPOINT (.*)$/m.exec(dockerfile)?.[1] ?? '') as readonly string[];
  expect(entrypoint).toEqual(['/nodejs/bin/node', ...containerFlags, '/app/main.mjs']);
  for (const [name, value] of Object.entries(nodeEnvironment)) expect(dockerfile).toContain(`${name}=${value}`);
});
