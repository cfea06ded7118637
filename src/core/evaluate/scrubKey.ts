/** Key in `Surroundings.scrubbed` of the literal at an offset of a statement. */
export const scrubKey = (statement: number, from: number): string => `${statement}:${from}`;

export const scrubbedStatement = (key: string): number => Number.parseInt(key, 10);
