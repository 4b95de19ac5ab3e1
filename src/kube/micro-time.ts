/** A MicroTime has six decimals, no more and no less. */
export const microTime = (date: Date): string => date.toISOString().replace('Z', '000Z');
