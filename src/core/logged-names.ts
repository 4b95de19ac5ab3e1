/** As many as a line of the log holds; how many there are is told beside them. */
const maxLogged = 100;

/** Letters of a name, as in status: Cloudflare may say anything. */
const maxLetters = 253;

export const loggedNames = (names: readonly string[]): readonly string[] =>
  names.slice(0, maxLogged).map((name) => name.slice(0, maxLetters));
