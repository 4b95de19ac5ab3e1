import { expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { nodeEnvironment, nodeFlags } from '../../tools/node-flags.ts';

test('npm start runs the operator as its memory was measured', () => {
  const environment = Object.entries(nodeEnvironment).map(([name, value]) => `${name}=${value}`);
  const command = [...environment, 'node', ...nodeFlags, 'dist/main.mjs'].join(' ');
  expect(packageJson.scripts.start).toContain(command);
});
