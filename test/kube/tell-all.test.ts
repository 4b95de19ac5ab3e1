import { expect, test } from 'vitest';
import type { KubeObject } from '../../src/kube/kube-object.ts';
import { tellAll } from '../../src/kube/tell-all.ts';
import { workFor } from '../support/work-for.ts';

test('a list that has little to tell is compared with what was held in turns with everything else', async () => {
  const slow: KubeObject = {
    apiVersion: 'v1',
    kind: 'Thing',
    get metadata() {
      workFor(2);
      return { name: 'same', uid: 'uid', resourceVersion: '1' };
    },
  };
  const now = new Map(Array.from({ length: 100 }, (_, index) => [`thing-${index}`, slow]));
  let turns = 0;
  const timer = setInterval(() => (turns += 1), 1);
  await tellAll({ before: new Map(now), now, seenBefore: '1' }, () => expect.unreachable());
  clearInterval(timer);
  expect(turns).toBeGreaterThan(5);
});
