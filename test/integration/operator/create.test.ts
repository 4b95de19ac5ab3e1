import { expect, test } from 'vitest';
import { startScenario } from '../../support/operator-harness.ts';
import { credentialSecret, resource, sourceSecret, store } from '../../support/sample-objects.ts';

test('three entries are created by one POST, and the resource is Ready once they are active', async () => {
  const scenario = await startScenario();
  await scenario.apply(
    credentialSecret(),
    store(),
    sourceSecret({ a: 'one', b: 'two', c: 'three' }),
    resource({ dataFrom: { include: ['*'], naming: { case: 'UpperSnake' } } }),
  );
  await scenario.untilReady();
  await scenario.settle();
  expect(await scenario.calls()).toMatchObject({ 'secrets.create': 1 });
});
