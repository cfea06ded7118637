/** What people write where an answer is asked for, and how to write it so that it can be marked. */
const slips: readonly (readonly [RegExp, string])[] = [
  [/^\?|\?$/, 'your answer takes the place of the ?: delete the ?'],
  [/^[=>]/, 'one = is enough'],
  [/\b(?:grad|value)\s*\(.*=/, 'one question to a line: put a line break before the next'],
  [/[^=<>!]=(?!=)/, 'write the answer alone, without another ='],
  [/^[≈≃≅~]/, 'leave the sign out: an answer that is rounded counts'],
  [/\d\s*(?:\.{2,}|…)/, 'leave the dots out: an answer that is rounded counts'],
  [/\d\s*%/, 'write 5 % as 0.05'],
  [/\b(?:or|and)\b/, 'write one answer, the one that you believe in'],
  [/^(["'`$]).*\1$/, 'write the answer without signs around it'],
  [/^minus\b/, 'write - for minus'],
  [/^[-+−]?\d{1,3}(?: \d{3})+(?:\.\d+)?$/, 'write the digits without blanks'],
  [/[^,],$/, 'nothing follows the comma: delete it'],
  [/^\[.*,.*\],\s*\[/, 'rows need brackets around them: [[1, 2], [3, 4]]'],
  [/[\])]\s*ᵀ/, 'a transpose is written .T'],
  [/\p{L}{2,}\s+\p{L}{2,}/u, 'write a number or a formula; a remark stands behind a #'],
];

/** What to say of an answer that cannot be read; undefined where the usual message says it. `answer` has no comment. */
export const answerSlip = (answer: string): string | undefined => slips.find(([slip]) => slip.test(answer))?.[1];
