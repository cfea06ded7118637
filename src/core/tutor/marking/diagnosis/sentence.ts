/** The sentence about a mistake: with the numbers of its place where it proves itself, else in its general form. */

import { holds, SEEN } from '../../../base/printedArithmetic.ts';
import type { Said } from '../../mistakes/mistake.ts';
import type { Asked } from '../answer/question.ts';
import type { WrittenAnswer } from '../answer/writtenAnswer.ts';
import type { Found } from './diagnosis.ts';
import { openNumbers, placeOf, prints } from './mistakePlace.ts';

/** Few digits are read more easily; where their rounding shows in what is said, more are printed. */
const DIGITS = [4, 5, 6];

/** Completes "You wrote 3: …". `written`: the answer as the sentence writes it. */
export function sayMistake(asked: Asked, found: Found, given: WrittenAnswer, written: string): string {
  const { mistake, variant } = found;
  for (const digits of DIGITS) {
    const place = placeOf({ asked, found, given, written, digits });
    const told = place && mistake.say(place, variant.name);
    if (told === undefined) break;
    const { text, claims } = typeof told === 'string' ? { text: told, claims: [] } : (told satisfies Said);
    if (!claims.every((one) => one === undefined || holds(one, SEEN)) || !holds(text)) continue;
    if (prints(text, openNumbers(asked), written)) break;
    return text;
  }
  return `it looks as if ${mistake.title}. ${mistake.general.charAt(0).toUpperCase()}${mistake.general.slice(1)}.`;
}
