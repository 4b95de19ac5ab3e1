/** A text that stands as it is, or a key of the Secret whose value takes its place. */
export type TemplatePart = string | { readonly key: string };

/**
 * The parts of a template, in their order. The syntax is that of `$(VAR)` in the env of a container, as Kubernetes reads it
 * (kubernetes/kubernetes, third_party/forked/golang/expansion/expand.go): `$(` and all up to the first `)` is a key, `$$`
 * one `$`; a `$` before anything else and a `$(` that is never closed stand as they are. What differs is left to the
 * caller: there, a reference to nothing stays in the text. Takes time in proportion to the length of the template.
 */
export function parseTemplate(template: string): readonly TemplatePart[] {
  // Behind the last `)` no reference can end, and looking for an end from each of many `$(` would take for ever.
  const end = template.lastIndexOf(')') + 1;
  const parts = [...template.slice(0, end).matchAll(/\$\$|\$\((?<key>[^)]*)\)|[^$]+|\$/g)].map(
    ({ 0: text, groups: { key } = {} }): TemplatePart => (key === undefined ? unescaped(text) : { key }),
  );
  return [...parts, unescaped(template.slice(end))];
}

const unescaped = (text: string): string => text.replaceAll('$$', () => '$');
