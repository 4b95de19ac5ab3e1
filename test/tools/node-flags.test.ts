import { expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { nodeFlags } from '../../tools/node-flags.ts';

test('npm start runs the operator with the flags that its memory was measured with', () => {
  expect(packageJson.scripts.start).toContain(`node ${nodeFlags.join(' ')} dist/main.mjs`);
});
