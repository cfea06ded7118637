/**
 * Guards of what comes in over a wire: from a panel to its host, from a client to the server. The type of a value is tested before anything
 * else is done with it, and nothing is converted: a value that only converts to what it should be is refused.
 */

export type Check = (value: unknown) => boolean;

/** For each member of a message what it must be. Members that are not named may be anything. */
export type Members = Readonly<Record<string, Check>>;

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
export const isText = (value: unknown): value is string => typeof value === 'string';
export const isFlag = (value: unknown): value is boolean => typeof value === 'boolean';
export const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
export const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

export const textOfAtMost =
  (length: number): Check =>
  (value) =>
    isText(value) && value.length <= length;

export const oneOf =
  (...words: readonly string[]): Check =>
  (value) =>
    isText(value) && words.includes(value);

export const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);

/** A list without holes. */
export const listOf =
  (check: Check, most: number): Check =>
  (value) =>
    Array.isArray(value) && value.length <= most && [...value].every(check);

export const record =
  (members: Members): Check =>
  (value) =>
    isRecord(value) && Object.entries(members).every(([name, allowed]) => allowed(value[name]));

/** A message of a closed union: its tag says which members it has. */
export const taggedBy =
  (tag: string, union: Readonly<Record<string, Members>>): Check =>
  (value) => {
    if (!isRecord(value)) return false;
    const kind = value[tag];
    const members = isText(kind) && Object.hasOwn(union, kind) ? union[kind] : undefined;
    return members !== undefined && record(members)(value);
  };
