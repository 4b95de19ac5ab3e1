import { totalOf } from './plan-total.ts';
import type { PlannedResource } from '../sync/plan-once.ts';

/** The plan for programs. What is in it by which name is documented in docs/tasks/preview-a-change.md, and is only added to. */
export function planJson(planned: readonly PlannedResource[]): string {
  const resources = planned.map(({ resource, preview, failures }) => ({
    namespace: resource.metadata.namespace,
    name: resource.metadata.name,
    storeRef: resource.spec.storeRef,
    ...(preview && { summary: preview.summary, counts: preview.counts }),
    changes: preview?.changes ?? [],
    failures: failures.map(({ entry, failure: { reason, message } }) => ({
      ...(entry !== undefined && { name: entry }),
      reason,
      message,
    })),
  }));
  return JSON.stringify({ counts: totalOf(planned), resources }, undefined, 2);
}
