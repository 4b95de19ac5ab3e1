import type { Outcome } from '../../src/core/entry-status.ts';
import { secretId } from '../../src/core/ids.ts';
import { type Owner, withMark } from '../../src/core/ownership.ts';
import type { Plan, Step } from '../../src/core/plan.ts';
import type { RemoteSecret } from '../../src/core/remote-secret.ts';
import { failed, success } from '../../src/core/result.ts';
import { retryable } from '../../src/core/sync-failure.ts';

/** A Cloudflare store as a value: what is in it, and how often it was written to. */
export interface StoreModel {
  readonly secrets: readonly RemoteSecret[];
  readonly writes: number;
}

interface Answered {
  readonly model: StoreModel;
  readonly outcomes: ReadonlyMap<string, Outcome>;
}

/** What is in the store after the plan, and what Cloudflare answers to each step: names are unique, every write is pending first. */
export function carryOut({ steps }: Plan, before: StoreModel, owner: Owner): Answered {
  let model = before;
  const outcomes = new Map<string, Outcome>();
  for (const step of steps) {
    const written = afterStep(step, model, owner);
    if (written === undefined) continue;
    outcomes.set(step.name, written.outcome);
    model = { secrets: written.secrets, writes: model.writes + 1 };
  }
  return { model, outcomes };
}

/** Pending secrets become active, which moves the time of their last change. */
export const activate = ({ secrets, writes }: StoreModel): StoreModel => ({
  writes: writes + 1,
  secrets: secrets.map((secret) =>
    secret.status === 'active' ? secret : { ...secret, status: 'active', modified: `a${writes}` },
  ),
});

interface Written {
  readonly secrets: readonly RemoteSecret[];
  readonly outcome: Outcome;
}

function afterStep(step: Step, { secrets, writes }: StoreModel, owner: Owner): Written | undefined {
  const stamp = { status: 'pending', modified: `w${writes}` };
  switch (step.action) {
    case 'Create':
    case 'Duplicate': {
      const { name, scopes, comment } = step.entry;
      const others = secrets.filter(({ id }) => step.action === 'Create' || id !== step.replaces?.id);
      if (others.some((secret) => secret.name === name))
        return { secrets, outcome: failed(retryable('Conflict', 'the name is taken')) };
      const made = { id: secretId(`new-${writes}`), name, scopes, comment: withMark(comment, owner), ...stamp };
      return { secrets: [...others, made], outcome: success(made) };
    }
    case 'Patch':
    case 'Release': {
      const { value: _value, ...parts } =
        step.action === 'Patch' ? { ...step.patch } : { comment: step.comment, value: '' };
      const changed = { ...step.remote, ...parts, ...stamp };
      return {
        secrets: secrets.map((secret) => (secret.id === changed.id ? changed : secret)),
        outcome: success(changed),
      };
    }
    case 'Delete':
      return { secrets: secrets.filter(({ id }) => id !== step.remote.id), outcome: success(undefined) };
    case 'Keep':
    case 'Hold':
    case 'Linger':
    case 'Forget':
      return undefined;
  }
}
