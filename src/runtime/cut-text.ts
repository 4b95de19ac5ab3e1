/** The text, or what it begins with where it is longer than so many letters; the ellipsis comes on top. */
export const cutText = (text: string, mostLetters: number): string =>
  text.length > mostLetters ? `${text.slice(0, mostLetters)}…` : text;
