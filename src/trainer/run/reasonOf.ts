/** Why work could not go on, in the learner's words where they are known. */
export function reasonOf(error: unknown): string {
  if (error instanceof RangeError && /allocation|typed array length|memory/i.test(error.message))
    return 'there is not enough memory for this: a smaller batch or network needs less';
  return error instanceof Error ? error.message : String(error);
}
