/**
 * Whose a remote secret is. The comment is the only place that Cloudflare gives back, so our mark stands at its end,
 * readable in the dashboard: `Shop back end [k8s prod-eu shop/app-keys]`.
 */
export interface Owner {
  readonly cluster: string;
  readonly namespace: string;
  /** The SecretsStoreSecret, not the Secret. */
  readonly name: string;
}

/** What our mark begins with; a user's comment cannot contain it. */
export const markStart = '[k8s ';

/** No `]` and no blank can stand in any of the three names, so the mark reads back as it was written. */
const markAtTheEnd = /^ ?\[k8s ([^\s\]/]+) ([^\s\]/]+)\/([^\s\]/]+)\]$/;

export const formatOwner = (owner: Owner): string => `${owner.cluster} ${owner.namespace}/${owner.name}`;

export const markOf = (owner: Owner): string => `${markStart}${formatOwner(owner)}]`;

/** The comment as it is stored: the user's, then the mark. */
export const withMark = (comment: string, owner: Owner): string =>
  comment === '' ? markOf(owner) : `${comment} ${markOf(owner)}`;

/** The owner that the comment names, or undefined when no operator has marked it. */
export function ownerIn(comment: string): Owner | undefined {
  const end = comment.slice(Math.max(0, comment.lastIndexOf(markStart) - 1));
  const [, cluster, namespace, name] = markAtTheEnd.exec(end) ?? [];
  return cluster !== undefined && namespace !== undefined && name !== undefined
    ? { cluster, namespace, name }
    : undefined;
}

/** The comment with the mark taken off: what is left of it when we let go. No comment is left that reads as somebody's mark. */
export function withoutMark(comment: string): string {
  let rest = comment;
  while (ownerIn(rest)) rest = rest.slice(0, Math.max(0, rest.lastIndexOf(markStart) - 1));
  return rest;
}

export const isSameOwner = (a: Owner, b: Owner): boolean =>
  a.cluster === b.cluster && a.namespace === b.namespace && a.name === b.name;

/** Whether both belong to one namespace of one cluster: such share what they have in a shared store. */
export const isSameTenant = (a: Owner, b: Owner): boolean => a.cluster === b.cluster && a.namespace === b.namespace;

/** Whether it carries the mark of this owner. */
export function isOurs({ comment }: { readonly comment: string }, owner: Owner): boolean {
  const holder = ownerIn(comment);
  return holder !== undefined && isSameOwner(holder, owner);
}
