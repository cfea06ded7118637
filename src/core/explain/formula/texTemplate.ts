import type { Gate } from '../../gates/gate.ts';
import {
  ANYTHING,
  ATOM,
  COMPARISON_STRENGTH,
  FRACTION,
  FUNCTION,
  fits,
  type Need,
  oneTighter,
  type Piece,
  POWER_STRENGTH,
  PRODUCT_STRENGTH,
  piece,
  type Strength,
  SUM_STRENGTH,
} from './piece.ts';

/** A gate's LaTeX, taken apart: text and slots in turn, what each slot asks of its operand, how tight the whole is. */
interface Template {
  readonly parts: readonly (string | { readonly slot: string; readonly need: Need })[];
  readonly strength: Strength;
  readonly minus: boolean;
}

const known = new Map<string, Template>();

/** Fills the operands' TeX into a gate's LaTeX, with parentheses where they are needed. `under`: written below the operator. */
export function fillTemplate(
  gate: Gate,
  operands: readonly Piece[],
  options: ReadonlyMap<string, string>,
  under = '',
): Piece {
  const { parts, strength, minus } = templateOf(gate.prose.latex, gate);
  let wantsUnder = under !== '';
  let leading: boolean | undefined;
  const text = parts
    .map((part) => {
      if (typeof part === 'string') {
        leading ??= false;
        if (!wantsUnder || !/^\\[A-Za-z]+(\{[A-Za-z]+\})? $/.test(part)) return part;
        wantsUnder = false;
        return `${part.trimEnd()}_{${under}} `;
      }
      const { slot, need } = part;
      if (slot === 'all') return operands.map((operand) => operand.text).join(', ');
      const operand = operands[gate.params.indexOf(slot)];
      if (operand === undefined) return options.get(slot) ?? '';
      leading ??= fits(operand, need) && operand.minus;
      return fittedTex(operand, need);
    })
    .join('');
  return piece(text, strength, minus || leading === true);
}

/** Parentheses where the place needs them; a comparison, which is 0 or 1, stands in square brackets. */
export const fittedTex = (given: Piece, need: Need): string => {
  if (fits(given, need)) return given.text;
  return given.strength === COMPARISON_STRENGTH ? `\\left[${given.text}\\right]` : `\\left(${given.text}\\right)`;
};

function templateOf(latex: string, gate: Gate): Template {
  const key = `${latex}\n${gate.params.join()}`;
  const before = known.get(key);
  if (before) return before;
  const slots = new Set([...gate.params, ...gate.options.map((option) => option.name), 'all']);
  const parts: (string | { slot: string; need: Need })[] = [];
  let strength: Strength = ATOM;
  let last = 0;
  for (const match of latex.matchAll(/\{([A-Za-z_]+)\}/g)) {
    const slot = match[1] ?? '';
    // `\operatorname{mean}` holds a word in braces that is no slot.
    if (!slots.has(slot) || /\\[a-z]+$/.test(latex.slice(0, match.index))) continue;
    const before = latex.slice(last, match.index);
    if (before !== '') parts.push(before);
    last = match.index + match[0].length;
    const left = latex.slice(0, match.index);
    const right = latex.slice(last);
    parts.push({ slot, need: needOf(left, right) });
  }
  if (last < latex.length) parts.push(latex.slice(last));
  for (const [pattern, found] of OPERATORS)
    if (pattern.test(outside(latex).replace(/^-/, ''))) strength = Math.min(strength, found) as Strength;
  const minus = latex.startsWith('-');
  if (minus) strength = Math.min(strength, PRODUCT_STRENGTH) as Strength;
  if (strength === ATOM) {
    if (/^\\frac/.test(latex)) strength = FRACTION;
    else if (/\^/.test(outside(latex))) strength = POWER_STRENGTH;
    else if (/^\\.* \{\w+\}$/.test(latex) && parts.length === 2) strength = FUNCTION;
  }
  const template = { parts, strength, minus };
  known.set(key, template);
  return template;
}

const OPERATORS: readonly (readonly [RegExp, Strength])[] = [
  [/[<>=]|\\(?:le|ge|ne)\b(?!ft)/, COMPARISON_STRENGTH],
  [/[+-]/, SUM_STRENGTH],
  [/\\cdot|\\,|\\otimes/, PRODUCT_STRENGTH],
];

/** What of a formula is not inside brackets, bars, environments or braces. */
const outside = (latex: string): string => {
  let text = latex.replaceAll(/\\left.*\\right(\\rVert|.)|\\begin.*\\end\{\w+\}/g, ' ');
  for (let before = ''; before !== text; ) {
    before = text;
    text = text.replaceAll(/\{[^{}]*\}/g, ' ');
  }
  return text;
};

function needOf(left: string, right: string): Need {
  if (/^\}?\^/.test(right)) return { strength: ATOM, minus: false };
  if (/[({,|&]\s*$|lVert\s*$|if \}\s*$/.test(left)) return ANYTHING;
  const before = operatorAt(/(\\cdot|\\,|\\otimes|[+-]|\\[a-z]+|[<>=])\s*$/.exec(left)?.[1]);
  const after = operatorAt(/^\s*(\\cdot|\\,|\\otimes|[+-]|\\[a-z]+|[<>=])/.exec(right)?.[1]);
  if (before === undefined && after === undefined)
    return left.trim() === '' ? ANYTHING : { strength: ATOM, minus: false };
  const tightest = Math.max(before === undefined ? 0 : oneTighter(before), after ?? 0) as Strength;
  return { strength: tightest, minus: before === undefined };
}

function operatorAt(sign: string | undefined): Strength | undefined {
  if (sign === undefined) return undefined;
  for (const [pattern, strength] of OPERATORS) if (pattern.test(sign)) return strength;
  return FRACTION;
}
