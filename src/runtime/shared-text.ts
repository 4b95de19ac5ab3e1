/**
 * The same text, as the one copy that the engine keeps of it for as long as anybody has it: the engine holds names of properties
 * but once, whereas JSON.parse makes a string of its own of every value that is longer than ten characters. For texts that
 * thousands of long-lived objects have in common.
 */
export const sharedText = (text: string): string => Object.keys({ [text]: true })[0] ?? text;
