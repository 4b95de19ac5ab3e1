import type { Condition } from '../api/resources.ts';

/** Whether a resource or a store says that it is Ready. */
export const isReady = ({ status }: { readonly status?: { readonly conditions?: readonly Condition[] } }): boolean =>
  status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') ?? false;
