import { expect, test } from 'vitest';
import type { KubeObject } from '../../src/kube/kube-object.ts';
import { tellAll } from '../../src/kube/tell-all.ts';
import { turnsDuring } from '../support/turns-during.ts';
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
  const telling = async () => tellAll({ before: new Map(now), now, seenBefore: '1' }, () => expect.unreachable());
  expect(await turnsDuring(telling)).toBeGreaterThan(5);
});
