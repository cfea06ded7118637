/** What single errors cost: the share of texts in which every other statement is as it was, and wrong statements that pass. */
import { parseDocument } from '../../src/core/syntax/document.ts';
import { tokens } from '../../src/core/syntax/lexer/tokens.ts';
import { dice, generateProgram } from '../unit/syntax/programGenerator.ts';
import { isStatement } from '../unit/syntax/recogniser.ts';
import { lost, SLIPS, slip } from '../unit/syntax/slips.ts';
import { errorsOf } from '../unit/syntax/treeShape.ts';

const PROGRAMS = 100;
const SLIPS_EACH = 60;

let slipped = 0;
let whole = 0;
let wrong = 0;
let accepted = 0;
for (const kind of SLIPS) {
  let made = 0;
  let unharmed = 0;
  for (let seed = 1; seed <= PROGRAMS; seed++) {
    const text = generateProgram(seed, 40);
    const before = parseDocument(text);
    const code = tokens(before).filter(({ type }) => !['comment', 'marker', 'markdown'].includes(type));
    const roll = dice(seed * 31);
    for (let i = 0; i < SLIPS_EACH; i++) {
      const one = slip(roll, text, code, kind);
      if (one === undefined) continue;
      made++;
      const changed = text.slice(0, one.from) + one.insert + text.slice(one.to);
      if (lost(before, changed, one).length === 0) unharmed++;
    }
    // Statements of one line by themselves: a second reader of the grammar says which are wrong.
    for (const statement of before.statements) {
      if (/[\n#;"']|^(def|backward|train|grad|value)\b/.test(statement.text)) continue;
      const own = tokens(parseDocument(statement.text));
      const one = slip(roll, statement.text, own, kind);
      const changed = one && statement.text.slice(0, one.from) + one.insert + statement.text.slice(one.to);
      if (changed === undefined || isStatement(changed)) continue;
      wrong++;
      if (errorsOf(parseDocument(changed)).length === 0) accepted++;
    }
  }
  slipped += made;
  whole += unharmed;
  console.log(`  ${((100 * unharmed) / made).toFixed(2).padStart(7)} %  a token or bracket ${kind}: ${made} texts`);
}
console.log(
  `  ${((100 * whole) / slipped).toFixed(2).padStart(7)} %  of ${slipped} texts keep every other statement (wanted: at least 99)`,
);
console.log(`  ${String(accepted).padStart(7)}    of ${wrong} wrong statements pass as right (wanted: 0)`);
