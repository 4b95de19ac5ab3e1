import { styleText } from 'node:util';

type Style = 'bold' | 'dim' | 'green' | 'red' | 'yellow' | 'cyan';

export type Paint = (style: Style, text: string) => string;

/** Leaves the text as it is where colours are not wanted. */
export const paintIf =
  (isWanted: boolean): Paint =>
  (style, text) =>
    isWanted && text !== '' ? styleText(style, text, { validateStream: false }) : text;
