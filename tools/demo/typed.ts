/** Arguments as one would type them in a shell. */
export const typed = (args: readonly string[]): string => args.map(quoted).join(' ');

const quoted = (arg: string): string =>
  /^[\w@%+=:,./-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", String.raw`'\''`)}'`;
