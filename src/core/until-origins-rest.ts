import { hold } from './decide-entry.ts';
import { originChanging } from './origin.ts';
import type { Step } from './plan.ts';

/** The steps with every copy held whose origin is written to beside it: nobody could say of which value it would be one. */
export function untilOriginsRest(steps: readonly Step[], store: { readonly name: string }): readonly Step[] {
  const moving = new Set(steps.flatMap((step) => (step.action === 'Patch' ? step.remote.id : [])));
  return steps.map((step) => {
    if (step.action !== 'Duplicate' || !moving.has(step.origin.id)) return step;
    const { entry, record, origin } = step;
    return hold({ entry, record }, originChanging({ name: entry.name, copyOf: origin.name }, store));
  });
}
