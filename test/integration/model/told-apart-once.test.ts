import { test } from 'vitest';
import type { Action, Sequence } from './actions.ts';
import { runSequence } from './run-sequence.ts';

/** What happens one after the other, with a rest after each. */
const after = (...actions: readonly Action[]): Sequence => ({
  activationDelayMs: 0,
  takesOrphans: false,
  rounds: actions.map((action) => ({ mode: 'Live', actions: [action], disturbance: { kind: 'None' } })),
});

// Sequences on which the model and the operator once did not agree.

test('a name that dataFrom has found is no former name of another entry, though the Secret is gone since', async () => {
  await runSequence(
    after(
      { kind: 'PutKey', secret: 'one', key: 'beta' },
      {
        kind: 'Create',
        resource: 'app',
        spec: {
          storeRef: { name: 'main' },
          secretRef: { name: 'one' },
          scopes: ['workers'],
          dataFrom: { include: ['*'], naming: { prefix: 'P_', case: 'AsIs' } },
        },
      },
      { kind: 'DeleteSecret', secret: 'one' },
      {
        kind: 'Edit',
        resource: 'app',
        edit: { kind: 'PutEntry', entry: { name: 'P_ALPHA', key: 'alpha', formerName: 'P_beta' } },
      },
      { kind: 'PutKey', secret: 'one', key: 'beta' },
      { kind: 'PutKey', secret: 'one', key: 'alpha' },
    ),
  );
});
