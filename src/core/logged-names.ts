/** As many as a line of the log holds; how many there are is told beside them. */
const maxLogged = 100;

export const loggedNames = (names: readonly string[]): readonly string[] => names.slice(0, maxLogged);
