import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const dockerfile = readFileSync('Dockerfile', 'utf8');

test('the image is built in and from bases that are told by digest, and can be replaced', () => {
  const bases = new Map([...dockerfile.matchAll(/^ARG (\w+_IMAGE)=(.*)$/gm)].map(([, name, image]) => [name, image]));
  const used = [...dockerfile.matchAll(/^FROM (?:--platform=\S+ )?(\S+)/gm)].map(([, image]) => image);
  expect(used).toEqual([...bases.keys()].map((name) => `\${${name}}`));
  expect(used).toHaveLength(2);
  for (const image of bases.values()) expect(image).toMatch(/@sha256:[0-9a-f]{64}$/);
});
