import type { Observed } from './observed.ts';
import type { Plan, Step } from './plan.ts';

/** A plan that has been carried out, with the digests of its values alone. */
export const planWithoutValues = (plan: Plan): Plan => ({ ...plan, steps: plan.steps.map(stepWithoutValue) });

const stepWithoutValue = (step: Step): Step =>
  'payload' in step && step.payload.kind === 'Read'
    ? { ...step, payload: { kind: 'Recorded', digest: step.payload.digest } }
    : step;

/** What was found, without the Secret's content. */
export function observedWithoutValues(observed: Observed): Observed {
  const { source } = observed;
  return source.kind === 'Read' ? { ...observed, source: { ...source, keys: new Map() } } : observed;
}

/** How much the values weigh that the plan sends. */
export const valueBytesOf = ({ steps }: Plan): number =>
  steps.reduce((sum, step) => {
    const isSent = step.action === 'Create' || step.action === 'Patch';
    return sum + (isSent && step.payload.kind === 'Read' ? step.payload.value.sizeBytes : 0);
  }, 0);
