/** As many of the texts as a message should hold, and how many more there are: `a, b and 3 more`. */
export function listSome(texts: readonly string[], most: number): string {
  const shown = texts.slice(0, most).join(', ');
  return texts.length > most ? `${shown} and ${texts.length - most} more` : shown;
}
